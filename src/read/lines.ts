import { type BlockKernel, blockKernel } from './block-kernel.ts';
import type { ByteSource, ReadRange } from './format.ts';

/** A line of a text, without its line feed, in a block of bytes that is valid until the next line is asked for. */
export interface Line {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** of its first byte, in the file */
  readonly byteOffset: number;
  /** the line is longer than any record may be; only its first bytes are here */
  readonly isTooLong: boolean;
}

const LINE_FEED = 0x0a;
const BLOCK_BYTES = 1 << 20;
// The longest event that Windows writes is 64 KiB; JSON may take several times that.
const MAX_LINE_BYTES = 4 << 20;

// 16 MiB: some tenths of a second of work, small enough to balance cores and to bound memory.
const BYTES_PER_RANGE = 16 << 20;

/** Cuts a text into ranges of 16 MiB for workers. The unit of a range of lines is a byte: what their first lies in. */
export function splitByLines(bytes: ByteSource): readonly ReadRange[] {
  return rangesOf(0, Number.POSITIVE_INFINITY, bytes.sizeBytes);
}

/** Ranges of lines that start between two places; without an end the last range goes on to the end of the file. */
export function rangesOf(from: number, to: number, sizeBytes: number): readonly ReadRange[] {
  const end = Math.min(to, sizeBytes);
  const ranges: ReadRange[] = [];
  let first = from;
  for (; first + BYTES_PER_RANGE < end; first += BYTES_PER_RANGE) ranges.push({ first, count: BYTES_PER_RANGE });
  return [...ranges, Number.isFinite(to) ? { first, count: Math.max(0, end - first) } : { first }];
}

/**
 * The lines that start in a range, in file order; the last may go on beyond it. Empty lines are left out. Holds some
 * MiB at a time, whatever the length of lines. The bytes of a line are valid until the next is asked for.
 */
export function* readLines(source: ByteSource, range: ReadRange): Generator<Line> {
  const from = range.first;
  const to = range.count === undefined ? source.sizeBytes : from + range.count;
  // Unless the byte before is a line feed, the first bytes belong to a line of the range before.
  let at = from === 0 ? 0 : startOfNextLine(source, from - 1);
  const kernel = blockKernel();
  let want = BLOCK_BYTES;
  // One block after the other lies in it: a new one for each would have to be collected.
  const room = new Uint8Array(Math.min(BLOCK_BYTES, source.sizeBytes));
  while (at < Math.min(to, source.sizeBytes)) {
    const bytes = source.read(at, want, room);
    if (bytes.length === 0) return;
    const isLast = at + bytes.length >= source.sizeBytes;
    kernel?.hold(bytes);
    let start = 0;
    while (start < bytes.length && at + start < to) {
      const feed = lineEnd(bytes, start, kernel);
      if (feed < 0 && !isLast) break;
      const end = feed < 0 ? bytes.length : feed;
      const first = at + start === 0 && hasMark(bytes) ? MARK_BYTES : start;
      if (end > first) yield { bytes, start: first, end, byteOffset: at + start, isTooLong: false };
      start = end + 1;
    }
    if (start > 0 || isLast) {
      at += start;
      want = BLOCK_BYTES;
      if (isLast) return;
    } else if (want < MAX_LINE_BYTES) want *= 2;
    else {
      yield { bytes, start: 0, end: bytes.length, byteOffset: at, isTooLong: true };
      at = startOfNextLine(source, at + bytes.length);
    }
  }
}

/** The place of the first line feed from a place on; -1 when there is none. */
function lineEnd(bytes: Uint8Array, from: number, kernel: BlockKernel | undefined): number {
  if (kernel?.holds(bytes) !== true) return bytes.indexOf(LINE_FEED, from);
  const end = kernel.lineEnd(from);
  return end < bytes.length ? end : -1;
}

const MARK_BYTES = 3;

/** The byte order mark of UTF-8 is part of no line. */
function hasMark([first, second, third]: Uint8Array): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf;
}

/** Where the line behind that of a place starts; the end of the source when there is none. */
export function startOfNextLine(source: ByteSource, from: number): number {
  for (let at = from; at < source.sizeBytes; ) {
    const bytes = source.read(at, BLOCK_BYTES);
    if (bytes.length === 0) break;
    const feed = bytes.indexOf(LINE_FEED);
    if (feed >= 0) return at + feed + 1;
    at += bytes.length;
  }
  return source.sizeBytes;
}

/** Where the last line starts, ended or not: behind the last line feed. */
export function startOfLastLine(source: ByteSource): number {
  for (let end = source.sizeBytes; end > 0; ) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const feed = source.read(start, end - start).lastIndexOf(LINE_FEED);
    if (feed >= 0) return start + feed + 1;
    end = start;
  }
  return 0;
}
