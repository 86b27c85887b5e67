import type { FieldValue, LogEvent } from '../src/model/index.ts';

/** Fields of an event as rules of one of its logsources see them. */
export function readThrough(
  event: LogEvent,
  logsource: { readonly product?: string; readonly category?: string; readonly service?: string },
  fields: readonly string[],
): Record<string, FieldValue | undefined> {
  const view = event.schema.views.find(
    ({ product, category, service }) =>
      product === (logsource.product ?? product) && category === logsource.category && service === logsource.service,
  );
  return Object.fromEntries(
    fields.map((field) => {
      const source = view?.fields.get(field) ?? field;
      if (typeof source === 'string') return [field, event.get(source)];
      return [field, source.derive(source.from.map((name) => event.get(name)))];
    }),
  );
}
