import type { FieldRecord, RawLayout, RawText, RecordStructure } from '../model/index.ts';
import type { ByteSource, ReadProblem, ReadRange } from './format.ts';
import { type LineBlock, openLineBlock, rawTextOf } from './line-block.ts';
import { type Line, readLines } from './lines.ts';
import { utf8Reader } from './utf8.ts';

/** Where a record and its columns stand. */
export interface ColumnPlaces {
  readonly block: LineBlock;
  readonly byteOffset: number;
  readonly start: number;
  /** where each column ends; the next starts one byte behind. Overwritten for the next record */
  readonly ends: Int32Array;
  readonly rawText: RawText | undefined;
}

/** How a text log with lines at its head that start with `#` says what its columns are, and how they are cut. */
export interface ColumnSyntax<Header> {
  /** the header with one more of its lines */
  withLine(header: Header | undefined, line: string): Header;
  /** whether a header line is the first of a header */
  begins(line: string): boolean;
  /** what the records below a header are made with; undefined while the header names no columns */
  open(header: Header): ColumnRecords | undefined;
  /** what stands wherever a character of a value is written otherwise */
  readonly escape: string;
  /** whether a line can be a record below the header */
  fits(header: Header, line: string): boolean;
}

/** Makes the records below one header. */
export interface ColumnRecords {
  readonly structure: RecordStructure & { readonly fields: readonly string[] };
  /** how text stands in lines without escapes */
  readonly layout: RawLayout;
  /**
   * Notes where each column of a line ends, as many as there is room for.
   * @returns how many columns the line has
   */
  findColumns(bytes: Uint8Array, start: number, end: number, ends: Int32Array): number;
  record(places: ColumnPlaces): FieldRecord;
}

const HASH = 0x23;
const FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
// Far beyond the headers that programs write, which have about 1 KiB.
const HEADER_BYTES = 64 << 10;
const HEADER_SEARCH_BYTES = 1 << 20;

/**
 * Reads the records of a range, in file order. A line with another number of columns is a Problem LINE_DAMAGED; lines
 * without a header before them are one Problem HEADER_MISSING.
 */
export function* readColumns<Header>(
  source: ByteSource,
  range: ReadRange,
  syntax: ColumnSyntax<Header>,
): Generator<FieldRecord | ReadProblem> {
  const reader = new ColumnReader(syntax, headerBefore(source, range, syntax), () => !hasRecordBefore(source, range));
  for (const line of readLines(source, range)) {
    const item = reader.read(line);
    if (item !== undefined) yield item;
  }
}

/** Reads line by line; knows the header that holds. */
class ColumnReader<Header> {
  readonly #syntax: ColumnSyntax<Header>;
  #header: Header | undefined;
  #records: ColumnRecords | undefined;
  #ends = new Int32Array(0);
  #block: LineBlock | undefined;
  readonly #isFirst: () => boolean;
  #saidNoHeader = false;

  /** @param isFirst whether the file's first record is in the range; that no header stands before it is said once */
  constructor(syntax: ColumnSyntax<Header>, header: Header | undefined, isFirst: () => boolean) {
    this.#syntax = syntax;
    this.#header = header;
    this.#isFirst = isFirst;
  }

  read(line: Line): FieldRecord | ReadProblem | undefined {
    const { bytes, byteOffset } = line;
    if (line.isTooLong) return problem('LINE_DAMAGED', byteOffset, 'the line is longer than 4 MiB');
    const start = startOf(line);
    const end = endOf(line);
    if (end <= start) return undefined;
    const block = this.#block?.bytes === bytes ? this.#block : this.#openBlock(bytes);
    if (bytes[start] === HASH) {
      this.#readHeaderLine(block.text(start, end));
      return undefined;
    }
    const records = this.#records ?? this.#open();
    if (records === undefined) return this.#noHeader(byteOffset);
    const ends = this.#ends;
    const columns = records.findColumns(bytes, start, end, ends);
    if (columns === ends.length) {
      const rawText = rawTextOf(block, start, end, records.layout);
      return records.record({ block, byteOffset, start, ends, rawText });
    }
    const found = `the line has ${columns} columns, its header names ${ends.length}`;
    return problem('LINE_DAMAGED', byteOffset, found);
  }

