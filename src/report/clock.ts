import { offsetIn } from '../model/index.ts';

/** Writes a UTC millisecond as text. */
export type TimeText = (timeMs: number) => string;

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

function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${hours}:${String(minutes % 60).padStart(2, '0')}`;
}
