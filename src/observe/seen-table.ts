import type { EventRef, LogEvent } from '../model/index.ts';
import { FirstRefs, type FirstRefsPart, NO_REF } from './first-refs.ts';
import { firstSeenMs, lastSeenMs, NEVER_SEEN, Recurrences, type SeveralRuns, timesSeen } from './recurrences.ts';
import { KEYS, NO_ROW, RowIndex } from './row-index.ts';
import { Rows, type RowsPart } from './rows.ts';
import { NO_TEXT, Texts, type TextsPart } from './texts.ts';

/** What a table has seen, as plain data. Keys that are texts are numbers of `texts`. */
export interface SeenPart {
  readonly texts: TextsPart;
  readonly rows: RowsPart;
  readonly days: SeveralRuns;
  readonly refs: FirstRefsPart;
}

/** Which of the four keys of a table are texts; the others are numbers and taken as they are. */
export type TextKeys = readonly [boolean, boolean, boolean, boolean];

/** A row of another table that is being taken in; the same object for all of them. */
export interface TakenRow {
  row: number;
  /** where the table's own numbers of the row begin */
  block: Float64Array;
  own: number;
  /** the same in the part */
  from: Float64Array;
  fromOwn: number;
  /** it was not known before */
  isNew: boolean;
  /** of a row that is not new: when it was seen last before, UTC milliseconds; NaN when not dated */
  lastMs: number;
  /** of a row that is not new: when the part saw it first, UTC milliseconds; NaN when not dated */
  firstMs: number;
  /** the number that a text of the part has here */
  readonly idOf: (id: number) => number;
}

// Where the numbers of a row begin.
const SEEN = KEYS;
const REF = SEEN + NEVER_SEEN.length;
const OWN = REF + NO_REF.length;

/**
 * What happens again and again, a row for each combination of four keys: how often, when, and where first. Held as rows of
 * numbers, because a hunt has hundreds of thousands and each would be a dozen objects. What does not fit is counted.
 */
export class SeenTable {
  readonly texts: Texts;
  readonly rows: Rows;
  readonly #textKeys: TextKeys;
  readonly #index: RowIndex;
  readonly #seen = new Recurrences();
  readonly #refs = new FirstRefs();
  #dropped = 0;

  /**
   * @param own what else a new row holds: numbers that the owner of the table looks after
   * @param texts where the texts of keys are numbered, if others number them there, too
   */
  constructor(mostRows: number, textKeys: TextKeys, own: readonly number[] = [], texts?: Texts) {
    this.texts = texts ?? new Texts(mostRows * textKeys.length);
    this.#textKeys = textKeys;
    this.rows = new Rows([...NO_KEYS, ...NEVER_SEEN, ...NO_REF, ...own]);
    this.#index = new RowIndex(mostRows, this.rows);
  }

  get size(): number {
    return this.rows.size;
  }

  /** how many sightings were left out because the table was full */
  get dropped(): number {
    return this.#dropped;
  }

  /** Notes a sighting. @returns its row; `NO_ROW` when there is no room for it */
  see(event: LogEvent, timeMs: number | undefined, a: number, b: number, c: number, d: number): number {
    const row = this.#rowOf(a, b, c, d);
    if (row === NO_ROW) return NO_ROW;
    const block = this.rows.blockOf(row);
    const start = this.rows.startOf(row);
    if (timesSeen(block, start + SEEN) === 0) this.#refs.set(row, block, start + REF, event.ref);
    this.#seen.add(row, block, start + SEEN, timeMs);
    return row;
  }

