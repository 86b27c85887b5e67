import type { FieldRecord, FieldValue, RecordStructure } from '../model/index.ts';
import { type CsvHeader, readHeader } from './csv-header.ts';
import { type PlacedRow, readRows } from './csv-rows.ts';
import type { LogFormat, ReadProblem } from './format.ts';
import { resumeWhole } from './resume-whole.ts';

/** Rows behind a row of column names, delimited by comma, tab, semicolon or bar; UTF-8, with or without byte order mark. */
export const csvFormat: LogFormat<FieldRecord> = {
  name: 'csv',
  sniff: (head) => readHeader(head) !== undefined,
  split: () => [{ first: 0 }],
  resumption: resumeWhole,
  *read(source, range) {
    if (range.first >= source.sizeBytes) return;
    const header = readHeader(source.read(0, MAX_HEADER_BYTES));
    if (header === undefined) {
      yield problem(0, 'the first row does not name columns');
      return;
    }
    const columns = new Columns(header.names);
    for (const row of readRows(source, header.end, header.delimiter)) {
      const { byteOffset, count, damage } = row;
      if (damage !== undefined) yield problem(byteOffset, damage);
      else if (!isHeaderAgain(row, header)) {
        if (count < header.names.length) {
          yield problem(byteOffset, `the row has ${count} of ${header.names.length} cells; these were read`);
        }
        yield new CsvRecord(columns, row);
      }
    }
  },
};

// A header of 4096 columns with names as Splunk makes them.
const MAX_HEADER_BYTES = 1 << 18;

/** Which cell holds which field. One object for all rows of a read. */
class Columns {
  readonly structure: RecordStructure;
  readonly names: readonly string[];
  readonly #indexes: ReadonlyMap<string, number>;

  constructor(names: readonly string[]) {
    this.names = names;
    this.structure = { format: 'csv', kind: '', fields: names };
    this.#indexes = new Map(names.map((name, index) => [name, index]));
  }

  indexOf(field: string): number | undefined {
    return this.#indexes.get(field);
  }
}

/** A row; a cell without text is a field that is absent. */
class CsvRecord implements FieldRecord {
  readonly kind = 'record';
  readonly #columns: Columns;
  readonly #row: PlacedRow;

  constructor(columns: Columns, row: PlacedRow) {
    this.#columns = columns;
    this.#row = row;
  }

  get structure(): RecordStructure {
    return this.#columns.structure;
  }

  get byteOffset(): number {
    return this.#row.byteOffset;
  }

  get(field: string): FieldValue | undefined {
    const index = this.#columns.indexOf(field) ?? extraCell(field, this.#columns.names.length);
    return index === undefined ? undefined : this.#row.cell(index) || undefined;
  }

  *entries(): Generator<readonly [string, FieldValue]> {
    for (let index = 0; index < this.#row.count; index++) {
      const value = this.#row.cell(index);
      if (value !== '') yield [this.#columns.names[index] ?? `column${index + 1}`, value];
    }
  }
}

/** Cells behind the last named column are called `column7` by their position, counted from 1. */
function extraCell(field: string, columns: number): number | undefined {
  if (!field.startsWith('column')) return undefined;
  const index = Number(field.slice('column'.length)) - 1;
  return Number.isInteger(index) && index >= columns ? index : undefined;
}

/** Exports that were put together have the header in between again. */
function isHeaderAgain(row: PlacedRow, { names, written }: CsvHeader): boolean {
  if (row.count !== names.length || row.cell(0) !== written[0]) return false;
  return written.every((name, index) => row.cell(index) === name);
}

function problem(byteOffset: number, message: string): ReadProblem {
  return { kind: 'problem', code: 'CSV_ROW_DAMAGED', byteOffset, message };
}
