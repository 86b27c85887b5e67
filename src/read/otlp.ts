import { isJsonObject, type JsonObject } from './json-record.ts';

// A body nests as deep as what it was made of; only a forged one nests deeper.
const MAX_DEPTH = 32;

/**
 * The log records in one element of `resourceLogs` of OTLP/JSON, with attributes and bodies as plain JSON, and each with
 * its resource's attributes.
 * @returns undefined when the object is no such element
 * Source: opentelemetry-proto 1.x, `logs/v1/logs.proto` and its JSON mapping.
 */
export function otlpRecords(value: JsonObject): readonly JsonObject[] | undefined {
  const scopes = value.scopeLogs ?? value.instrumentationLibraryLogs;
  if (!Array.isArray(scopes)) return undefined;
  const resource = attributesOf(isJsonObject(value.resource) ? value.resource.attributes : undefined);
  return scopes.filter(isJsonObject).flatMap((scope) => {
    const records: unknown = scope.logRecords ?? scope.logs;
    return (Array.isArray(records) ? records : []).filter(isJsonObject).map((record) => ({
      ...record,
      body: plain(record.body, 0),
      attributes: attributesOf(record.attributes),
      resource,
    }));
  });
}

function attributesOf(list: unknown): JsonObject {
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