  #openBlock(bytes: Uint8Array): LineBlock {
    this.#block = openLineBlock(bytes, this.#syntax.escape);
    return this.#block;
  }

  #readHeaderLine(line: string): void {
    const header = this.#syntax.withLine(this.#header, line);
    if (header === this.#header) return;
    this.#header = header;
    this.#records = undefined;
  }

  #open(): ColumnRecords | undefined {
    if (this.#header === undefined) return undefined;
    this.#records = this.#syntax.open(this.#header);
    this.#ends = new Int32Array(this.#records?.structure.fields.length ?? 0);
    return this.#records;
  }

  #noHeader(byteOffset: number): ReadProblem | undefined {
    if (this.#saidNoHeader) return undefined;
    this.#saidNoHeader = true;
    if (!this.#isFirst()) return undefined;
    const message =
      'no line before this one names the columns, so they cannot be told; neither can those of the lines behind it';
    return problem('HEADER_MISSING', byteOffset, message);
  }
}

function hasRecordBefore(source: ByteSource, { first }: ReadRange): boolean {
  for (const line of readLines(source, { first: 0, count: Math.min(HEADER_BYTES, first) })) {
    if (line.bytes[startOf(line)] !== HASH) return true;
  }
  return false;
}

/** Behind a byte order mark. */
function startOf({ bytes, start, byteOffset }: Line): number {
  const isMark = byteOffset === 0 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
  return isMark ? start + 3 : start;
}

function endOf({ bytes, start, end }: Line): number {
  return end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
}

// As much as a worker reads at once: looking through it takes a small part of the time of reading it.
const NEAR_BYTES = 16 << 20;

/**
 * The header that holds where a range starts: the last one before it. When none is near, and the first line of the range
 * can stand below the header at the head of the file, that one is taken, so that a large log with one header is not
 * looked through again for each range.
 */
function headerBefore<Header>(source: ByteSource, range: ReadRange, syntax: ColumnSyntax<Header>): Header | undefined {
  if (range.first === 0) return undefined;
  const near = Math.max(0, range.first - NEAR_BYTES);
  const found = lastHeader(source, near, range.first, syntax);
  if (found !== undefined || near === 0)
    return found ?? headerIn(source, { first: 0, count: range.first }, syntax, false);
  const atHead = headerIn(source, { first: 0, count: HEADER_BYTES }, syntax, false);
  if (atHead !== undefined && fits(atHead, source, range, syntax)) return atHead;
  return lastHeader(source, 0, near + HEADER_BYTES, syntax) ?? atHead;
}

/** The last header that names columns and starts between two places. */
function lastHeader<Header>(
  source: ByteSource,
  from: number,
  end: number,
  syntax: ColumnSyntax<Header>,
): Header | undefined {
  for (let to = end; to > from; to -= HEADER_SEARCH_BYTES) {
    const first = Math.max(from, to - HEADER_SEARCH_BYTES);
    if (!hasHeaderLine(source.read(first, to - first))) continue;
    // A header may begin before a place and end behind it.
    const count = Math.min(to + HEADER_BYTES, end) - first;
    const found = headerIn(source, { first, count }, syntax, first > 0);
    if (found !== undefined && syntax.open(found) !== undefined) return found;
  }
  return undefined;
}

/** Perhaps, where its first byte is one of a header line. */
function hasHeaderLine(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(HASH); at >= 0; at = bytes.indexOf(HASH, at + 1)) {
    if (at === 0 || bytes[at - 1] === FEED || bytes[at - 1] === 0xbf) return true;
  }
  return false;
}

/**
 * The last header within a range of lines; undefined when no header line stands in it.
 * @param isWhole only one that begins within the range
 */
function headerIn<Header>(
  source: ByteSource,
  range: ReadRange,
  syntax: ColumnSyntax<Header>,
  isWhole: boolean,
): Header | undefined {
  let header: Header | undefined;
  for (const line of readLines(source, range)) {
    const start = startOf(line);
    if (line.bytes[start] !== HASH) continue;
    const text = utf8Reader(line.bytes)(start, endOf(line));
    if (header !== undefined || !isWhole || syntax.begins(text)) header = syntax.withLine(header, text);
  }
  return header;
}

/** Whether the first line of a range can stand below the header. */
function fits<Header>(header: Header, source: ByteSource, range: ReadRange, syntax: ColumnSyntax<Header>): boolean {
  for (const line of readLines(source, { first: range.first, count: HEADER_BYTES })) {
    const text = utf8Reader(line.bytes)(line.start, endOf(line));
    return text.startsWith('#') ? syntax.begins(text) : syntax.fits(header, text);
  }
  return true;
}

function problem(code: ReadProblem['code'], byteOffset: number, message: string): ReadProblem {
  return { kind: 'problem', code, byteOffset, message };
}
