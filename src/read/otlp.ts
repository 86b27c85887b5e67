import { isJsonObject, type JsonObject } from './json-record.ts';

// A body nests as deep as what it was made of; only a forged one nests deeper.
const MAX_DEPTH = 32;

/**
 * A log record of OTLP/JSON with attributes and body as plain JSON.
 * @param resource attributes of the resource that it comes from
 * Source: opentelemetry-proto 1.x, `logs/v1/logs.proto` and its JSON mapping.
 */
export function otlpRecord(record: JsonObject, resource: JsonObject): JsonObject {
  return { ...record, body: plain(record.body, 0), attributes: otlpAttributes(record.attributes), resource };
}

/** Attributes of OTLP/JSON, a list of keys and values, as plain JSON. */
export function otlpAttributes(list: unknown): JsonObject {
  return members(list, 0);
}

function members(list: unknown, depth: number): JsonObject {
  if (!Array.isArray(list)) return {};
  const named = list.filter(isJsonObject).filter(({ key }) => typeof key === 'string');
  return Object.fromEntries(named.map(({ key, value }) => [key as string, plain(value, depth + 1)]));
}

/** An AnyValue as plain JSON; integers, which are written as text, become numbers where they can. */
function plain(value: unknown, depth: number): unknown {
  if (!isJsonObject(value) || depth > MAX_DEPTH) return value;
  if ('stringValue' in value) return value.stringValue;
  if ('boolValue' in value) return value.boolValue;
  if ('doubleValue' in value) return value.doubleValue;
  if ('bytesValue' in value) return value.bytesValue;
  if ('intValue' in value) return integer(value.intValue);
  if (isJsonObject(value.arrayValue)) {
    const { values } = value.arrayValue;
    return Array.isArray(values) ? values.map((item) => plain(item, depth + 1)) : [];
  }
  return isJsonObject(value.kvlistValue) ? members(value.kvlistValue.values, depth) : undefined;
}

function integer(value: unknown): unknown {
  return typeof value === 'string' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
