import type { FieldRecord, FieldValue, JsonRecord, RecordStructure } from '../model/index.ts';
import { isObject, type JsonObject, parsedObject } from './windows-parts.ts';

/** Members in which shippers and stores keep what they were given: Splunk, OpenTelemetry, Filebeat, Docker, journald, syslog. */
const ENVELOPES = ['event', 'body', 'message', '_raw', 'log', 'MESSAGE'];

// As in json-record.ts of the readers.
const MAX_DEPTH = 16;

/** JSON in a record of any format: its structure says no more than that. */
const STRUCTURE: RecordStructure = { format: 'json', kind: 'inner' };

/** The record inside another one: an object in a member, or JSON text; undefined when there is none. */
export function innerRecord(record: FieldRecord): JsonRecord | undefined {
  const value = 'value' in record ? (record as JsonRecord).value : undefined;
  for (const name of ENVELOPES) {
    const member = value === undefined ? record.get(name) : value[name];
    const inner = isObject(member) ? member : parsedObject(member);
    if (inner !== undefined) return new InnerRecord(record.byteOffset, inner);
  }
  return undefined;
}

class InnerRecord implements JsonRecord {
  readonly kind = 'record';
  readonly structure = STRUCTURE;
  readonly byteOffset: number;
  readonly value: JsonObject;

  constructor(byteOffset: number, value: JsonObject) {
    this.byteOffset = byteOffset;
    this.value = value;
  }

  get(field: string): FieldValue | undefined {
    return valueAt(this.value, field, 0);
  }

  entries(): Iterable<readonly [string, FieldValue]> {
    return entriesOf(this.value, '', 0);
  }
}

function valueAt(object: JsonObject, path: string, depth: number): FieldValue | undefined {
  if (Object.hasOwn(object, path)) return fieldValue(object[path]);
  for (let dot = path.lastIndexOf('.'); dot > 0 && depth < MAX_DEPTH; dot = path.lastIndexOf('.', dot - 1)) {
    const inner = Object.hasOwn(object, path.slice(0, dot)) ? object[path.slice(0, dot)] : undefined;
    if (isObject(inner)) return valueAt(inner, path.slice(dot + 1), depth + 1);
  }
  return undefined;
}

function* entriesOf(object: JsonObject, prefix: string, depth: number): Generator<readonly [string, FieldValue]> {
  for (const [name, inner] of Object.entries(object)) {
    const value = fieldValue(inner);
    if (value !== undefined) yield [prefix + name, value];
    else if (isObject(inner) && depth < MAX_DEPTH) yield* entriesOf(inner, `${prefix}${name}.`, depth + 1);
  }
}

function fieldValue(value: unknown): FieldValue | undefined {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as FieldValue;
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item) => (Array.isArray(item) ? undefined : fieldValue(item)));
  return items.includes(undefined) ? undefined : (items as FieldValue[]);
}
