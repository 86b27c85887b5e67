import type { FieldValue } from '../model/index.ts';
import type { RecordContext } from './product.ts';
import { fixedOffset } from './time-zone.ts';

/** How wall clocks are read; see `RecordContext`. */
type Clock = Pick<RecordContext, 'toUtc' | 'withYear'>;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

// No timestamp is longer; matching stays short on any text.
const MAX_LENGTH = 64;

// `2024-03-04T10:11:12.123+10:00`, `2024/03/04 10:11:12 UTC`.
const ISO = /^(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?(\S+))?$/;
// `Mar  4 10:11:12`, with day name, year and zone where devices put them.
const BSD =
  /^[*.]?(?:(\d{4}) )?(?:[A-Z][a-z]{2},? )??([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: (\d{4}))? (\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(?: (\d{4}))?(?: ?(\S+))?$/;

/**
 * Hours east of UTC of the zones that RFC 822 section 5.1 defines by their letters. Other abbreviations mean several zones.
 */
const ZONE_HOURS: Readonly<Record<string, number>> = {
  ...{ UTC: 0, GMT: 0, UT: 0, Z: 0 },
  ...{ EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7 },
};

/**
 * UTC milliseconds of a timestamp as text: ISO 8601 with `T` or a space, the form of RFC 3164 with or without a year, or
 * seconds, milliseconds, micro- or nanoseconds since 1970. What the text leaves out, the context adds.
 * @returns undefined when it is none of them
 */
export function timestampMs(value: FieldValue | undefined, context: Clock): number | undefined {
  if (typeof value === 'number') return epochMs(String(value));
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined;
  const first = value.charCodeAt(0);
  // A letter, `*` or `.`: the form with the month's name.
  if (first < 0x30 || first > 0x39) return bsdMs(value, context);
  const fifth = value[4];
  if (fifth === '-' || fifth === '/') return isoMs(value, context);
  return fifth === ' ' ? bsdMs(value, context) : epochMs(value);
}

/** Milliseconds since 1970 of a number of seconds, or of parts of them, which the number of its digits tells. */
export function epochMs(text: string): number | undefined {
  const match = /^(\d{9,19})(?:\.(\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  const [, digits = '', fraction = ''] = match;
  // Up to 11 digits are seconds until the year 5138; milliseconds have 12 or 13, micro- and nanoseconds 3 and 6 more.
  if (digits.length <= 11) return Number(digits) * 1000 + milliseconds(fraction);
  return Number(digits.slice(0, 13));
}

function isoMs(text: string, context: Clock): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction, zone] = match;
  const clockMs = clockTime(hour!, minute!, second, fraction);
  const dayMs = dateMs(Number(year), Number(month) - 1, Number(day));
  if (clockMs === undefined || dayMs === undefined) return undefined;
  return placed(dayMs + clockMs, zone, context);
}

function bsdMs(text: string, context: Clock): number | undefined {
  const match = BSD.exec(text);
  if (match === null) return undefined;
  const [, yearFirst, monthName, dayText, yearMiddle, hour, minute, second, fraction, yearLast, zone] = match;
  const month = MONTHS.indexOf(monthName!.toLowerCase());
  const day = Number(dayText);
  const clockMs = clockTime(hour!, minute!, second!, fraction);
  if (month < 0 || day < 1 || day > 31 || clockMs === undefined) return undefined;
  const year = yearFirst ?? yearMiddle ?? yearLast;
  if (year === undefined) return context.withYear({ month, day, clockMs, offsetMs: offsetOf(zone) });
  const dayMs = dateMs(Number(year), month, day);
  return dayMs === undefined ? undefined : placed(dayMs + clockMs, zone, context);
}

function placed(wallClockMs: number, zone: string | undefined, context: Clock): number {
  const offsetMs = offsetOf(zone);
  return offsetMs === undefined ? context.toUtc(wallClockMs) : wallClockMs - offsetMs;
}

/** Of what is written behind the time; undefined for nothing, and for letters that mean several zones. */
function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  const hours = ZONE_HOURS[zone];
  return hours === undefined ? fixedOffset(zone) : hours * 3600e3;
}

function clockTime(hour: string, minute: string, second: string, fraction = ''): number | undefined {
  const [hours, minutes, seconds] = [Number(hour), Number(minute), Number(second)];
  // 60 is a leap second.
  if (hours > 23 || minutes > 59 || seconds > 60) return undefined;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds(fraction);
}

function milliseconds(fraction: string): number {
  return fraction === '' ? 0 : Math.floor(Number(fraction.padEnd(3, '0').slice(0, 3)));
}

function dateMs(year: number, month: number, day: number): number | undefined {
  const ms = Date.UTC(year, month, day);
  const isReal = new Date(ms).getUTCDate() === day && new Date(ms).getUTCMonth() === month;
  return isReal ? ms : undefined;
}
