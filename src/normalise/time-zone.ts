import { offsetIn } from '../model/index.ts';

const HOUR_MS = 3600e3;
const DAY_MS = 24 * HOUR_MS;
// The furthest from UTC that any zone is or was (tz database, Kiritimati).
const MAX_OFFSET_MS = 14 * HOUR_MS;

/** UTC milliseconds of a wall clock's time, both since 1970, the wall clock's as if it were UTC. */
export type ToUtc = (wallClockMs: number) => number;

/**
 * Reads wall clocks of a zone. Of an hour that a clock shows twice, as it is put back, the earlier is taken; a time that
 * it skips, as it is put forward, counts on from before.
 * @param zone `UTC`, an offset (`+10:00`, `-0330`, `+9`) or an IANA name as `Pacific/Guam`
 * @returns undefined for a zone that is none of them
 */
export function wallClockIn(zone: string): ToUtc | undefined {
  const offsetMs = fixedOffset(zone);
  if (offsetMs !== undefined) return (wallClockMs) => wallClockMs - offsetMs;
  try {
    return wallClockOf(offsetIn(zone));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Milliseconds east of UTC of an offset as devices and people write it: `Z`, `UTC`, `+10:00`, `+1000`, `-5`. */
export function fixedOffset(text: string): number | undefined {
  if (/^(?:Z|UTC|GMT|Etc\/UTC)$/i.test(text)) return 0;
  const match = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?00)?$/i.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  const offsetMs = minutes * 60e3;
  if (offsetMs > MAX_OFFSET_MS || Number(match[3] ?? 0) > 59) return undefined;
  return match[1] === '-' ? -offsetMs : offsetMs;
}

/** Whichever offset is in force at a wall clock's time is in force a day before or a day after it. */
function wallClockOf(offsetAt: (timeMs: number) => number): ToUtc {
  return (wallClockMs) => {
    const before = offsetAt(wallClockMs - DAY_MS);
    const after = offsetAt(wallClockMs + DAY_MS);
    const early = wallClockMs - before;
    if (before === after || offsetAt(early) === before) return early;
    const late = wallClockMs - after;
    return offsetAt(late) === after ? late : early;
  };
}
