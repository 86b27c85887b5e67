import type { FieldBytes, FieldValue, RawText } from './log-event.ts';

/** What all records of one structure have in common. One object for all of them, so that it keys caches. */
export interface RecordStructure {
  /** name of the log format, as `LogFormat.name` */
  readonly format: string;
  /** what the format itself says of the record's kind: the path of a Zeek log, the program of a syslog line; may be empty */
  readonly kind: string;
  /** names of the fields, where all records of the structure have the same ones */
  readonly fields?: readonly string[];
}

/** One record of a format that knows fields by name, but not what they mean. Valid until its reader moves on. */
export interface FieldRecord {
  readonly kind: 'record';
  readonly structure: RecordStructure;
  /** offset of its first byte in the source */
  readonly byteOffset: number;
  /** where its text stands in raw bytes, if the format can say */
  readonly rawText?: RawText | undefined;
  /** which bytes decide its fields, if the format can say */
  readonly fieldBytes?: FieldBytes | undefined;
  /** the field's value; in nested data a path with dots leads to it; undefined when absent */
  get(field: string): FieldValue | undefined;
  /** every field that carries a value, in the record's order, nested ones by their path */
  entries(): Iterable<readonly [field: string, value: FieldValue]>;
}

/** A JSON object, whatever file it came in. */
export interface JsonRecord extends FieldRecord {
  /** the whole object; made when it is asked for */
  readonly value: { readonly [name: string]: unknown };
  /** the members of `value` one by one, where that is possible without making all of it */
  readonly members?: JsonMembers | undefined;
}

/** The members of an object that was parsed. */
export function membersOf(value: JsonRecord['value']): JsonMembers {
  const get = (name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);
  return {
    has: (name) => Object.hasOwn(value, name),
    get,
    within: (name) => {
      const inner = get(name);
      const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      return isObject ? membersOf(inner as JsonRecord['value']) : undefined;
    },
  };
}

/** The members of a JSON object, each made when it is asked for. */
export interface JsonMembers {
  has(name: string): boolean;
  /** as JSON.parse gives it; undefined when absent */
  get(name: string): unknown;
  /** the members of the object that a member is; undefined when it is none */
  within(name: string): JsonMembers | undefined;
  /** which bytes decide the members, if the format can say */
  readonly fieldBytes?: FieldBytes | undefined;
}
