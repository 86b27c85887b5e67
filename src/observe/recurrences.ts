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
/** the days before that run, as bits of a whole number: the lowest is the day before its first one */
const EARLIER = 5;

/** What a row holds of something that was not seen yet; NaN where nothing is dated. */
export const NEVER_SEEN: readonly number[] = [0, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 0];

// As many bits as a number holds exactly.
const MOST_BITS = 53;

/** Of rows whose runs of days lie too far apart to be bits: all of them. Plain data. */
export type SeveralRuns = readonly (readonly [row: number, days: Runs])[];

/**
 * First and last time, number, and days (UTC) of things that happen again and again. The numbers of each stand in its row,
 * from a place `at` of a block on; here is only what does not fit there.
 */
export class Recurrences {
  readonly #days = new Map<number, Runs>();
  /** the lists of days that were given last: most things happen on the same days */
  readonly #lists = new Map<string, Runs>();

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
    const days = several ?? earlierRuns(from, fromAt);
    for (const [first, last] of days) this.#addDays(row, block, at, first, last);
    if (several === undefined) this.#addDays(row, block, at, from[fromAt + FIRST_DAY]!, from[fromAt + LAST_DAY]!);
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
    return Number.isNaN(block[at + FIRST_DAY]!) ? NO_DAYS : this.#listOf(block, at);
  }

  several(): SeveralRuns {
    return [...this.#days];
  }

  #addDays(row: number, block: Float64Array, at: number, first: number, last: number): void {
    const before = block[at + FIRST_DAY]!;
    const lastBefore = block[at + LAST_DAY]!;
    if (first >= before && last <= lastBefore) return;
    if (Number.isNaN(before)) setLastRun(block, at, first, last, 0);
    else if (first >= before && first <= lastBefore + 1 && !this.#days.has(row)) block[at + LAST_DAY] = last;
    else this.#addRun(row, block, at, first, last);
  }

  #addRun(row: number, block: Float64Array, at: number, first: number, last: number): void {
    const days = this.#days.get(row) ?? runsOf(block, at);
    addRun(days, first, last);
    const earlier = days.slice(0, -1);
    // The row stands for the last run of the list, which is where most days go.
    const [lastFirst, lastLast] = days[days.length - 1]!;
    const isNear = earlier.length === 0 || lastFirst - earlier[0]![0] <= MOST_BITS;
    if (isNear) this.#days.delete(row);
    else this.#days.set(row, days);
    setLastRun(block, at, lastFirst, lastLast, isNear ? bitsOf(earlier, lastFirst) : 0);
  }

  #listOf(block: Float64Array, at: number): Runs {
    const key = `${block[at + FIRST_DAY]} ${block[at + LAST_DAY]} ${block[at + EARLIER]}`;
    let list = this.#lists.get(key);
    if (list === undefined) {
      list = runsOf(block, at);
      if (this.#lists.size >= MOST_LISTS) this.#lists.clear();
      this.#lists.set(key, list);
    }
    return list;
  }
}

function setLastRun(block: Float64Array, at: number, first: number, last: number, earlier: number): void {
  block[at + FIRST_DAY] = first;
  block[at + LAST_DAY] = last;
  block[at + EARLIER] = earlier;
}

function runsOf(block: Float64Array, at: number): Runs {
  return [...earlierRuns(block, at), [block[at + FIRST_DAY]!, block[at + LAST_DAY]!]];
}

/** The runs that a row holds as bits, ascending. */
function earlierRuns(block: Float64Array, at: number): Runs {
  const runs: Runs = [];
  let bits = block[at + EARLIER]!;
  for (let day = block[at + FIRST_DAY]! - 1; bits > 0; day--) {
    if (bits % 2 === 1) addRun(runs, day, day);
    bits = Math.floor(bits / 2);
  }
  return runs;
}

/** The days of runs that end before a day, as bits. */
function bitsOf(runs: Runs, before: number): number {
  return runs.reduce((bits, [first, last]) => bits + 2 ** (before - first) - 2 ** (before - 1 - last), 0);
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
const MOST_LISTS = 20_000;
