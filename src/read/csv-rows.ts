import { CsvRow, lineBehind } from './csv-row.ts';
import type { ByteSource } from './format.ts';
import { startOfNextLine } from './lines.ts';
import { utf8Reader } from './utf8.ts';

const BLOCK_BYTES = 1 << 20;
// As for lines.
const MAX_ROW_BYTES = 4 << 20;
const LINE_FEED = 0x0a;

/** A row of a CSV text, valid until the next one is asked for. */
export interface PlacedRow {
  /** of its first byte, in the source */
  readonly byteOffset: number;
  /** number of its cells */
  readonly count: number;
  /** the text of a cell; empty when there is none */
  cell(index: number): string;
  /** why it cannot be read, when it cannot */
  readonly damage: string | undefined;
}

/**
 * The rows from a place on, in file order; empty lines are left out. Holds some MiB at a time.
 * @param delimiter as a byte
 */
export function* readRows(source: ByteSource, from: number, delimiter: number): Generator<PlacedRow> {
  const row = new CsvRow(delimiter);
  let want = BLOCK_BYTES;
  for (let at = from; at < source.sizeBytes; ) {
    const bytes = source.read(at, want);
    if (bytes.length === 0) return;
    const text = utf8Reader(bytes);
    const isLast = at + bytes.length >= source.sizeBytes;
    const cell = (index: number): string => row.cell(index, text);
    let start = 0;
    while (start < bytes.length) {
      const blank = blankLine(bytes, start);
      let next = blank > 0 ? start + blank : row.scan(bytes, start, isLast);
      if (next < 0) {
        if (start > 0 || want < MAX_ROW_BYTES) break;
        row.damage = 'the row is longer than 4 MiB';
        next = lineBehind(bytes, start);
      }
      if (blank === 0) yield { byteOffset: at + start, count: row.count, cell, damage: row.damage };
      start = next;
    }
    const isCutLine = start === bytes.length && !isLast && bytes[start - 1] !== LINE_FEED;
    want = start > 0 ? BLOCK_BYTES : want * 2;
    at = isCutLine ? startOfNextLine(source, at + start) : at + start;
  }
}

/** Bytes of a line that holds nothing; 0 when it holds something. */
function blankLine(bytes: Uint8Array, at: number): number {
  if (bytes[at] === LINE_FEED) return 1;
  return bytes[at] === 0x0d && bytes[at + 1] === LINE_FEED ? 2 : 0;
}
