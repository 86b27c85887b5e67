import type { JsonRecord, RecordStructure } from '../model/index.ts';
import type { ByteSource, LogFormat, ReadProblem } from './format.ts';
import { isJsonObject, type JsonObject, JsonObjectRecord } from './json-record.ts';
import { unwrapped } from './json-unwrap.ts';
import { type JsonDamage, type JsonPlace, JsonWalk } from './json-walk.ts';
import { otlpAttributes, otlpRecord } from './otlp.ts';
import { resumeWhole } from './resume-whole.ts';
import { utf8Reader } from './utf8.ts';

const STRUCTURE: RecordStructure = { format: 'json', kind: '' };
/** Log records of OpenTelemetry. */
const OTLP: RecordStructure = { format: 'json', kind: 'otlp' };

/**
 * JSON that is not one object a line: a list of objects, objects over several lines one after another, an export that
 * holds the list in a member (`value`, `Records`, `results`, `hits.hits` and the like). UTF-8, with or without byte order
 * mark. It is read from its start to its end, so it is one range.
 */
export const jsonFormat: LogFormat<JsonRecord> = {
  name: 'json',
  sniff: looksLikeJson,
  split: () => [{ first: 0 }],
  resumption: resumeWhole,
  *read(source, range) {
    if (range.first >= source.sizeBytes) return;
    const walk = new JsonWalk(source, startOfText(source));
    const resources = new Resources();
    for (let place = walk.next(); place !== undefined; place = walk.next()) {
      if ('message' in place) yield problem(place);
      else yield recordAt(walk, place, resources);
    }
  },
};

function recordAt(walk: JsonWalk, place: JsonPlace, resources: Resources): JsonRecord | ReadProblem {
  const value = parsedAt(walk, place);
  if (value === undefined) {
    walk.refuse(place);
    return problem({ start: place.start, message: 'the object is not valid JSON' });
  }
  walk.accept(place);
  if (!walk.isLogRecord()) return new JsonObjectRecord(STRUCTURE, place.start, unwrapped(value));
  return new JsonObjectRecord(OTLP, place.start, otlpRecord(value, resources.of(walk)));
}

function parsedAt(walk: JsonWalk, place: JsonPlace): JsonObject | undefined {
  const bytes = walk.bytesOf(place);
  try {
    const value: unknown = JSON.parse(utf8Reader(bytes)(0, bytes.length));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Attributes of the resource that log records have in common, parsed once. */
class Resources {
  #start = -1;
  #attributes: JsonObject = {};

  of(walk: JsonWalk): JsonObject {
    const place = walk.resource();
    if (place === undefined) return {};
    if (place.start !== this.#start) {
      this.#start = place.start;
      this.#attributes = otlpAttributes(parsedAt(walk, place)?.attributes);
    }
    return this.#attributes;
  }
}

function problem({ start, message }: JsonDamage): ReadProblem {
  return { kind: 'problem', code: 'JSON_OBJECT_DAMAGED', byteOffset: start, message };
}

function startOfText(source: ByteSource): number {
  const [first, second] = source.read(0, 3);
  return first === 0xef && second === 0xbb ? 3 : 0;
}

/** JSON Lines begin with a whole object in their first line, that is no export; anything else that begins as JSON is here. */
function looksLikeJson(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head).trimStart();
  if (/^\[\s*(?:[{[\]]|$)/.test(text)) return true;
  if (/^Record \d+\s+\{/.test(text)) return true;
  if (!/^\{\s*"/.test(text)) return false;
  const feed = text.indexOf('\n');
  return feed < 0 || isWholeObject(text.slice(0, feed)) ? isExport(head) : true;
}

function isWholeObject(line: string): boolean {
  try {
    return isJsonObject(JSON.parse(line));
  } catch {
    return false;
  }
}

/** Whether the first object is one that holds a list of records, as far as the head shows. */
function isExport(head: Uint8Array): boolean {
  const bytes = head.subarray(head[0] === 0xef ? 3 : 0);
  const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length) };
  const walk = new JsonWalk(source, 0);
  walk.next();
  return walk.isInExport();
}
