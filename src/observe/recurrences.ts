import type { RecurrenceData } from './day-runs.ts';
import { addRun, type Runs } from './run-list.ts';

const DAY_MS = 86_400_000;

// The numbers of a row, from the place on that is given.
const COUNT = 0;
const FIRST_MS = 1;
const LAST_MS = 2;
/** the only run of days, or the last one where there are several */
const FIRST_DAY = 3;
const LAST_DAY = 4;

/** What a row holds of something that was not seen yet; NaN where nothing is dated. */
export const NEVER_SEEN: readonly number[] = [0, Number.NaN, Number.NaN, Number.NaN, Number.NaN];

/** Of rows with several runs of days: all of them. Plain data. */
export type SeveralRuns = readonly (readonly [row: number, days: Runs])[];

/**
 * First and last time, number, and days (UTC) of things that happen again and again. The numbers of each stand in its row,
 * from a place `at` of a block on; here is only what does not fit there.
 */
export class Recurrences {
  readonly #days = new Map<number, Runs>();
  /** the lists of days that were given last: most things happen on the same days */
  readonly #lists = new Map<number, Runs>();

  add(row: number, block: Float64Array, at: number, timeMs: number | undefined): void {
    block[at + COUNT]! += 1;
    if (timeMs === undefined) return;
    addTimes(block, at, timeMs, timeMs);
    const day = Math.floor(timeMs / DAY_MS);
    this.#addDays(row, block, at, day, day);
  }

  /** Takes in what a row of another table says of the same thing. */
  absorb(row: number, block: Float64Array, at: number, from: Float64Array, fromAt: number, several?: Runs): void {
    block[at + COUNT]! += from[fromAt + COUNT]!;
    const firstMs = from[fromAt + FIRST_MS]!;
    if (Number.isNaN(firstMs)) return;
    addTimes(block, at, firstMs, from[fromAt + LAST_MS]!);
    if (several === undefined) this.#addDays(row, block, at, from[fromAt + FIRST_DAY]!, from[fromAt + LAST_DAY]!);
    else for (const [first, last] of several) this.#addDays(row, block, at, first, last);
  }

  /** Without days, which not every table tells. */
  when(block: Float64Array, at: number): Omit<RecurrenceData, 'days'> {
    const firstMs = block[at + FIRST_MS]!;
    const count = block[at + COUNT]!;
    if (Number.isNaN(firstMs)) return { count, firstMs: null, lastMs: null };
    return { count, firstMs, lastMs: block[at + LAST_MS]! };
  }

  /** Days since 1970 as runs. The list may be shared: not to be changed. */
  days(row: number, block: Float64Array, at: number): RecurrenceData['days'] {
    const several = this.#days.get(row);
    if (several !== undefined) return several;
    const first = block[at + FIRST_DAY]!;
    return Number.isNaN(first) ? NO_DAYS : this.#listOf(first, block[at + LAST_DAY]!);
  }

  several(): SeveralRuns {
    return [...this.#days];
  }

  #addDays(row: number, block: Float64Array, at: number, first: number, last: number): void {
    const before = block[at + FIRST_DAY]!;
    if (first >= before && last <= block[at + LAST_DAY]!) return;
    if (Number.isNaN(before)) {
      block[at + FIRST_DAY] = first;
      block[at + LAST_DAY] = last;
      return;
    }
    const days = this.#days.get(row) ?? [[before, block[at + LAST_DAY]!]];
    this.#days.set(row, days);
    addRun(days, first, last);
    // The row stands for the last run of the list, which is where most days go.
    const [lastFirst, lastLast] = days[days.length - 1]!;
    block[at + FIRST_DAY] = lastFirst;
    block[at + LAST_DAY] = lastLast;
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

/** How often something was seen; 0 when never. */
export function timesSeen(block: Float64Array, at: number): number {
  return block[at + COUNT]!;
}

/** When it was seen first, UTC milliseconds; NaN when nothing is dated. */
export function firstSeenMs(block: Float64Array, at: number): number {
  return block[at + FIRST_MS]!;
}

/** When it was seen last, UTC milliseconds; NaN when nothing is dated. */
export function lastSeenMs(block: Float64Array, at: number): number {
  return block[at + LAST_MS]!;
}

function addTimes(block: Float64Array, at: number, firstMs: number, lastMs: number): void {
  // NaN is neither below nor above anything.
  if (!(block[at + FIRST_MS]! <= firstMs)) block[at + FIRST_MS] = firstMs;
  if (!(block[at + LAST_MS]! >= lastMs)) block[at + LAST_MS] = lastMs;
}

const NO_DAYS: RecurrenceData['days'] = [];
const MAX_DAYS = 1e6;
const MOST_LISTS = 1_000;
