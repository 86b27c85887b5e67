const SECONDS_1601_TO_1970 = 11_644_473_600;
const MS_1601_TO_1970 = SECONDS_1601_TO_1970 * 1000;
const MS_PER_DAY = 86_400_000;

/** FILETIME (100 ns since 1601, as two 32-bit halves) to UTC ms since 1970, rounded down. */
export function filetimeToMs(low: number, high: number): number {
  return filetimeMs1601(low, high) - MS_1601_TO_1970;
}

// The FILETIME itself exceeds 2^53. high * 2^32 is split as high * (429496 * 10^4 + 7296), so all terms stay exact.
function filetimeMs1601(low: number, high: number): number {
  return high * 429_496 + Math.floor((high * 7_296 + low) / 10_000);
}

/**
 * FILETIME as Windows renders it: ISO 8601, UTC, seven fractional digits. Beyond 2^63 Windows renders zeros, and of
 * years beyond 9999 the last four digits.
 */
export function filetimeText(low: number, high: number): string {
  if (high >= 0x8000_0000) return '0000-00-00T00:00:00.0000000Z';
  const ms = filetimeMs1601(low, high);
  const ticks = (high * 7_296 + low) % 10_000;
  return isoText(ms - MS_1601_TO_1970, ticks);
}

/** SYSTEMTIME (year, month, weekday, day, hour, minute, second, ms) in the same form; an invalid one is 1601-01-01. */
export function systemtimeText(parts: readonly number[]): string {
  const [year = 0, month = 0, , day = 0, hour = 0, minute = 0, second = 0, ms = 0] = parts;
  const time = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const date = new Date(time);
  const isValid = year >= 1601 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const inRange = hour < 24 && minute < 60 && second < 60 && ms < 1000;
  return isValid && inRange ? isoText(time, 0) : isoText(-MS_1601_TO_1970, 0);
}

let cachedDay = Number.NaN;
let cachedDayText = '';

// Records of one log mostly share their day, so its text is kept.
function isoText(ms: number, ticks: number): string {
  const day = Math.floor(ms / MS_PER_DAY);
  if (day !== cachedDay) {
    cachedDayText = dayText(day);
    cachedDay = day;
  }
  const inDay = ms - day * MS_PER_DAY;
  const hour = Math.floor(inDay / 3_600_000);
  const minute = Math.floor(inDay / 60_000) % 60;
  const second = Math.floor(inDay / 1000) % 60;
  const fraction = (inDay % 1000) * 10_000 + ticks;
  return `${cachedDayText}T${two(hour)}:${two(minute)}:${two(second)}.${String(fraction).padStart(7, '0')}Z`;
}

// Days to date by counting from 0000-03-01, so that the leap day ends the year (H. Hinnant, "chrono-compatible
// low-level date algorithms", civil_from_days); Date cannot hold FILETIMEs beyond the year 275760 nor is it needed.
function dayText(day: number): string {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year % 10_000).padStart(4, '0')}-${two(month)}-${two(dayOfMonth)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
