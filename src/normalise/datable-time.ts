// The range of ECMAScript's Date, some 270,000 years; what a log says beyond it is no time.
const MOST_MS = 8.64e15;

/** A time that can be shown and compared; undefined for NaN, infinity and what no date can hold. */
export function datableTime(timeMs: number | undefined): number | undefined {
  return timeMs !== undefined && Math.abs(timeMs) <= MOST_MS ? timeMs : undefined;
}
