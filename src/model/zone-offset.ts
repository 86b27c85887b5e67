// Offsets from UTC change only at quarter hours (tz database), so one look-up serves a quarter of an hour.
const QUARTER_HOUR_MS = 900_000;

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
