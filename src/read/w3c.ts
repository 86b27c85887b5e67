import type { FieldRecord, FieldValue, RawLayout, RawText, RecordStructure } from '../model/index.ts';
import { type ColumnPlaces, type ColumnRecords, type ColumnSyntax, readColumns } from './columns.ts';
import type { LogFormat } from './format.ts';
import { splitByLines } from './lines.ts';
import { resumeLines } from './resume-lines.ts';

/**
 * The W3C extended log file format and what else names its columns by a `#Fields:` line: IIS, HTTP.sys, Windows Firewall,
 * Exchange, proxies. Columns stand between spaces, tabs or, as with Exchange, commas, and may be quoted. The kind of its
 * records is what `#Software:` says; where it says `#Time Format: Local`, records have a field `time-format`. Problems as
 * `readColumns` has them.
 * Source: W3C Working Draft WD-logfile-960323.
 */
export const w3cFormat: LogFormat<FieldRecord> = {
  name: 'w3c',
  sniff: looksLikeW3c,
  split: splitByLines,
  resumption: resumeLines,
  read: (source, range) => readColumns(source, range, SYNTAX),
};

interface W3cHeader {
  readonly software: string;
  readonly timeFormat: string;
  /** of `#Date:`, for records that have a time only */
  readonly date: string;
  readonly separator: number;
  readonly fields: readonly string[];
}

interface W3cStructure extends RecordStructure {
  readonly fields: readonly string[];
  readonly columnOf: ReadonlyMap<string, number>;
  readonly isNumber: readonly boolean[];
}

const NO_HEADER: W3cHeader = { software: '', timeFormat: '', date: '', separator: 0x20, fields: [] };

// The widest, that of Exchange's message tracking and of proxies, have about 100 columns.
const MAX_COLUMNS = 1024;
const QUOTE = 0x22;
const COMMA = 0x2c;
const SPACE = 0x20;
const TAB = 0x09;

const SYNTAX: ColumnSyntax<W3cHeader> = {
  escape: '""',
  withLine,
  begins: (line) => /^#(?:Software|Version|Date):/i.test(line),
  fits: (header, line) => {
    const bytes = new TextEncoder().encode(line);
    const ends = new Int32Array(header.fields.length);
    return findColumns(bytes, 0, bytes.length, header.separator, ends) === header.fields.length;
  },
  open: (header) => (header.fields.length === 0 ? undefined : recordsBelow(header)),
};

function withLine(header: W3cHeader = NO_HEADER, line: string): W3cHeader {
  const colon = line.indexOf(':');
  const name = line.slice(1, colon).trim().toLowerCase();
  const value = line.slice(colon + 1).trim();
  if (name === 'software') return { ...header, software: value };
  if (name === 'time format') return { ...header, timeFormat: value };
  if (name === 'date') return { ...header, date: value.split(' ', 1)[0]! };
  if (name !== 'fields') return header;
  const separator = value.includes('\t') ? TAB : /^[^ ]*,[^ ]/.test(value) ? COMMA : SPACE;
  const fields = value.split(String.fromCharCode(separator)).slice(0, MAX_COLUMNS);
  return { ...header, separator, fields: fields.map((field) => field.trim()) };
}

function recordsBelow({ software, timeFormat, date, separator, fields }: W3cHeader): ColumnRecords {
  const structure = structureOf(software, fields);
  const said = new Map<string, string>([
    ...(fields.includes('date') || !fields.includes('time') || date === '' ? [] : [['date', date] as const]),
    ...(timeFormat === '' ? [] : [['time-format', timeFormat] as const]),
  ]);
  const layout: RawLayout = { isRaw: (field) => !said.has(field), constantTexts: [...said.values()] };
  return {
    ...{ structure, layout },
    findColumns: (bytes, start, end, ends) => findColumns(bytes, start, end, separator, ends),
    record: (places) => new W3cRecord(structure, said, places),
  };
}

// A server writes a few kinds of logs; only a forged file has more headers.
const MAX_STRUCTURES = 1000;
const structures = new Map<string, W3cStructure>();

// Counts and codes by their W3C names and those of Windows Firewall.
const NUMBER_FIELD = /^(?:sc-(?:sub)?status|sc-win32-status|.*-bytes|time-taken|.*port|size)$/;

function structureOf(software: string, fields: readonly string[]): W3cStructure {
  const key = JSON.stringify([software, fields]);
  let structure = structures.get(key);
  if (structure === undefined) {
    if (structures.size >= MAX_STRUCTURES) structures.clear();
    structure = {
      ...{ format: 'w3c', kind: software, fields },
      columnOf: new Map(fields.map((field, column) => [field, column])),
      isNumber: fields.map((field) => NUMBER_FIELD.test(field)),
    };
    structures.set(key, structure);
  }
  return structure;
}

/** A cell that starts with a quote ends with the one before a separator; in it, separators are text. */
function findColumns(bytes: Uint8Array, start: number, end: number, separator: number, ends: Int32Array): number {
  const last = ends.length - 1;
  // Some programs put a separator behind the last column.
  const stop = separator !== COMMA && bytes[end - 1] === separator ? end - 1 : end;
  let columns = 0;
  let isQuoted = bytes[start] === QUOTE;
  for (let at = start + 1; at < stop; at++) {
    if (bytes[at] !== separator) continue;
    if (isQuoted && !(bytes[at - 1] === QUOTE && at - 1 > (columns === 0 ? start : ends[columns - 1]! + 1))) continue;
    if (columns < last) ends[columns] = at;
    columns++;
    isQuoted = columns <= last && bytes[at + 1] === QUOTE;
  }
  ends[last] = stop;
  return columns + 1;
}

/** One line of a W3C log; a column is decoded when it is asked for. */
class W3cRecord implements FieldRecord {
  readonly kind = 'record';
  readonly structure: W3cStructure;
  readonly #said: ReadonlyMap<string, string>;
  readonly #places: ColumnPlaces;

  constructor(structure: W3cStructure, said: ReadonlyMap<string, string>, places: ColumnPlaces) {
    this.structure = structure;
    this.#said = said;
    this.#places = places;
  }

  get byteOffset(): number {
    return this.#places.byteOffset;
  }

  get rawText(): RawText | undefined {
    return this.#places.rawText;
  }

  get(field: string): FieldValue | undefined {
    const column = this.structure.columnOf.get(field);
    return column === undefined ? this.#said.get(field) : this.#valueOf(column);
  }

  *entries(): Generator<readonly [string, FieldValue]> {
    yield* this.#said;
    const { fields } = this.structure;
    for (let column = 0; column < fields.length; column++) {
      const value = this.#valueOf(column);
      if (value !== undefined) yield [fields[column]!, value];
    }
  }

  #valueOf(column: number): FieldValue | undefined {
    const { block, ends, start } = this.#places;
    const text = block.text(column === 0 ? start : ends[column - 1]! + 1, ends[column]!);
    if (text === '-' || text === '') return undefined;
    if (this.structure.isNumber[column] && /^(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
    return text.length > 1 && text.startsWith('"') && text.endsWith('"')
      ? text.slice(1, -1).replaceAll('""', '"')
      : text;
  }
}

function looksLikeW3c(head: Uint8Array): boolean {
  const start = new TextDecoder().decode(head).trimStart();
  if (!start.startsWith('#')) return false;
  return /^#(?:Fields|Software|Version|Date|Time Format):/im.test(start) && !/^#separator /.test(start);
}
