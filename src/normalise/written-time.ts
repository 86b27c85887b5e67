import type { RecordContext } from './product.ts';
import { fixedOffset } from './time-zone.ts';
import { timestampMs } from './timestamp.ts';

// `3/2/2026 7:11:00 AM`, `02.03.2026 07:11:00`: what Windows, Excel and Splunk write.
const LOCAL =
  /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})[ T,]{1,2}(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s?([AaPp])\.?[Mm]\.?)?(?:\s?(Z|UTC|[+-]\d\d:?\d\d))?$/;
// `Mar 2, 2026 7:11:00.500 AM`, `Mar 2, 2026 @ 07:11:00.500`: what Microsoft's portals and Kibana write.
const NAMED_MONTH = /^([A-Z][a-z]{2})[a-z]{0,6} (\d{1,2}), (\d{4}),?(?: @)? (.*)$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// PowerShell 5 writes dates in JSON as milliseconds in a text.
const JSON_DATE = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/;
// No time is longer.
const MAX_LENGTH = 64;
// A number of seconds below this is of a year before 5138, of milliseconds after 1973.
const SECONDS_BELOW = 1e11;

/**
 * Reads a time as exports and converters write it: what `timestampMs` reads, and dates as Windows and spreadsheets show
 * them. A month stands first where hours are counted to twelve, as in the USA, else the day, unless only the other order
 * makes a date.
 * @returns UTC milliseconds since 1970; undefined when it is no time
 */
export function writtenTime(value: unknown, context: RecordContext): number | undefined {
  if (typeof value === 'number') return value < SECONDS_BELOW ? Math.round(value * 1000) : timestampMs(value, context);
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined;
  const text = value.trim();
  const jsonDate = JSON_DATE.exec(text);
  if (jsonDate !== null) return Number(jsonDate[1]);
  const local = LOCAL.exec(inDigits(text));
  return local === null ? timestampMs(text, context) : localTime(local, context);
}

/** A date with the month's name in the order of digits that is read as it. */
function inDigits(text: string): string {
  const named = NAMED_MONTH.exec(text);
  if (named === null) return text;
  const [, name = '', day, year, clock = ''] = named;
  const month = MONTHS.indexOf(name) + 1;
  return /[AP]\.?M/i.test(clock) ? `${month}/${day}/${year} ${clock}` : `${day}/${month}/${year} ${clock}`;
}

function localTime(match: RegExpExecArray, context: RecordContext): number | undefined {
  const [, first, , second, third = '', hours, minutes, seconds = '0', fraction = '', half, zone] = match;
  const [left, right] = [Number(first), Number(second)];
  const isMonthFirst = left <= 12 && (half !== undefined || right > 12);
  const [month, day] = isMonthFirst ? [left, right] : [right, left];
  const year = third.length === 2 ? 2000 + Number(third) : Number(third);
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0);
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const wallClockMs = Date.UTC(year, month - 1, day, hour, Number(minutes), Number(seconds), milliseconds);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23) return undefined;
  return zone === undefined ? context.toUtc(wallClockMs) : wallClockMs - (fixedOffset(zone) ?? 0);
}
