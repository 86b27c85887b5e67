import { ByteCursor } from './byte-cursor.ts';
import type { ByteSource } from './format.ts';
import { skipValue } from './json-skip.ts';

/** Where a JSON object stands in a source: from its `{` to behind its `}`. */
export interface JsonPlace {
  readonly start: number;
  readonly end: number;
}

/** A part of a text that is no JSON object where one was expected. */
export interface JsonDamage {
  readonly start: number;
  readonly message: string;
}

// The longest event that Windows writes is 64 KiB; JSON may take several times that. As for lines.
const MAX_OBJECT_BYTES = 4 << 20;
// Exports nest lists two deep (`hits.hits`); more is no export.
const MAX_LISTS = 8;
// Longer than any name that a list of records has.
const MAX_NAME_BYTES = 64;
const MAX_PATTERN_BYTES = 256;
// Each look behind a damaged object may cost a whole object; between good ones this many keep the walk linear.
const MAX_LOOKS_BACK = 8;

/** Members that hold the records of an export, whatever stands beside them: OData, CloudTrail, Azure, Splunk, Elasticsearch, osquery. */
const LISTS = ['value', 'Records', 'records', 'results', 'hits', 'snapshot'];
/** Members that hold them when nothing but plain values stands before; else they are part of a record. */
const LISTS_AT_START = ['result', 'rows', 'events', 'Events', 'items', 'Items', 'data', 'logs', 'entries', 'logEvents'];

/** Lists of OTLP: each element of the first is an export again, and those of the last are the records. */
const OTLP_LISTS = ['scopeLogs', 'instrumentationLibraryLogs'];
const OTLP_RECORDS = ['logRecords', 'logs'];

/** What the walk is inside of: a list of records, a list of exports, an export. */
type Frame = 'list' | 'exports' | 'export';

/** What the walk found a member of an object to be. */
type Member = 'plain' | 'nested' | 'records' | 'endless';

/**
 * Finds the objects of a JSON text one by one: of a list, of several objects one after another, of the list inside an
 * export such as `{"value": [...]}`. Holds some MiB at a time; linear in the length of the text, whatever it is.
 */
export class JsonWalk {
  readonly #cursor: ByteCursor;
  readonly #frames: Frame[] = [];
  readonly #sizeBytes: number;
  /** how objects of the text begin, as bytes: from `{` to the first `:` */
  #pattern: Uint8Array | undefined;
  #looksBack = 0;
  #wasExport = false;
  #resource: JsonPlace | undefined;

  constructor(source: ByteSource, from: number) {
    this.#cursor = new ByteCursor(source, from);
    this.#sizeBytes = source.sizeBytes;
  }

  /** The next object, or what stands in its place; undefined at the end of the text. */
  next(): JsonPlace | JsonDamage | undefined {
    for (;;) {
      const cursor = this.#cursor;
      cursor.skipSpace();
      const byte = cursor.peek();
      if (byte < 0) return this.#end();
      const frame = this.#frames.at(-1);
      const found = frame === 'export' ? this.#inExport(byte) : this.#inList(byte, frame === undefined);
      if (found !== undefined) return found;
    }
  }

  /** The bytes of an object; may be called until the next one is asked for. */
  bytesOf({ start, end }: JsonPlace): Uint8Array {
    return this.#cursor.slice(start, end);
  }

  /** Whether the text is an export, of which objects are found in a list. */
  isInExport(): boolean {
    return this.#wasExport;
  }

  /** Whether the object that was found last is a log record of OTLP. */
  isLogRecord(): boolean {
    return this.#frames.includes('exports');
  }

  /** What a log record says of where it comes from, for all records of a resource; undefined where it says nothing. */
  resource(): JsonPlace | undefined {
    return this.#resource;
  }

  /** Call with each object that is sound. */
  accept({ start, end }: JsonPlace): void {
    this.#looksBack = 0;
    this.#pattern ??= patternOf(this.#cursor.slice(start, Math.min(end, start + MAX_PATTERN_BYTES)));
  }

