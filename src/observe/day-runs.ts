import { addRun, type Runs } from './run-list.ts';

const DAY_MS = 86_400_000;

/** First and last time, number, and days (UTC) of something that happens again and again. */
export class Recurrence {
  count = 0;
  firstMs: number | null = null;
  lastMs: number | null = null;
  // Most is seen on one run of days: that takes no list.
  #firstDay = Number.NaN;
  #lastDay = Number.NaN;
  #days: Runs | undefined;

  get days(): Runs {
    if (this.#days !== undefined) return this.#days;
    return Number.isNaN(this.#firstDay) ? [] : [[this.#firstDay, this.#lastDay]];
  }

  add(timeMs: number | undefined): void {
    this.count++;
    if (timeMs === undefined) return;
    if (this.firstMs === null || timeMs < this.firstMs) this.firstMs = timeMs;
    if (this.lastMs === null || timeMs > this.lastMs) this.lastMs = timeMs;
    const day = Math.floor(timeMs / DAY_MS);
    this.#addDays(day, day);
  }

  absorb({ count, firstMs, lastMs, days }: RecurrenceData): void {
    this.count += count;
    if (firstMs !== null && (this.firstMs === null || firstMs < this.firstMs)) this.firstMs = firstMs;
    if (lastMs !== null && (this.lastMs === null || lastMs > this.lastMs)) this.lastMs = lastMs;
    for (const [first, last] of days) this.#addDays(first, last);
  }

  data(): RecurrenceData {
    return { count: this.count, firstMs: this.firstMs, lastMs: this.lastMs, days: this.days };
  }

  #addDays(first: number, last: number): void {
    if (first >= this.#firstDay && last <= this.#lastDay) return;
    if (this.#days === undefined && Number.isNaN(this.#firstDay)) {
      this.#firstDay = first;
      this.#lastDay = last;
      return;
    }
    // From now on the run stands for the last one of the list, which is where most days go.
    this.#days ??= [[this.#firstDay, this.#lastDay]];
    addRun(this.#days, first, last);
    [this.#firstDay, this.#lastDay] = this.#days[this.#days.length - 1]!;
  }
}

export interface RecurrenceData {
  readonly count: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly days: readonly (readonly [first: number, last: number])[];
}
