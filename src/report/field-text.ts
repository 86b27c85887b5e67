import type { Because, FieldValue } from '../model/index.ts';

/** A field value as one text: several values are joined with `, `, no value is `(empty)`. Not yet inert. */
export function valueText(value: FieldValue): string {
  if (value === null) return '(empty)';
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return String(value);
}

/** What made a rule match, as `field=value`, joined with `; `; a keyword found anywhere has no field. Not yet inert. */
export function becauseText(because: readonly Because[]): string {
  return because
    .map(({ field, value }) => (field === '' ? valueText(value) : `${field}=${valueText(value)}`))
    .join('; ');
}
