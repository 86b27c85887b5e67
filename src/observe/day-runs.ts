import { addRun, type Runs } from './run-list.ts';

const DAY_MS = 86_400_000;

/** First and last time, number, and days (UTC) of something that happens again and again. */
export class Recurrence {
  count = 0;
  firstMs: number | null = null;
  lastMs: number | null = null;
  readonly days: Runs = [];
  #lastDay = Number.NaN;

  add(timeMs: number | undefined): void {
    this.count++;
    if (timeMs === undefined) return;
    if (this.firstMs === null || timeMs < this.firstMs) this.firstMs = timeMs;
    if (this.lastMs === null || timeMs > this.lastMs) this.lastMs = timeMs;
    const day = Math.floor(timeMs / DAY_MS);
    if (day !== this.#lastDay) addRun(this.days, day, day);
    this.#lastDay = day;
  }

  absorb({ count, firstMs, lastMs, days }: RecurrenceData): void {
    this.count += count;
    if (firstMs !== null && (this.firstMs === null || firstMs < this.firstMs)) this.firstMs = firstMs;
    if (lastMs !== null && (this.lastMs === null || lastMs > this.lastMs)) this.lastMs = lastMs;
    for (const [first, last] of days) addRun(this.days, first, last);
  }

  data(): RecurrenceData {
    return { count: this.count, firstMs: this.firstMs, lastMs: this.lastMs, days: this.days };
  }
}

export interface RecurrenceData {
  readonly count: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly days: readonly (readonly [first: number, last: number])[];
}
