import type { ClockJump, RecordRun } from '../model/index.ts';

// A log whose records were picked has a hole at every other place: holes then say nothing.
const MAX_RUNS = 1_000;
const MAX_JUMPS = 100;
// Records of one moment are not always written in the order of their times.
const LEAST_JUMP_MS = 60_000;

type OpenRun = { -readonly [Key in keyof RecordRun]: RecordRun[Key] };

/** The numbers of a log's records and their times, as runs; and where their time runs backwards. */
export class RecordRuns {
  /** ascending, without overlap */
  #runs: OpenRun[] = [];
  #current: OpenRun | undefined;
  readonly #jumps: ClockJump[] = [];
  /** the records were picked by somebody: there are too many holes to be told */
  isScattered = false;

  add(record: number, timeMs: number): void {
    const current = this.#current;
    if (current !== undefined && record === current.last + 1) {
      if (timeMs < current.lastMs - LEAST_JUMP_MS && this.#jumps.length < MAX_JUMPS) {
        this.#jumps.push({ atMs: current.lastMs, byMs: timeMs - current.lastMs });
      }
      current.last = record;
      current.lastMs = timeMs;
    } else if (!this.isScattered && (current === undefined || record < current.first || record > current.last)) {
      this.#current = { first: record, last: record, firstMs: timeMs, lastMs: timeMs };
      this.#runs.push(this.#current);
      if (this.#runs.length > MAX_RUNS * 2) this.#tidy();
    }
  }

  absorb(runs: readonly RecordRun[], jumps: readonly ClockJump[], isScattered: boolean): void {
    this.isScattered ||= isScattered;
    this.#runs.push(...runs.map((run) => ({ ...run })));
    this.#jumps.push(...jumps.slice(0, MAX_JUMPS - this.#jumps.length));
    if (this.#runs.length > MAX_RUNS * 2) this.#tidy();
  }

  runs(): readonly RecordRun[] {
    this.#tidy();
    return this.isScattered ? [] : this.#runs.map((run) => ({ ...run }));
  }

  jumps(): readonly ClockJump[] {
    return this.#jumps;
  }

  #tidy(): void {
    this.#current = undefined;
    const sorted = this.#runs.sort((a, b) => a.first - b.first || a.last - b.last);
    const tidy: OpenRun[] = [];
    for (const run of sorted) {
      const before = tidy.at(-1);
      if (before === undefined || run.first > before.last + 1) tidy.push(run);
      else if (run.last > before.last) {
        before.last = run.last;
        before.lastMs = run.lastMs;
      }
    }
    this.#runs = tidy;
    if (tidy.length <= MAX_RUNS) return;
    this.isScattered = true;
    this.#runs = [];
  }
}
