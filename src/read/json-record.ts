import type { FieldValue, JsonRecord, RawText, RecordStructure } from '../model/index.ts';

/** A JSON object as it was parsed. */
export type JsonObject = { readonly [name: string]: unknown };

// Collectors nest a handful of levels; JSON.parse itself bounds nothing.
const MAX_DEPTH = 16;

/** A JSON object as a record: fields of nested objects are named by their path with dots. */
export class JsonObjectRecord implements JsonRecord {
  readonly kind = 'record';
  readonly structure: RecordStructure;
  readonly byteOffset: number;
  readonly value: JsonObject;
  readonly rawText: RawText | undefined;

  constructor(structure: RecordStructure, byteOffset: number, value: JsonObject, rawText?: RawText | undefined) {
    this.structure = structure;
    this.byteOffset = byteOffset;
    this.value = value;
    this.rawText = rawText;
  }

  get(field: string): FieldValue | undefined {
    return valueAt(this.value, field, 0);
  }

  entries(): Iterable<readonly [string, FieldValue]> {
    return entriesOf(this.value, '', 0);
  }
}

/** True for what JSON calls an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names may hold dots themselves, as in `id.orig_h` of Zeek; the longest name that is there wins. */
function valueAt(object: JsonObject, path: string, depth: number): FieldValue | undefined {
  if (Object.hasOwn(object, path)) return fieldValue(object[path]);
  if (depth === MAX_DEPTH) return undefined;
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot);
    const inner = Object.hasOwn(object, name) ? object[name] : undefined;
    if (isJsonObject(inner)) return valueAt(inner, path.slice(dot + 1), depth + 1);
  }
  return undefined;
}

function* entriesOf(object: JsonObject, prefix: string, depth: number): Generator<readonly [string, FieldValue]> {
  for (const [name, inner] of Object.entries(object)) {
    const value = fieldValue(inner);
    if (value !== undefined) yield [prefix + name, value];
    else if (isJsonObject(inner) && depth < MAX_DEPTH) yield* entriesOf(inner, `${prefix}${name}.`, depth + 1);
  }
}

/** A scalar, or a list of them; undefined for objects and for lists that hold one. */
function fieldValue(value: unknown): FieldValue | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item) => (Array.isArray(item) ? undefined : fieldValue(item)));
  return items.includes(undefined) ? undefined : (items as FieldValue[]);
}
