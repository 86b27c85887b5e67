import type { FieldValue } from '../model/index.ts';

/**
 * A wall clock time from a date as US Windows writes it whatever its language, `03/02/26`, and a time `08:01:22`.
 * @returns milliseconds since 1970 as if the clock showed UTC; undefined when they are none
 */
export function wallClockOfUsDate(date: FieldValue | undefined, time: FieldValue | undefined): number | undefined {
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(String(date)) ?? [];
  const [, hour, minute, second] = /^(\d{1,2}):(\d\d):(\d\d)$/.exec(String(time)) ?? [];
  if (year === undefined || hour === undefined) return undefined;
  const fullYear = year.length === 2 ? 2000 + Number(year) : Number(year);
  const ms = Date.UTC(fullYear, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const isReal = new Date(ms).getUTCDate() === Number(day) && new Date(ms).getUTCMonth() === Number(month) - 1;
  return isReal ? ms : undefined;
}
