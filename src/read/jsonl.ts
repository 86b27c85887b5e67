import type { LogFormat, ReadProblem } from './format.ts';
import { readLines, splitByLines } from './lines.ts';
import { utf8Reader } from './utf8.ts';

/** A JSON object as it was parsed. */
export type JsonObject = { readonly [name: string]: unknown };

/** One line of JSON. */
export interface JsonRecord {
  readonly kind: 'record';
  readonly byteOffset: number;
  readonly value: JsonObject;
}

/** One JSON object a line (NDJSON, JSON Lines), UTF-8, with or without byte order mark. */
export const jsonlFormat: LogFormat<JsonRecord> = {
  name: 'jsonl',
  sniff: looksLikeJsonLines,
  split: splitByLines,
  *read(source, range) {
    let block: Uint8Array | undefined;
    let text: (start: number, end: number) => string = () => '';
    for (const { bytes, start, end, byteOffset, isTooLong } of readLines(source, range)) {
      if (bytes !== block) {
        block = bytes;
        text = utf8Reader(bytes);
      }
      if (isTooLong) yield problem(byteOffset, 'the line is longer than 4 MiB');
      else {
        const hasMark = byteOffset === 0 && bytes[start] === 0xef && bytes[start + 1] === 0xbb;
        const parsed = parseLine(text(hasMark ? start + 3 : start, end), byteOffset);
        if (parsed !== undefined) yield parsed;
      }
    }
  },
};

function parseLine(line: string, byteOffset: number): JsonRecord | ReadProblem | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (isObject(value)) return { kind: 'record', byteOffset, value };
    return problem(byteOffset, 'expected a JSON object, found another value');
  } catch {
    return line.trim() === '' ? undefined : problem(byteOffset, 'the line is not valid JSON');
  }
}

function problem(byteOffset: number, message: string): ReadProblem {
  return { kind: 'problem', code: 'JSON_LINE_DAMAGED', byteOffset, message };
}

/** The first line decides: a whole object, or as much of one as the head holds. */
function looksLikeJsonLines(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head).trimStart();
  if (!/^\{\s*"/.test(text)) return false;
  const feed = text.indexOf('\n');
  if (feed < 0) return true;
  try {
    return isObject(JSON.parse(text.slice(0, feed)));
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
