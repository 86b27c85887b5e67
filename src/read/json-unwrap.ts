import { isJsonObject, type JsonObject } from './json-record.ts';

/** Members of which one is there in everything that `unwrapped` unwraps. */
export const WRAPPERS: readonly string[] = ['_source', 'result', 'properties'];

/**
 * The record inside what a store puts around it: `_source` of Elasticsearch and OpenSearch, `result` of a Splunk export,
 * `properties` of Defender's streaming API.
 * @returns the object itself when nothing is around it
 */
export function unwrapped(value: JsonObject): JsonObject {
  if (isJsonObject(value._source) && ('_index' in value || '_id' in value)) return value._source;
  if (isJsonObject(value.result) && ('preview' in value || 'offset' in value || 'lastrow' in value))
    return value.result;
  const isStreamed = typeof value.category === 'string' && value.category.startsWith('AdvancedHunting-');
  return isStreamed && isJsonObject(value.properties) ? value.properties : value;
}
