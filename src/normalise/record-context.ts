import type { RecordContext, YearlessTime } from './product.ts';
import { type ToUtc, wallClockIn } from './time-zone.ts';

/** What is known of a source beside its content. Plain data. */
export interface SourceSetting {
  /** path of the file as the user gave it */
  readonly source: string;
  /** when the file last changed, UTC milliseconds since 1970: what it says without a year happened before */
  readonly changedMs?: number;
}

/** The zone of wall clocks in some sources. Plain data. */
export interface SourceZone {
  /** of file names, or of paths when it holds a `/`; `*` and `?` stand for any text and any character; undefined is all */
  readonly pattern?: string;
  /** as `wallClockIn` takes it */
  readonly zone: string;
}

/** What is set for wall clocks. Plain data. */
export interface Zones {
  /** of logs that do not say theirs; the first that fits a source counts */
  readonly zones?: readonly SourceZone[];
}

/** How many times of a source were taken for something that the source does not say. Plain data. */
export interface TimeAssumptions {
  /** wall clock times without an offset, in a source without a zone: taken as UTC */
  readonly zone: number;
  /** times without a year: the year was told from when the file last changed */
  readonly year: number;
}

/** The context of the records of one source, which counts what it had to assume. */
export interface SourceContext extends RecordContext {
  assumptions(): TimeAssumptions;
}

/**
 * The context of a source's records. Times without an offset are of the zone that the first fitting setting gives, else
 * they are taken as UTC, and counted.
 * @throws Error for a zone that `wallClockIn` does not know, which is a bug: settings are checked where they are given
 */
export function recordContext(setting: SourceSetting, zones: readonly SourceZone[] = []): SourceContext {
  const { source, changedMs = Number.POSITIVE_INFINITY } = setting;
  const zone = zones.find(({ pattern }) => pattern === undefined || fitsSource(pattern, source))?.zone;
  const wallClock = zone === undefined ? undefined : knownWallClock(zone);
  const assumed = { zone: 0, year: 0 };
  const toUtc: ToUtc = wallClock ?? ((wallClockMs) => wallClockMs);
  const aside: RecordContext['aside'] = {
    toUtc,
    withYear: (time, beforeMs = changedMs) => latestYearOf(time, beforeMs, toUtc),
  };
  return {
    source,
    latestMs: changedMs,
    aside,
    toUtc: (wallClockMs) => {
      if (wallClock === undefined) assumed.zone++;
      return toUtc(wallClockMs);
    },
    withYear: (time, beforeMs) => {
      const timeMs = aside.withYear(time, beforeMs);
      if (timeMs === undefined) return undefined;
      if (beforeMs === undefined) assumed.year++;
      if (time.offsetMs === undefined && wallClock === undefined) assumed.zone++;
      return timeMs;
    },
    assumptions: () => ({ ...assumed }),
  };
}

function knownWallClock(zone: string): ToUtc {
  const wallClock = wallClockIn(zone);
  if (wallClock === undefined) throw new Error(`no time zone is called ${zone}`);
  return wallClock;
}

// A device's clock, or its zone, may be off by so much without the log being a year older.
const AHEAD_MS = 24 * 3600e3;
// Every day of the calendar comes within 8 years (the 29th of February of 1896 and 1904).
const MOST_YEARS = 8;

/** The last time that a day and time came before the file changed; undefined when that is not known, or never. */
function latestYearOf(
  { month, day, clockMs, offsetMs }: YearlessTime,
  beforeMs: number,
  toUtc: ToUtc,
): number | undefined {
  if (!Number.isFinite(beforeMs)) return undefined;
  // Only at the turn of the year can a clock that is ahead be in the next one.
  const lastYear = new Date(beforeMs + AHEAD_MS).getUTCFullYear() + (month === 0 ? 1 : 0);
  for (let year = lastYear; year >= lastYear - MOST_YEARS; year--) {
    const dayMs = Date.UTC(year, month, day);
    // The 29th of February of other years would become the 1st of March.
    if (day > 28 && new Date(dayMs).getUTCDate() !== day) continue;
    const timeMs = offsetMs === undefined ? toUtc(dayMs + clockMs) : dayMs + clockMs - offsetMs;
    if (timeMs <= beforeMs + AHEAD_MS) return timeMs;
  }
  return undefined;
}

/**
 * Whether a pattern is meant for a source: with a `/` it is compared with the end of the path, folder by folder,
 * otherwise with the name of the file. Letters of either case are the same.
 */
function fitsSource(pattern: string, source: string): boolean {
  const parts = source.split(/[/\\]/);
  const count = pattern.split('/').filter((part) => part !== '').length;
  const tail = parts.slice(-Math.max(1, count)).join('/');
  return globMatches(pattern.replace(/^\/+/, '').toLowerCase(), tail.toLowerCase());
}

/** Wildcards without backtracking beyond the last `*`. */
function globMatches(pattern: string, text: string): boolean {
  let [at, from, star, starAt] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[from] === '*') [star, starAt] = [from++, at];
    else if (from < pattern.length && (pattern[from] === '?' || pattern[from] === text[at]))
      [from, at] = [from + 1, at + 1];
    else if (star >= 0) [from, at] = [star + 1, ++starAt];
    else return false;
  }
  while (pattern[from] === '*') from++;
  return from === pattern.length;
}
