import type { FieldValue, LogsourceView, Schema } from '../../model/index.ts';
import { categoriesOf } from './categories.ts';
import type { CategorySource } from './category-source.ts';
import { serviceFields } from './service-fields.ts';
import { servicesOfChannel } from './services.ts';

/** What says which schema a Windows event has. */
export interface WindowsEventKind {
  readonly channel: string;
  readonly provider: string;
  readonly eventId: number | undefined;
}

/** How events of one channel, provider and id fall into schemas. */
export interface SchemaFamily {
  /** the field whose value decides; undefined when there is only one schema */
  readonly discriminator: string | undefined;
  /** the schema for a value of that field; values that mean nothing special share one schema */
  schemaFor(value: FieldValue | undefined): Schema;
}

/** Builds the schemas of a channel, provider and event id, each once. */
export function schemaFamily(kind: WindowsEventKind): SchemaFamily {
  const sources = categoriesOf(kind.channel, kind.eventId);
  const common = buildSchema(kind, sources, undefined);
  const discriminator = sources.find((source) => source.when !== undefined)?.when?.field;
  if (discriminator === undefined) return { discriminator, schemaFor: () => common };
  const listed = new Set(sources.flatMap((source) => source.when?.values ?? []));
  const byValue = new Map([...listed].map((value) => [value, buildSchema(kind, sources, value)]));
  return {
    discriminator,
    schemaFor: (value) => (typeof value === 'string' ? byValue.get(value) : undefined) ?? common,
  };
}

function buildSchema(kind: WindowsEventKind, sources: readonly CategorySource[], variant: string | undefined): Schema {
  const { channel, provider, eventId } = kind;
  const services: readonly (string | undefined)[] = servicesOfChannel(channel);
  const fitting = sources.filter(
    ({ when }) => variant === undefined || when === undefined || when.values.includes(variant),
  );
  return {
    id: `windows/${channel}/${eventId ?? 'none'}/${provider}${variant === undefined ? '' : `/${variant}`}`,
    product: 'windows',
    constants: constantsOf(kind),
    views: [
      ...(services.length === 0 ? [undefined] : services).map((service) => serviceView(service, eventId)),
      ...fitting.map(categoryView),
    ],
  };
}

/** Only what was there: a missing field is not the same as an empty one. */
function constantsOf({ channel, provider, eventId }: WindowsEventKind): ReadonlyMap<string, FieldValue> {
  return new Map<string, FieldValue>([
    ...(eventId === undefined ? [] : [['EventID', eventId] as const]),
    ...(channel === '' ? [] : [['Channel', channel] as const]),
    ...(provider === '' ? [] : [['Provider_Name', provider] as const]),
  ]);
}

function serviceView(service: string | undefined, eventId: number | undefined): LogsourceView {
  return {
    product: 'windows',
    ...(service === undefined ? {} : { service }),
    fields: serviceFields(service, eventId),
  };
}

function categoryView({ category, service, fields }: CategorySource): LogsourceView {
  return { product: 'windows', category, service, fields };
}
