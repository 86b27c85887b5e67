/** A JSON object as it was parsed, or a row under its header. */
export type JsonObject = { readonly [name: string]: unknown };

/** Where a record keeps what every Windows event has, and where its payload; values as the record has them. */
export interface WindowsParts {
  readonly eventId: unknown;
  readonly channel: unknown;
  readonly provider: unknown;
  readonly computer: unknown;
  readonly recordId: unknown;
  readonly time: unknown;
  /** searched in this order */
  readonly payloads: readonly JsonObject[];
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object in a member; an empty one when there is none. */
export function objectIn(value: JsonObject, name: string): JsonObject {
  const inner = Object.hasOwn(value, name) ? value[name] : undefined;
  return isObject(inner) ? inner : {};
}

/** The first member that is there and has a value. */
export function firstIn(value: JsonObject, names: readonly string[]): unknown {
  for (const name of names) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (member !== undefined && member !== null && member !== '') return member;
  }
  return undefined;
}

/** A JSON object written as text within a record; undefined when it is none. */
export function parsedObject(text: unknown): JsonObject | undefined {
  if (typeof text !== 'string' || !/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
