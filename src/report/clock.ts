/** Writes a UTC millisecond as text. */
export type TimeText = (timeMs: number) => string;

// Offsets from UTC change only at quarter hours (tz database), so one look-up serves a quarter of an hour.
const QUARTER_HOUR_MS = 900_000;

// ECMAScript time range, ECMA-262 "Time Values and Time Range".
const MAX_TIME_MS = 8.64e15;

/**
 * Makes a writer of times in one zone, always with the offset: `2026-03-01 02:31:05.123 +00:00`.
 * @param zone IANA name or `UTC`
 * @throws RangeError for a zone that the runtime does not know
 */
export function timeTextIn(zone: string): TimeText {
  const offsetAt = offsetIn(zone);
  return (timeMs) => {
    if (!(Math.abs(timeMs) <= MAX_TIME_MS)) return `${timeMs} ms`;
    const offsetMs = offsetAt(timeMs);
    const shifted = timeMs + offsetMs;
    if (Math.abs(shifted) > MAX_TIME_MS) return `${timeMs} ms`;
    return `${new Date(shifted).toISOString().replace('T', ' ').replace('Z', '')} ${offsetText(offsetMs)}`;
  };
}

/**
 * Makes a reader of a zone's offset from UTC at a time, both in milliseconds; east is positive.
 * @param zone IANA name or `UTC`
 * @throws RangeError for a zone that the runtime does not know; what it returns throws for a time that is none
 */
export function offsetIn(zone: string): (timeMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const offsets = new Map<number, number>();
  return (timeMs) => {
    const quarter = Math.floor(timeMs / QUARTER_HOUR_MS);
    let offsetMs = offsets.get(quarter);
    if (offsetMs === undefined) {
      if (offsets.size > 10_000) offsets.clear();
      offsetMs = zone === 'UTC' ? 0 : offsetOf(format, quarter * QUARTER_HOUR_MS);
      offsets.set(quarter, offsetMs);
    }
    return offsetMs;
  };
}

function offsetOf(format: Intl.DateTimeFormat, timeMs: number): number {
  const name = format.formatToParts(timeMs).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name);
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return (match[1] === '-' ? -1000 : 1000) * seconds;
}

function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${hours}:${String(minutes % 60).padStart(2, '0')}`;
}
