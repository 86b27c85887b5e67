import type { FieldSource, FieldValue, LogEvent, LogsourceView, Schema } from '../model/index.ts';

/** Reads fields of an event under the names of one Sigma logsource. */
export interface FieldReader {
  text(event: LogEvent, field: string): string | undefined;
  number(event: LogEvent, field: string): number | undefined;
}

/** The view that answers a category, whatever product the events are of; undefined when events of the schema have none. */
export function categoryView(schema: Schema, category: string): FieldReader | undefined {
  const view = schema.views.find((one) => one.category === category);
  return view === undefined ? undefined : readerOf(view.fields);
}

/** Reads the log's own fields. */
export const OWN_FIELDS: FieldReader = {
  text: (event, field) => textOf(event.get(field)),
  number: (event, field) => numberOf(event.get(field)),
};

/** Reads fields under the names that a view gives them; without one of its own a field is the log's. */
export function readerOf(fields: LogsourceView['fields']): FieldReader {
  const value = (event: LogEvent, field: string): FieldValue | undefined => read(event, fields.get(field) ?? field);
  return {
    text: (event, field) => textOf(value(event, field)),
    number: (event, field) => numberOf(value(event, field)),
  };
}

function read(event: LogEvent, source: FieldSource): FieldValue | undefined {
  if (typeof source === 'string') return event.get(source);
  return source.derive(source.from.map((name) => event.get(name)));
}

/** Logs write `-` and nothing for what they do not know. EVTX has booleans, JSON of it often their names. */
function textOf(value: FieldValue | undefined): string | undefined {
  if (typeof value === 'string') return value === '' || value === '-' ? undefined : value;
  return value === undefined || value === null || isList(value) ? undefined : String(value);
}

function isList(value: FieldValue): value is readonly FieldValue[] {
  return Array.isArray(value);
}

/** Numbers come as numbers, decimal text, or hexadecimal text with `0x`. */
function numberOf(value: FieldValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return undefined;
  return decimalOf(value) ?? (/^0x[\da-f]{1,13}$/i.test(value) ? Number(value) : undefined);
}

// Every sum on the way stays exact below 2^53.
const MOST_DIGITS = 15;
const ZERO = 0x30;

/** Several times quicker than a pattern, for what every connection has half a dozen of. */
function decimalOf(text: string): number | undefined {
  if (text.length === 0 || text.length > MOST_DIGITS) return undefined;
  let number = 0;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return number;
}
