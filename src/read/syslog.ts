import type { FieldRecord, RecordStructure } from '../model/index.ts';
import { type BodyForm, bodyFormAt } from './body.ts';
import type { LogFormat, ReadProblem } from './format.ts';
import { isJsonObject, JsonObjectRecord } from './json-record.ts';
import { JsonLineRecord, type LineParts, LineRecord } from './line-record.ts';
import { readLines, splitByLines } from './lines.ts';
import { resumeLines } from './resume-lines.ts';
import { hasSyslogHeader, readSyslogHeader } from './syslog-header.ts';
import { utf8Reader } from './utf8.ts';

/**
 * Lines of syslog, RFC 3164 or 5424 or what devices and relays make of them; their messages may be of other formats.
 * Records are of the format `syslog` and of the kind that the program, the mnemonic or the message gives; a message that
 * is CEF, LEEF or a JSON object makes a record of that format.
 */
export const syslogFormat: LogFormat<FieldRecord> = {
  name: 'syslog',
  sniff: looksLikeSyslog,
  split: splitByLines,
  resumption: resumeLines,
  read: lineReader('syslog'),
};

// Enough lines to outvote a stack trace at the start of a log that was cut off.
const SNIFFED_LINES = 20;

// What programs write behind their own timestamps, in the place where syslog has the host.
const LEVEL_WORDS = /^\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|SEVERE|CRITICAL)\]?$/i;

/** At least half of the first lines have a header. */
function looksLikeSyslog(head: Uint8Array): boolean {
  const lines = firstLines(head, SNIFFED_LINES);
  const known = lines.filter(hasTellingHeader);
  return lines.length > 0 && known.length * 2 >= lines.length;
}

/** What other logs have at the start of their lines too (a time with a space, then words) says too little. */
function hasTellingHeader(line: string): boolean {
  const header = readSyslogHeader(line);
  const { priority, timestamp, hostname, program } = header;
  if (priority === undefined && timestamp?.[10] === ' ' && program === undefined) return false;
  return hasSyslogHeader(header) && !LEVEL_WORDS.test(hostname ?? '');
}

/** Lines at the start of a text that hold anything; the last may be cut off. */
export function firstLines(head: Uint8Array, count: number): readonly string[] {
  if (head.subarray(0, 512).includes(0)) return [];
  const lines = new TextDecoder().decode(head).split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, count);
}

// A log has some dozen programs; a forged one names endless ones.
const MAX_STRUCTURES = 2000;

/** One object for each structure; all are forgotten when there are too many. */
export class Structures {
  readonly #known = new Map<string, Map<string, RecordStructure>>();
  #count = 0;

  of(format: string, kind: string): RecordStructure {
    let structure = this.#known.get(format)?.get(kind);
    if (structure === undefined) {
      if (this.#count++ >= MAX_STRUCTURES) {
        this.#known.clear();
        this.#count = 1;
      }
      structure = { format, kind };
      const kinds = this.#known.get(format) ?? new Map<string, RecordStructure>();
      this.#known.set(format, kinds.set(kind, structure));
    }
    return structure;
  }
}

/**
 * A reader of lines with or without a syslog header, each with a message of any form.
 * @param format of records whose message is of no format by itself
 */
export function lineReader(format: string): LogFormat<FieldRecord>['read'] {
  return function* read(source, range) {
    const structures = new Structures();
    let block: Uint8Array | undefined;
    let textOf = utf8Reader(new Uint8Array());
    for (const { bytes, start, end, byteOffset, isTooLong } of readLines(source, range)) {
      if (isTooLong) {
        yield tooLong(byteOffset);
        continue;
      }
      if (block !== bytes) [block, textOf] = [bytes, utf8Reader(bytes)];
      const first = withoutMark(bytes, start, byteOffset);
      const last = withoutReturn(bytes, start, end);
      const text = textOf(first, last);
      if (text.trimStart() === '') continue;
      // Each character takes a byte at least.
      const own = text.length === last - first ? { bytes, start: first } : undefined;
      yield lineRecord(format, { text, byteOffset, bytes: own }, structures);
    }
  };
}

function tooLong(byteOffset: number): ReadProblem {
  return { kind: 'problem', code: 'LINE_DAMAGED', byteOffset, message: 'the line is longer than 4 MiB' };
}

// EF BB BF is the byte order mark.
function withoutMark(bytes: Uint8Array, start: number, byteOffset: number): number {
  return byteOffset === 0 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf
    ? start + 3
    : start;
}

function withoutReturn(bytes: Uint8Array, start: number, end: number): number {
  return end > start && bytes[end - 1] === 0x0d ? end - 1 : end;
}

/** A line of text as a record: its header read, its message told by its start. */
export function lineRecord(
  format: string,
  { text, byteOffset, bytes }: Pick<LineParts, 'text' | 'byteOffset' | 'bytes'>,
  structures: Structures,
): FieldRecord {
  const header = readSyslogHeader(text);
  const line: LineParts = { text, header, byteOffset, bytes };
  const object = jsonObjectAt(text, header.messageStart);
  if (object !== undefined) {
    return new JsonLineRecord(new JsonObjectRecord(structures.of('jsonl', ''), byteOffset, object), line);
  }
  const form: BodyForm | undefined = bodyFormAt(text, header.messageStart);
  const kind = form?.kind || header.program || '';
  return new LineRecord(structures.of(form?.format ?? format, kind), line, form?.parse);
}

// What rsyslog and others put before JSON, from the Common Event Expression of MITRE, or a tag without a colon.
const PREFIX = /(?:@cee:|[\w./-]{1,64}) ?(?=\{")/y;

function behindPrefix(text: string, start: number): number {
  if (text[start] === '{') return 0;
  PREFIX.lastIndex = start;
  return PREFIX.exec(text)?.[0].length ?? 0;
}

function jsonObjectAt(text: string, start: number): { readonly [name: string]: unknown } | undefined {
  if (!text.trimEnd().endsWith('}')) return undefined;
  const at = start + behindPrefix(text, start);
  if (text[at] !== '{') return undefined;
  try {
    const value: unknown = JSON.parse(text.slice(at));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