  /** Call with an object that is not: a damaged one may have swallowed others, which are gone back to. */
  refuse({ start, end }: JsonPlace): void {
    if (!this.#lookBack(start, end)) this.#cursor.at = end;
  }

  #end(): JsonDamage | undefined {
    if (this.#frames.length === 0) return undefined;
    this.#frames.length = 0;
    return { start: this.#sizeBytes, message: 'the file ends within a list' };
  }

  #inList(byte: number, isRoot: boolean): JsonPlace | JsonDamage | undefined {
    const cursor = this.#cursor;
    switch (byte) {
      case 0x2c: // ,
      case 0x7d: // }
        cursor.index++;
        return undefined;
      case 0x5d: // ]
        cursor.index++;
        this.#frames.pop();
        return undefined;
      case 0x5b: // [
        if (this.#frames.length >= MAX_LISTS) return this.#other(cursor.at, false);
        cursor.index++;
        this.#frames.push('list');
        return undefined;
      case 0x7b: // {
        if (isRoot) return this.#objectOrExport();
        if (this.#frames.at(-1) !== 'exports') return this.#object();
        cursor.index++;
        this.#frames.push('export');
        return undefined;
      default:
        return this.#other(cursor.at, isRoot);
    }
  }

  #object(): JsonPlace | JsonDamage {
    const start = this.#cursor.at;
    return skipValue(this.#cursor, start + MAX_OBJECT_BYTES) ? { start, end: this.#cursor.at } : this.#endless(start);
  }

  /** An object that is not part of a list is a record, or an export with the records in one of its members. */
  #objectOrExport(): JsonPlace | JsonDamage | undefined {
    const cursor = this.#cursor;
    const start = cursor.at;
    const limit = start + MAX_OBJECT_BYTES;
    cursor.index++;
    this.#frames.push('export');
    for (let isPlain = true; ; ) {
      cursor.skipSpace();
      const byte = cursor.peek();
      if (byte === 0x2c) cursor.index++;
      else if (byte === 0x7d) {
        cursor.index++;
        this.#frames.pop();
        return { start, end: cursor.at };
      } else {
        const kind: Member = byte === 0x22 && cursor.at < limit ? this.#member(limit, isPlain) : 'endless';
        if (kind === 'records') return undefined;
        isPlain &&= kind === 'plain';
        if (kind !== 'endless') continue;
        this.#frames.pop();
        return this.#endless(start);
      }
    }
  }

  #inExport(byte: number): JsonDamage | undefined {
    const cursor = this.#cursor;
    if (byte === 0x22) {
      const start = cursor.at;
      return this.#member(start + MAX_OBJECT_BYTES, false) === 'endless' ? this.#endless(start) : undefined;
    }
    cursor.index++;
    if (byte === 0x7d) this.#leaveExport();
    return undefined;
  }

  #leaveExport(): void {
    this.#frames.pop();
    if (this.#frames.indexOf('exports') === this.#frames.length - 1) this.#resource = undefined;
  }

  /** Moves behind a member of an object, or into the list of records that it holds. */
  #member(limit: number, isAtStart: boolean): Member {
    const cursor = this.#cursor;
    const nameAt = cursor.at;
    if (!skipValue(cursor, limit)) return 'endless';
    const nameEnd = cursor.at;
    cursor.skipSpace();
    if (cursor.peek() !== 0x3a) return 'endless';
    cursor.index++;
    cursor.skipSpace();
    const byte = cursor.peek();
    const isNested = byte === 0x5b || byte === 0x7b;
    const isShort = nameEnd - nameAt <= MAX_NAME_BYTES;
    const name = isNested && isShort ? latin1(cursor.slice(nameAt + 1, nameEnd - 1)) : '';
    if (name !== '' && this.#enter(name, byte, isAtStart)) return 'records';
    const start = cursor.at;
    if (!skipValue(cursor, limit)) return 'endless';
    if (name === 'resource' && this.isLogRecord()) this.#resource = { start, end: cursor.at };
    return isNested ? 'nested' : 'plain';
  }

  #enter(name: string, byte: number, isAtStart: boolean): boolean {
    const cursor = this.#cursor;
    const frame = this.#frameOf(name, isAtStart);
    if (frame === undefined || this.#frames.length >= MAX_LISTS) return false;
    const valueAt = cursor.at;
    cursor.index++;
    cursor.skipSpace();
    const inner = cursor.peek();
    const isExport = byte === 0x7b && name === 'hits';
    const isEmpty = inner === 0x5d && !LISTS_AT_START.includes(name);
    if (isExport || (byte === 0x5b && (inner === 0x7b || isEmpty))) {
      this.#frames.push(isExport ? 'export' : frame);
      this.#wasExport = true;
      return true;
    }
    cursor.at = valueAt;
    return false;
  }

  /** What a list of this name holds; undefined when it is part of a record. */
  #frameOf(name: string, isAtStart: boolean): Frame | undefined {
    if (this.isLogRecord())
      return OTLP_LISTS.includes(name) ? 'exports' : OTLP_RECORDS.includes(name) ? 'list' : undefined;
    if (name === 'resourceLogs') return 'exports';
    return LISTS.includes(name) || (isAtStart && LISTS_AT_START.includes(name)) ? 'list' : undefined;
  }

