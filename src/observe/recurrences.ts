import type { RecurrenceData } from './day-runs.ts';
import { Numbers, type NumbersPart, numberIn } from './numbers.ts';
import { addRun, type Runs } from './run-list.ts';

const DAY_MS = 86_400_000;

/** Recurrences of rows as plain data; NaN where nothing is dated. */
export interface RecurrencesPart {
  readonly count: NumbersPart;
  readonly firstMs: NumbersPart;
  readonly lastMs: NumbersPart;
  /** the only run of days, or the last one where there are several */
  readonly firstDay: NumbersPart;
  readonly lastDay: NumbersPart;
  /** of rows with several runs: all of them */
  readonly days: readonly (readonly [row: number, days: Runs])[];
}

/** First and last time, number, and days (UTC) of things that happen again and again, by row. */
export class Recurrences {
  readonly #count = new Numbers();
  readonly #firstMs = new Numbers(Number.NaN);
  readonly #lastMs = new Numbers(Number.NaN);
  readonly #firstDay = new Numbers(Number.NaN);
  readonly #lastDay = new Numbers(Number.NaN);
  readonly #days = new Map<number, Runs>();
  /** the lists of days that were given last: most things happen on the same days */
  readonly #lists = new Map<number, Runs>();

  add(row: number, timeMs: number | undefined): void {
    this.#count.add(row, 1);
    if (timeMs === undefined) return;
    this.#addTimes(row, timeMs, timeMs);
    const day = Math.floor(timeMs / DAY_MS);
    this.#addDays(row, day, day);
  }

  /** Takes in what another table says of the same thing. */
  absorb(row: number, part: RecurrencesPart, from: number, days: ReadonlyMap<number, Runs>): void {
    this.#count.add(row, numberIn(part.count, from));
    const firstMs = numberIn(part.firstMs, from);
    if (Number.isNaN(firstMs)) return;
    this.#addTimes(row, firstMs, numberIn(part.lastMs, from));
    const several = days.get(from);
    if (several === undefined) this.#addDays(row, numberIn(part.firstDay, from), numberIn(part.lastDay, from));
    else for (const [first, last] of several) this.#addDays(row, first, last);
  }

  countAt(row: number): number {
    return this.#count.at(row);
  }

  /** UTC milliseconds; NaN when nothing is dated */
  lastMsAt(row: number): number {
    return this.#lastMs.at(row);
  }

  /** Without days, which not every table tells. */
  whenAt(row: number): Omit<RecurrenceData, 'days'> {
    const firstMs = this.#firstMs.at(row);
    const count = this.#count.at(row);
    if (Number.isNaN(firstMs)) return { count, firstMs: null, lastMs: null };
    return { count, firstMs, lastMs: this.#lastMs.at(row) };
  }

  /** Days since 1970 as runs. The list may be shared: not to be changed. */
  daysAt(row: number): RecurrenceData['days'] {
    const several = this.#days.get(row);
    if (several !== undefined) return several;
    const [first, last] = [this.#firstDay.at(row), this.#lastDay.at(row)];
    return Number.isNaN(first) ? NO_DAYS : this.#listOf(first, last);
  }

  part(): RecurrencesPart {
    return {
      count: this.#count.part(),
      firstMs: this.#firstMs.part(),
      lastMs: this.#lastMs.part(),
      firstDay: this.#firstDay.part(),
      lastDay: this.#lastDay.part(),
      days: [...this.#days],
    };
  }

  #addTimes(row: number, firstMs: number, lastMs: number): void {
    // NaN is neither below nor above anything.
    if (!(this.#firstMs.at(row) <= firstMs)) this.#firstMs.set(row, firstMs);
    if (!(this.#lastMs.at(row) >= lastMs)) this.#lastMs.set(row, lastMs);
  }

  #addDays(row: number, first: number, last: number): void {
    const before = this.#firstDay.at(row);
    if (first >= before && last <= this.#lastDay.at(row)) return;
    if (Number.isNaN(before)) {
      this.#firstDay.set(row, first);
      this.#lastDay.set(row, last);
      return;
    }
    const days = this.#days.get(row) ?? [[before, this.#lastDay.at(row)]];
    this.#days.set(row, days);
    addRun(days, first, last);
    // The columns stand for the last run of the list, which is where most days go.
    const [lastFirst, lastLast] = days[days.length - 1]!;
    this.#firstDay.set(row, lastFirst);
    this.#lastDay.set(row, lastLast);
  }

  #listOf(first: number, last: number): Runs {
    const key = first * MAX_DAYS + (last - first);
    let list = this.#lists.get(key);
    if (list === undefined) {
      list = [[first, last]];
      if (this.#lists.size >= MOST_LISTS) this.#lists.clear();
      this.#lists.set(key, list);
    }
    return list;
  }
}

const NO_DAYS: RecurrenceData['days'] = [];
const MAX_DAYS = 1e6;
const MOST_LISTS = 1_000;
