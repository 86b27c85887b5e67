import type { FieldRecord } from '../model/index.ts';
import { type ColumnSyntax, readColumns } from './columns.ts';
import type { LogFormat } from './format.ts';
import { splitByLines } from './lines.ts';
import { resumeLines } from './resume-lines.ts';
import { structureOf, withHeaderLine, type ZeekHeader } from './zeek-header.ts';
import { ZeekRecord } from './zeek-record.ts';

/**
 * Zeek's own text logs, of any path: columns and types as the lines at their head say, which may change within a file, as
 * where rotated logs were put together. Problems as `readColumns` has them.
 * Source: Zeek documentation, "Zeek Log Formats and Inspection", and base/frameworks/logging/writers/ascii.zeek.
 */
export const zeekFormat: LogFormat<FieldRecord> = {
  name: 'zeek',
  sniff: looksLikeZeek,
  split: splitByLines,
  resumption: resumeLines,
  read: (source, range) => readColumns(source, range, SYNTAX),
};

const SYNTAX: ColumnSyntax<ZeekHeader> = {
  withLine: withHeaderLine,
  escape: '\\',
  begins: (line) => line.startsWith('#separator '),
  fits: (header, line) => {
    const cells = line.split(String.fromCharCode(header.separator));
    return cells.length === header.fields.length && cells.every((cell, column) => isOf(header, column, cell));
  },
  open: (header) => {
    if (header.fields.length === 0) return undefined;
    const structure = structureOf(header);
    const { separator } = header;
    return {
      structure,
      layout: structure.layout,
      findColumns: (bytes, start, end, ends) => findColumns(bytes, start, end, separator, ends),
      record: (places) => new ZeekRecord(structure, places),
    };
  },
};

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

/** Whether a cell can be a value of its column's type. */
function isOf({ types, unsetField }: ZeekHeader, column: number, cell: string): boolean {
  if (cell === unsetField) return true;
  const type = types[column];
  if (type === 'time') return /^\d+(\.\d+)?$|^\d{4}-/.test(cell);
  if (type === 'bool') return cell === 'T' || cell === 'F';
  if (type === 'addr') return /^[\da-fA-F.:%]+$/.test(cell);
  if (type === 'interval' || type === 'double' || type === 'int') return /^-?\d/.test(cell);
  return type === 'port' || type === 'count' ? /^\d+$/.test(cell) : true;
}

const HEADER_LINE = /^#(?:separator |(?:set_separator|empty_field|unset_field|path|open|fields|types)\t)/m;
// Time, then a connection's or file's id: a log that lost its head, as when it was cut.
const HEADLESS_LINE = /^\d{9,10}\.\d{6}\t(?:[CF][A-Za-z0-9]{8,22}|-)\t/;

function looksLikeZeek(head: Uint8Array): boolean {
  const start = new TextDecoder().decode(head).trimStart();
  return (start.startsWith('#') && HEADER_LINE.test(start)) || HEADLESS_LINE.test(start);
}