  /** Notes a sighting of which all keys are texts. @returns its row; `NO_ROW` when there is no room for it */
  seeTexts(event: LogEvent, a: string, b: string, c: string, d: string): number {
    return this.see(event, event.timeMs, this.#idOf(a), this.#idOf(b), this.#idOf(c), this.#idOf(d));
  }

  /**
   * Takes in what another table has seen.
   * @param onRow called behind each row that was taken in
   */
  absorb({ texts, rows, days, refs }: SeenPart, onRow?: (taken: TakenRow) => void): void {
    // What has no room needs no text either.
    const idOf = this.texts.adopt(texts, () => !this.#index.isFull);
    const [isA, isB, isC, isD] = this.#textKeys;
    const takeRef = this.#refs.adopt(refs);
    const daysByRow = new Map(days);
    const taken: TakenRow = { ...NOTHING_TAKEN, idOf };
    for (let from = 0; from < rows.size; from++) {
      const given = Rows.blockIn(rows, from);
      const givenAt = this.rows.startOf(from);
      const a = given[givenAt]!;
      const b = given[givenAt + 1]!;
      const c = given[givenAt + 2]!;
      const d = given[givenAt + 3]!;
      const row = this.#rowOf(isA ? idOf(a) : a, isB ? idOf(b) : b, isC ? idOf(c) : c, isD ? idOf(d) : d);
      if (row === NO_ROW) continue;
      const block = this.rows.blockOf(row);
      const start = this.rows.startOf(row);
      const seenAt = start + SEEN;
      const isNew = timesSeen(block, seenAt) === 0;
      if (isNew) takeRef(row, block, start + REF, from, given, givenAt + REF);
      else {
        taken.lastMs = lastSeenMs(block, seenAt);
        taken.firstMs = firstSeenMs(given, givenAt + SEEN);
      }
      const several = daysByRow.size === 0 ? undefined : daysByRow.get(from);
      this.#seen.absorb(row, block, seenAt, given, givenAt + SEEN, several);
      if (onRow === undefined) continue;
      taken.row = row;
      taken.isNew = isNew;
      taken.block = block;
      taken.own = start + OWN;
      taken.from = given;
      taken.fromOwn = givenAt + OWN;
      onRow(taken);
    }
  }

  /** What another table can absorb; nothing may be seen afterwards. */
  part(): SeenPart {
    return { texts: this.texts.part(), rows: this.rows.part(), days: this.#seen.several(), refs: this.#refs.part() };
  }

  /** A key of a row as a text. */
  textAt(row: number, place: 0 | 1 | 2 | 3): string {
    return this.texts.at(this.rows.at(row, place));
  }

  /** A key of a row as a number. */
  numberAt(row: number, place: 0 | 1 | 2 | 3): number {
    return this.rows.at(row, place);
  }

  /** Where the owner's numbers of a row begin in its block. */
  ownOf(row: number): number {
    return this.rows.startOf(row) + OWN;
  }

  whenAt(row: number): ReturnType<Recurrences['when']> {
    return this.#seen.when(this.rows.blockOf(row), this.rows.startOf(row) + SEEN);
  }

  daysAt(row: number): ReturnType<Recurrences['days']> {
    return this.#seen.days(row, this.rows.blockOf(row), this.rows.startOf(row) + SEEN);
  }

  firstRefAt(row: number): EventRef {
    return this.#refs.at(row, this.rows.blockOf(row), this.rows.startOf(row) + REF);
  }

  #rowOf(a: number, b: number, c: number, d: number): number {
    const isKey = a !== NO_TEXT && b !== NO_TEXT && c !== NO_TEXT && d !== NO_TEXT;
    const row = isKey ? this.#index.rowOf(a, b, c, d) : NO_ROW;
    if (row === NO_ROW) this.#dropped++;
    return row;
  }

  #idOf(text: string): number {
    return this.#index.isFull ? this.texts.find(text) : this.texts.idOf(text);
  }
}

const NO_KEYS: readonly number[] = new Array(KEYS).fill(0);

const NOTHING = new Float64Array();
const NOTHING_TAKEN = {
  ...{ row: NO_ROW, block: NOTHING, own: 0, from: NOTHING, fromOwn: 0, isNew: false },
  ...{ firstMs: Number.NaN, lastMs: Number.NaN },
};
