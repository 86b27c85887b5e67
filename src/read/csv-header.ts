import { CsvRow, lineBehind } from './csv-row.ts';
import { utf8Reader } from './utf8.ts';

/** What the first row of a CSV text says. */
export interface CsvHeader {
  /** the byte between cells */
  readonly delimiter: number;
  /** one for each column, no two the same */
  readonly names: readonly string[];
  /** the cells as they stand in the row */
  readonly written: readonly string[];
  /** where the row behind starts */
  readonly end: number;
}

// Comma first: of two that fit, the one with more columns is taken, and the first of these.
const DELIMITERS = [',', '\t', ';', '|'].map((delimiter) => delimiter.charCodeAt(0));

// A name of a column, as exporters write them: not a number, a time or `key=value`, of which rows of other logs consist.
const COLUMN_NAME = /^[\p{L}_@$(][^=<>{}"\n\r\t]{0,127}$/u;
const TIME_OF_DAY = /\d:\d\d/;

// Fewer columns than a log needs (when, where, what) are found in any prose with commas.
const FEWEST_COLUMNS = 3;
// A header that fills the head is known by its names alone.
const ENOUGH_COLUMNS = 10;

// Rows that must look like rows of the header before a text without other marks is taken for CSV.
const ROWS_TO_COMPARE = 5;

/**
 * Finds the delimiter and the names of columns.
 * @param head the start of the text; its first row must be whole, its last may be cut
 * @returns undefined when the text is no CSV with a header
 */
export function readHeader(head: Uint8Array): CsvHeader | undefined {
  const start = startOfHeader(head);
  const headers = DELIMITERS.map((delimiter) => headerWith(head, start, delimiter)).filter(
    (header) => header !== undefined,
  );
  return headers.reduce<CsvHeader | undefined>(
    (best, header) => (best !== undefined && best.names.length >= header.names.length ? best : header),
    undefined,
  );
}

/** Behind a byte order mark, the line `sep=;` that Excel knows, and `#TYPE ...` of Windows PowerShell's Export-Csv. */
function startOfHeader(head: Uint8Array): number {
  const start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const line = utf8Reader(head)(start, Math.min(head.length, start + 256));
  return /^(?:sep=.\r?\n|#TYPE )/.test(line) ? lineBehind(head, start) : start;
}

function headerWith(head: Uint8Array, start: number, delimiter: number): CsvHeader | undefined {
  const row = new CsvRow(delimiter);
  const text = utf8Reader(head);
  const end = row.scan(head, start, true);
  if (row.damage !== undefined || row.count < FEWEST_COLUMNS) return undefined;
  const written = Array.from({ length: row.count }, (_, index) => row.cell(index, text));
  if (!looksLikeNames(written)) return undefined;
  return haveRowsLike(written.length, head, end, row)
    ? { delimiter, names: distinct(written), written, end }
    : undefined;
}

/** The first column of a table with row numbers has no name. */
function looksLikeNames(cells: readonly string[]): boolean {
  const isNamed = cells.every((cell, index) => (cell === '' ? index === 0 : COLUMN_NAME.test(cell.trim())));
  return isNamed && !cells.some((cell) => TIME_OF_DAY.test(cell));
}

/** Event Viewer writes one cell more than its header names. */
function haveRowsLike(columns: number, head: Uint8Array, from: number, row: CsvRow): boolean {
  if (from >= head.length) return columns >= ENOUGH_COLUMNS;
  let at = from;
  for (let index = 0; index < ROWS_TO_COMPARE && at < head.length; index++) {
    const next = row.scan(head, at, false);
    // The head ends within the row: as far as it goes it must fit.
    if (next < 0) return row.count <= columns + 1;
    if (row.damage === undefined && (row.count === columns || row.count === columns + 1)) return true;
    at = next;
  }
  return false;
}

function distinct(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((written, index) => {
    const name = written.trim() || `column${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}