  #endless(start: number): JsonDamage {
    const { at } = this.#cursor;
    const isCut = at >= this.#sizeBytes;
    // An object in it is one that a quote or bracket too few has swallowed.
    if (this.#lookBack(start, at)) return { start, message: 'the object is not valid JSON' };
    this.#seek(at, Number.POSITIVE_INFINITY);
    if (at >= start + MAX_OBJECT_BYTES) return { start, message: 'the object is longer than 4 MiB' };
    return { start, message: isCut ? 'the file ends within an object' : 'the object is not valid JSON' };
  }

  /** Goes back to an object that starts inside of a damaged one. */
  #lookBack(start: number, end: number): boolean {
    this.#pattern ??= patternOf(this.#cursor.slice(start, Math.min(end, start + MAX_PATTERN_BYTES)));
    if (this.#pattern === undefined || this.#looksBack >= MAX_LOOKS_BACK) return false;
    const looked = this.#cursor.at;
    if (this.#seek(start + 1, end)) {
      this.#looksBack++;
      return true;
    }
    this.#cursor.at = looked;
    return false;
  }

  /** Moves to the next place where an object begins as those of the text do; to the end without one. */
  #seek(from: number, to: number): boolean {
    const cursor = this.#cursor;
    const pattern = this.#pattern;
    cursor.at = from;
    while (cursor.at < to && cursor.peek() >= 0) {
      const bytes = cursor.rest().subarray(0, to - cursor.at + MAX_PATTERN_BYTES);
      const found = pattern === undefined ? -1 : indexOf(bytes, pattern);
      if (found >= 0) {
        cursor.index += found;
        return cursor.at < to;
      }
      const overlap = Math.min(bytes.length - 1, (pattern?.length ?? 1) - 1);
      cursor.index += bytes.length - (cursor.at + bytes.length >= this.#sizeBytes ? 0 : overlap);
    }
    return false;
  }

  /** What is no object: `Record 7` before each one is what `evtx_dump` prints, anything else is damage. */
  #other(start: number, isRoot: boolean): JsonDamage | undefined {
    const cursor = this.#cursor;
    if (!isRoot) {
      skipValue(cursor, start + MAX_OBJECT_BYTES);
      if (cursor.at === start) cursor.index++;
      return { start, message: 'expected a JSON object, found another value' };
    }
    const line = latin1(cursor.slice(start, Math.min(start + MAX_NAME_BYTES, this.#sizeBytes)));
    for (let byte = cursor.peek(); byte >= 0 && byte !== 0x7b && byte !== 0x5b; byte = cursor.peek()) cursor.index++;
    return /^Record \d+\s/.test(line) ? undefined : { start, message: 'expected a JSON object, found other text' };
  }
}

/** How an object begins, from `{` to the first `:`; undefined when that is not the start of a member. */
function patternOf(bytes: Uint8Array): Uint8Array | undefined {
  const colon = bytes.indexOf(0x3a);
  return colon > 0 && bytes.indexOf(0x22) > 0 ? bytes.slice(0, colon + 1) : undefined;
}

function indexOf(bytes: Uint8Array, pattern: Uint8Array): number {
  const last = bytes.length - pattern.length;
  for (let at = bytes.indexOf(pattern[0]!); at >= 0 && at <= last; at = bytes.indexOf(pattern[0]!, at + 1)) {
    let length = 1;
    while (length < pattern.length && bytes[at + length] === pattern[length]) length++;
    if (length === pattern.length) return at;
  }
  return -1;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
