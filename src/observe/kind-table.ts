import type { CoveredKind } from '../model/index.ts';
import { KEYS, RowIndex } from './row-index.ts';
import { Rows } from './rows.ts';
import { Texts } from './texts.ts';

// 10,000 hosts have some 200,000 kinds in all, of 80 bytes.
const MAX_KINDS = 1_000_000;

// The numbers of a row behind its key, which is log and kind.
const COUNT = KEYS;
/** NaN where none is dated; so is the last */
const FIRST_MS = KEYS + 1;
const LAST_MS = KEYS + 2;
const FRESH = [0, 0, 0, 0, 0, Number.NaN, Number.NaN];

/** The kinds of events of all logs, as rows of numbers: each of thousands of logs has a dozen. */
export class KindTable {
  readonly #texts = new Texts(MAX_KINDS);
  readonly #rows = new Rows(FRESH);
  readonly #index = new RowIndex(MAX_KINDS, this.#rows);
  /** by row; few kinds have fields that depend on settings */
  readonly #filled = new Map<number, Map<string, number>>();

  /** of all logs together */
  get size(): number {
    return this.#rows.size;
  }

  /**
   * The row of a kind of a log, made when it is new.
   * @param mayBeNew whether there is room for another one of the log
   * @returns `NO_ROW` when it is new and there is no room
   */
  rowOf(log: number, kind: string, mayBeNew: boolean): number {
    return mayBeNew && !this.#index.isFull
      ? this.#index.rowOf(log, this.#texts.idOf(kind), 0, 0)
      : this.#index.find(log, this.#texts.find(kind), 0, 0);
  }

  /** Notes one event, or several of an earlier count. */
  add(row: number, count: number, firstMs: number | null | undefined, lastMs: number | null | undefined): void {
    const [block, start] = [this.#rows.blockOf(row), this.#rows.startOf(row)];
    block[start + COUNT]! += count;
    // NaN is neither below nor above anything.
    if (typeof firstMs === 'number' && !(block[start + FIRST_MS]! <= firstMs)) block[start + FIRST_MS] = firstMs;
    if (typeof lastMs === 'number' && !(block[start + LAST_MS]! >= lastMs)) block[start + LAST_MS] = lastMs;
  }

  addFilled(row: number, field: string, events: number): void {
    let filled = this.#filled.get(row);
    if (filled === undefined) {
      filled = new Map();
      this.#filled.set(row, filled);
    }
    filled.set(field, (filled.get(field) ?? 0) + events);
  }

  /** By the number of the log. */
  all(): ReadonlyMap<number, readonly CoveredKind[]> {
    const byLog = new Map<number, CoveredKind[]>();
    const textOf = this.#texts.reader();
    for (let row = 0; row < this.#rows.size; row++) {
      const log = this.#rows.at(row, 0);
      const kinds = byLog.get(log);
      const kind = this.#kindAt(row, textOf);
      if (kinds === undefined) byLog.set(log, [kind]);
      else kinds.push(kind);
    }
    return byLog;
  }

  #kindAt(row: number, textOf: (id: number) => string): CoveredKind {
    const [firstMs, lastMs] = [this.#rows.at(row, FIRST_MS), this.#rows.at(row, LAST_MS)];
    const isDated = !Number.isNaN(firstMs);
    const filled = this.#filled.get(row);
    const kind = {
      kind: textOf(this.#rows.at(row, 1)),
      count: this.#rows.at(row, COUNT),
      firstMs: isDated ? firstMs : null,
      lastMs: isDated ? lastMs : null,
    };
    return filled === undefined ? kind : { ...kind, filled: Object.fromEntries(filled) };
  }
}
