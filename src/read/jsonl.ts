import type { JsonRecord, RawLayout, RawText, RecordStructure } from '../model/index.ts';
import { blockKernel } from './block-kernel.ts';
import type { LogFormat, ReadProblem } from './format.ts';
import { JsonLineRecord } from './json-line-record.ts';
import { MemberScanner } from './json-members.ts';
import { isJsonObject, type JsonObject, JsonObjectRecord } from './json-record.ts';
import { unwrapped, WRAPPERS } from './json-unwrap.ts';
import { readLines, splitByLines } from './lines.ts';
import { NameTable } from './plain-names.ts';
import { resumeLines } from './resume-lines.ts';
import { utf8Reader } from './utf8.ts';

const STRUCTURE: RecordStructure = { format: 'jsonl', kind: '' };

/** All text of a line's values stands in the line. */
const LAYOUT: RawLayout = { isRaw: () => true, constantTexts: [] };

/** One JSON object a line (NDJSON, JSON Lines), UTF-8, with or without byte order mark. */
export const jsonlFormat: LogFormat<JsonRecord> = {
  name: 'jsonl',
  sniff: looksLikeJsonLines,
  split: splitByLines,
  resumption: resumeLines,
  *read(source, range) {
    const names = new NameTable();
    blockKernel()?.members.makeRoomForNames();
    let block: Block | undefined;
    for (const { bytes, start, end, byteOffset, isTooLong } of readLines(source, range)) {
      if (block?.source.bytes !== bytes) block = openBlock(bytes, names);
      if (isTooLong) yield problem(byteOffset, 'the line is longer than 4 MiB');
      else {
        const hasMark = byteOffset === 0 && bytes[start] === 0xef && bytes[start + 1] === 0xbb;
        const parsed = parseLine(block, hasMark ? start + 3 : start, end, byteOffset);
        if (parsed !== undefined) yield parsed;
      }
    }
  },
};

/** A block of lines, and what is made of it once for all of them. */
interface Block {
  readonly source: RawText['source'];
  readonly text: (start: number, end: number) => string;
  readonly scanner: MemberScanner;
}

function openBlock(bytes: Uint8Array, names: NameTable): Block {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const text = utf8Reader(bytes);
  return { source: { bytes, words }, text, scanner: new MemberScanner(bytes, text, names, blockKernel()) };
}

function parseLine(block: Block, start: number, end: number, byteOffset: number): JsonRecord | ReadProblem | undefined {
  const { source, scanner, text } = block;
  // Behind what is scanned there must be another byte.
  if (end >= source.bytes.length || !scanner.scan(start, end)) return parseWhole(text(start, end), byteOffset);
  const rawText: RawText | undefined = scanner.isPlain
    ? { encoding: 'json', source, start, end, layout: LAYOUT }
    : undefined;
  if (WRAPPERS.some((name) => scanner.has(start, end, name))) {
    const value = JSON.parse(text(start, end)) as JsonObject;
    return new JsonObjectRecord(STRUCTURE, byteOffset, unwrapped(value), rawText);
  }
  return new JsonLineRecord(STRUCTURE, byteOffset, { scanner, start, end }, rawText);
}

function parseWhole(line: string, byteOffset: number): JsonRecord | ReadProblem | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (isJsonObject(value)) return new JsonObjectRecord(STRUCTURE, byteOffset, unwrapped(value));
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
    return isJsonObject(JSON.parse(text.slice(0, feed)));
  } catch {
    return false;
  }
}
