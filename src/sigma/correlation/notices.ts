import type { PlannedCorrelation } from './plan.ts';

/** What a correlation did not take into account, and why. */
export const NOTICE_CODES = {
  GROUP_MISSING: 'A match lacks a group-by field, so that it belongs to no group; it was not counted.',
  VALUE_MISSING: 'A match lacks the field whose values are counted, or it holds no number; it was not counted.',
  LATE: 'A match came later than the lateness allows; it was not counted.',
  INPUTS_FULL: 'There were more matches than are kept for correlation; those read last were not counted.',
  UNDATED: 'A match has no time; it was not counted.',
  WINDOW_FULL: 'A window held too many matches; the earliest were forgotten, so that counts and sums are lower bounds.',
  GROUPS_FULL: 'There were too many groups or matches at once; the groups idle for longest were forgotten.',
} as const;

export type NoticeCode = keyof typeof NOTICE_CODES;

/** A count of matches (or for `GROUPS_FULL`, groups) that a correlation did not take into account. */
export interface CorrelationNotice {
  readonly code: NoticeCode;
  /** undefined when it concerns all: `LATE`, `INPUTS_FULL`, `UNDATED` */
  readonly correlation: PlannedCorrelation | undefined;
  readonly count: number;
  /** event time of the first and the last, UTC milliseconds; undefined for `INPUTS_FULL` and `UNDATED` */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
}

/** Adds notices up, one for each code and correlation. */
export class Notices {
  readonly #byKey = new Map<string, { -readonly [Key in keyof CorrelationNotice]: CorrelationNotice[Key] }>();

  note(code: NoticeCode, correlation: PlannedCorrelation | undefined, timeMs: number | undefined, count = 1): void {
    const key = `${code} ${correlation?.node ?? ''}`;
    const known = this.#byKey.get(key);
    if (known === undefined) {
      this.#byKey.set(key, { code, correlation, count, firstMs: timeMs, lastMs: timeMs });
      return;
    }
    known.count += count;
    if (timeMs === undefined) return;
    known.firstMs = Math.min(known.firstMs ?? timeMs, timeMs);
    known.lastMs = Math.max(known.lastMs ?? timeMs, timeMs);
  }

  /** In the order of the correlations, then of the codes. */
  list(): CorrelationNotice[] {
    const codes = Object.keys(NOTICE_CODES);
    const rank = ({ code, correlation }: CorrelationNotice): number =>
      (correlation?.node ?? -1) * 10 + codes.indexOf(code);
    return [...this.#byKey.values()].sort((a, b) => rank(a) - rank(b));
  }
}
