import type { EventRef, LogEvent } from '../model/index.ts';
import { FirstRefs, type FirstRefsPart, refsOf } from './first-refs.ts';
import { numberIn } from './numbers.ts';
import { Recurrences, type RecurrencesPart } from './recurrences.ts';
import { type KeyColumns, NO_ROW, RowIndex } from './row-index.ts';
import { NO_TEXT, Texts, type TextsPart } from './texts.ts';

/** What a table has seen, as plain data. Keys that are texts are numbers of `texts`. */
export interface SeenPart {
  readonly texts: TextsPart;
  readonly rows: number;
  readonly keys: KeyColumns;
  readonly seen: RecurrencesPart;
  readonly refs: FirstRefsPart;
}

/** Which of the four keys of a table are texts; the others are numbers and taken as they are. */
export type TextKeys = readonly [boolean, boolean, boolean, boolean];

/** A row of another table that was taken in. */
export interface TakenRow {
  readonly row: number;
  /** its row in the part */
  readonly from: number;
  /** it was not known before */
  readonly isNew: boolean;
  /** when it was seen last before, UTC milliseconds; NaN when nothing was dated */
  readonly lastMs: number;
  /** the number that a text of the part has here */
  readonly idOf: (id: number) => number;
}

/**
 * What happens again and again, a row for each combination of four keys: how often, when, and where first. Held in columns,
 * because a hunt has hundreds of thousands of rows and each would be a dozen objects. What does not fit is counted.
 */
export class SeenTable {
  readonly texts: Texts;
  readonly #textKeys: TextKeys;
  readonly #rows: RowIndex;
  readonly #seen = new Recurrences();
  readonly #refs = new FirstRefs();
  #dropped = 0;

  /** @param texts where the texts of keys are numbered, if others number them there, too */
  constructor(mostRows: number, textKeys: TextKeys, texts: Texts = new Texts(mostRows * textKeys.length)) {
    this.texts = texts;
    this.#textKeys = textKeys;
    this.#rows = new RowIndex(mostRows);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** how many sightings were left out because the table was full */
  get dropped(): number {
    return this.#dropped;
  }

  /** Notes a sighting. @returns its row; `NO_ROW` when there is no room for it */
  see(event: LogEvent, timeMs: number | undefined, a: number, b: number, c: number, d: number): number {
    const row = this.#rowOf(a, b, c, d);
    if (row === NO_ROW) return NO_ROW;
    if (this.#seen.countAt(row) === 0) this.#refs.set(row, event.ref);
    this.#seen.add(row, timeMs);
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
  absorb({ texts, rows, keys, seen, refs }: SeenPart, onRow?: (taken: TakenRow) => void): void {
    // What has no room needs no text either.
    const idOf = this.texts.adopt(texts, () => !this.#rows.isFull);
    const [a, b, c, d] = keys;
    const [isA, isB, isC, isD] = this.#textKeys;
    const refAt = refsOf(refs);
    const days = new Map(seen.days);
    for (let from = 0; from < rows; from++) {
      const row = this.#rowOf(
        isA ? idOf(numberIn(a, from)) : numberIn(a, from),
        isB ? idOf(numberIn(b, from)) : numberIn(b, from),
        isC ? idOf(numberIn(c, from)) : numberIn(c, from),
        isD ? idOf(numberIn(d, from)) : numberIn(d, from),
      );
      if (row === NO_ROW) continue;
      const isNew = this.#seen.countAt(row) === 0;
      const lastMs = this.#seen.lastMsAt(row);
      if (isNew) this.#refs.set(row, refAt(from));
      this.#seen.absorb(row, seen, from, days);
      onRow?.({ row, from, isNew, lastMs, idOf });
    }
  }

  /** What another table can absorb; nothing may be seen afterwards. */
  part(): SeenPart {
    return {
      texts: this.texts.part(),
      rows: this.size,
      keys: this.#rows.keys(),
      seen: this.#seen.part(),
      refs: this.#refs.part(),
    };
  }

  /** A key of a row as a text. */
  textAt(row: number, place: 0 | 1 | 2 | 3): string {
    return this.texts.at(this.#rows.keyAt(row, place));
  }

  /** A key of a row as a number. */
  numberAt(row: number, place: 0 | 1 | 2 | 3): number {
    return this.#rows.keyAt(row, place);
  }

  whenAt(row: number): ReturnType<Recurrences['whenAt']> {
    return this.#seen.whenAt(row);
  }

  daysAt(row: number): ReturnType<Recurrences['daysAt']> {
    return this.#seen.daysAt(row);
  }

  firstRefAt(row: number): EventRef {
    return this.#refs.at(row);
  }

  #rowOf(a: number, b: number, c: number, d: number): number {
    const row =
      a === NO_TEXT || b === NO_TEXT || c === NO_TEXT || d === NO_TEXT ? NO_ROW : this.#rows.rowOf(a, b, c, d);
    if (row === NO_ROW) this.#dropped++;
    return row;
  }

  #idOf(text: string): number {
    return this.#rows.isFull ? this.texts.find(text) : this.texts.idOf(text);
  }
}
