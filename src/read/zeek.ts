import type { FieldRecord } from '../model/index.ts';
import type { ByteSource, LogFormat, ReadProblem, ReadRange } from './format.ts';
import { type Line, readLines, splitByLines } from './lines.ts';
import { resumeLines } from './resume-lines.ts';
import { utf8Reader } from './utf8.ts';
import { structureOf, withHeaderLine, type ZeekHeader, type ZeekStructure } from './zeek-header.ts';
import { type ZeekBlock, ZeekRecord } from './zeek-record.ts';

/**
 * Zeek's own text logs, of any path: columns and types as the lines at their head say, which may change within a file, as
 * where rotated logs were put together. A line with another number of columns is a Problem LINE_DAMAGED; lines without
 * a header before them are one Problem HEADER_MISSING.
 * Source: Zeek documentation, "Zeek Log Formats and Inspection", and base/frameworks/logging/writers/ascii.zeek.
 */
export const zeekFormat: LogFormat<FieldRecord> = {
  name: 'zeek',
  sniff: looksLikeZeek,
  split: splitByLines,
  resumption: resumeLines,
  *read(source, range) {
    const reader = new ZeekReader(headerBefore(source, range), range.first === 0);
    for (const line of readLines(source, range)) {
      const item = reader.read(line);
      if (item !== undefined) yield item;
    }
  },
};

const HASH = 0x23;
const CARRIAGE_RETURN = 0x0d;
// Far beyond the headers that Zeek writes, which have about 1 KiB.
const HEADER_BYTES = 64 << 10;

/** Reads line by line; knows the header that holds. */
class ZeekReader {
  #header: ZeekHeader | undefined;
  #structure: ZeekStructure | undefined;
  #ends = new Int32Array(0);
  #block: ZeekBlock | undefined;
  #saysNoHeader: boolean;

  /** @param isFirst the range is the file's first: what no header stands before begins there and is said once */
  constructor(header: ZeekHeader | undefined, isFirst: boolean) {
    this.#header = header;
    this.#saysNoHeader = isFirst;
  }

