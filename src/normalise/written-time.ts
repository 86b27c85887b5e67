/** Turns a wall clock time without an offset, given as if it were UTC, into UTC; both in milliseconds. */
export type ToUtc = (wallClockMs: number) => number;

const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/;
const ISO_DATE = /^\d{4}-\d\d-\d\d(?:[T ]|$)/;
// `3/2/2026 7:11:00 AM`, `02.03.2026 07:11:00`, `2026/03/02 07:11:00`: what Windows, Excel and Splunk write.
const LOCAL =
  /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})[ T,]{1,2}(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s?([AaPp])\.?[Mm]\.?)?(?:\s?(Z|UTC|[+-]\d\d:?\d\d))?$/;
// PowerShell 5 writes dates in JSON as milliseconds in a text.
const JSON_DATE = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/;
// Seconds, milliseconds, microseconds and nanoseconds since 1970 are told apart by their size.
const SECONDS_BELOW = 1e11;
const MILLISECONDS_BELOW = 1e14;
const MICROSECONDS_BELOW = 1e17;

/**
 * Reads a time as logs and exports write it: ISO 8601, numbers since 1970 (seconds to nanoseconds), and dates as Windows
 * and spreadsheets show them. A month stands first where hours are counted to twelve, as in the USA, else the day, unless
 * only the other order makes a date.
 * @returns UTC milliseconds since 1970; undefined when it is no time
 */
export function writtenTime(value: unknown, toUtc: ToUtc): number | undefined {
  if (typeof value === 'number') return sinceEpoch(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (ISO_DATE.test(text)) return isoTime(text, toUtc);
  const local = LOCAL.exec(text);
  if (local !== null) return localTime(local, toUtc);
  const jsonDate = JSON_DATE.exec(text);
  if (jsonDate !== null) return Number(jsonDate[1]);
  return /^\d{9,19}(?:\.\d{1,9})?$/.test(text) ? sinceEpoch(Number(text)) : undefined;
}

function sinceEpoch(value: number): number | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  if (value < SECONDS_BELOW) return Math.round(value * 1000);
  if (value < MILLISECONDS_BELOW) return Math.round(value);
  return Math.floor(value / (value < MICROSECONDS_BELOW ? 1e3 : 1e6));
}

function isoTime(text: string, toUtc: ToUtc): number | undefined {
  const zoned = text.replace(' UTC', 'Z').replace(/ ([+-]\d\d:?\d\d)$/, '$1');
  const iso = zoned.replace(' ', 'T').replace(',', '.');
  if (ZONE.test(iso) && iso.includes('T')) return known(Date.parse(iso));
  const ms = known(Date.parse(`${iso.includes('T') ? iso : `${iso}T00:00:00`}Z`));
  return ms === undefined ? undefined : toUtc(ms);
}

function localTime(match: RegExpExecArray, toUtc: ToUtc): number | undefined {
  const [, first = '', , second = '', third = '', hours, minutes, seconds = '0', fraction = '', half, zone] = match;
  const [year, month, day] = dateOf([first, second, third], half !== undefined);
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0);
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const ms = Date.UTC(year, month - 1, day, hour, Number(minutes), Number(seconds), milliseconds);
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && Number.isFinite(ms);
  if (!isDate) return undefined;
  return zone === undefined ? toUtc(ms) : ms - offsetMs(zone);
}

function dateOf(
  [first, second, third]: readonly [string, string, string],
  isTwelveHours: boolean,
): readonly [year: number, month: number, day: number] {
  if (first.length === 4) return [Number(first), Number(second), Number(third)];
  const year = third.length <= 2 ? 2000 + Number(third) : Number(third);
  const [left, right] = [Number(first), Number(second)];
  const isMonthFirst = left <= 12 && (isTwelveHours || right > 12);
  return isMonthFirst ? [year, left, right] : [year, right, left];
}

function offsetMs(zone: string): number {
  const digits = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (digits === null) return 0;
  const minutes = Number(digits[2]) * 60 + Number(digits[3]);
  return (digits[1] === '-' ? -minutes : minutes) * 60_000;
}

function known(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms;
}