  read(line: Line): FieldRecord | ReadProblem | undefined {
    const { bytes, start, byteOffset } = line;
    if (line.isTooLong) return problem('LINE_DAMAGED', byteOffset, 'the line is longer than 4 MiB');
    const end = bytes[line.end - 1] === CARRIAGE_RETURN ? line.end - 1 : line.end;
    if (end === start) return undefined;
    if (this.#block?.bytes !== bytes) this.#block = { bytes, text: utf8Reader(bytes) };
    if (bytes[start] === HASH || isMarkAt(line)) {
      this.#readHeaderLine(this.#block.text(isMarkAt(line) ? start + 3 : start, end));
      return undefined;
    }
    const structure = this.#structure ?? this.#open();
    if (structure === undefined) return this.#noHeader(byteOffset);
    const columns = findColumns(bytes, start, end, structure.header.separator, this.#ends);
    if (columns === this.#ends.length) {
      return new ZeekRecord(structure, byteOffset, this.#block, start, this.#ends);
    }
    const found = `the line has ${columns} columns, its header names ${this.#ends.length}`;
    return problem('LINE_DAMAGED', byteOffset, found);
  }

  #readHeaderLine(line: string): void {
    const header = withHeaderLine(this.#header, line);
    if (header === this.#header) return;
    this.#header = header;
    this.#structure = undefined;
  }

  #open(): ZeekStructure | undefined {
    if (this.#header === undefined || this.#header.fields.length === 0) return undefined;
    this.#structure = structureOf(this.#header);
    this.#ends = new Int32Array(this.#structure.fields.length);
    return this.#structure;
  }

  #noHeader(byteOffset: number): ReadProblem | undefined {
    if (!this.#saysNoHeader) return undefined;
    this.#saysNoHeader = false;
    const message =
      'no #fields line stands before this line, so its columns have no names; neither have those behind it';
    return problem('HEADER_MISSING', byteOffset, message);
  }
}

/**
 * Notes where each column of a line ends, as many as there is room for.
 * @returns how many columns the line has
 */
function findColumns(bytes: Uint8Array, start: number, end: number, separator: number, ends: Int32Array): number {
  const last = ends.length - 1;
  let columns = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] !== separator) continue;
    if (columns < last) ends[columns] = at;
    columns++;
  }
  ends[last] = end;
  return columns + 1;
}

function isMarkAt({ bytes, start, byteOffset }: Line): boolean {
  return byteOffset === 0 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
}

/**
 * The header that holds where a range starts. It is looked for at the head of the file; if the first line of the range
 * is of another make, the file was put together of several logs, and the last header before the range is sought.
 */
function headerBefore(source: ByteSource, range: ReadRange): ZeekHeader | undefined {
  if (range.first === 0) return undefined;
  const atHead = headerIn(source, { first: 0, count: Math.min(HEADER_BYTES, range.first) });
  if (atHead !== undefined && fits(atHead, source, range)) return atHead;
  for (let to = range.first; to > 0; to -= HEADER_SEARCH_BYTES) {
    const first = Math.max(0, to - HEADER_SEARCH_BYTES);
    // A header may begin before a place and end behind it.
    const found = headerIn(source, { first, count: Math.min(to + HEADER_BYTES, range.first) - first }, first > 0);
    if (found !== undefined && found.fields.length > 0) return found;
  }
  return atHead;
}

const HEADER_SEARCH_BYTES = 1 << 20;

/**
 * The last header within a range of lines; undefined when no header line stands in it.
 * @param isWhole only one that begins within the range
 */
function headerIn(source: ByteSource, range: ReadRange, isWhole = false): ZeekHeader | undefined {
  let header: ZeekHeader | undefined;
  for (const { bytes, start, end } of readLines(source, range)) {
    if (bytes[start] !== HASH) continue;
    const line = utf8Reader(bytes)(start, bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
    if (header !== undefined || !isWhole || line.startsWith('#separator ')) header = withHeaderLine(header, line);
  }
  return header;
}

/** Whether the first record of a range has the header's columns, with values of their types. */
function fits(header: ZeekHeader, source: ByteSource, range: ReadRange): boolean {
  for (const { bytes, start, end } of readLines(source, { first: range.first, count: HEADER_BYTES })) {
    const line = utf8Reader(bytes)(start, end);
    if (bytes[start] === HASH) return /^#(?:separator|close)/.test(line);
    const cells = line.replace(/\r$/, '').split(String.fromCharCode(header.separator));
    return cells.length === header.fields.length && cells.every((cell, column) => isOf(header, column, cell));
  }
  return true;
}

function isOf({ types, unsetField }: ZeekHeader, column: number, cell: string): boolean {
  if (cell === unsetField) return true;
  const type = types[column];
  if (type === 'time') return /^\d+(\.\d+)?$|^\d{4}-/.test(cell);
  if (type === 'bool') return cell === 'T' || cell === 'F';
  if (type === 'addr') return /^[\da-fA-F.:%]+$/.test(cell);
  return type === 'port' || type === 'count' ? /^\d+$/.test(cell) : true;
}

function problem(code: ReadProblem['code'], byteOffset: number, message: string): ReadProblem {
  return { kind: 'problem', code, byteOffset, message };
}

const HEADER_LINE = /^#(?:separator |(?:set_separator|empty_field|unset_field|path|open|fields|types)\t)/m;
// Time, then a connection's or file's id: a log that lost its head, as when it was cut.
const HEADLESS_LINE = /^\d{9,10}\.\d{6}\t(?:[CF][A-Za-z0-9]{8,22}|-)\t/;

function looksLikeZeek(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  const start = text.trimStart();
  return (start.startsWith('#') && HEADER_LINE.test(start)) || HEADLESS_LINE.test(start);
}
