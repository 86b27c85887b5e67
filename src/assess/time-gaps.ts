import { type Change, type ClockSkew, type GapKind, type Msg, msg, type RecordRun } from '../model/index.ts';
import { type CoveredHost, type CoveredHosts, type CoveredLog, type HourRuns, mergedRuns } from './covered-hosts.ts';
import type { HourSpan } from './hour-span.ts';

/** A stretch that a log does not cover, before it is known what that hides. */
export interface TimeGap {
  readonly kind: GapKind;
  readonly host: CoveredHost;
  readonly log: string;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly message: Msg;
  readonly fix: string;
}

const HOUR_MS = 3_600_000;
// Kerberos refuses clocks that are further apart. Source: Microsoft, "Maximum tolerance for computer clock synchronization".
const LEAST_CLOCK_MS = 5 * 60_000;
// A log that is silent for an hour or two is nothing.
const LEAST_HOURS = 3;
// A log speaks in nearly every hour of the clock, or in most hours in which its host does, before its silence says anything.
const ALWAYS = 0.9;
const MOSTLY = 0.8;
// Half a day of speech, or there is no habit.
const LEAST_SPOKEN = 12;
// A machine that is on at midnight is on at one: the hours of one night are one sign. Two other days make a habit.
const LEAST_DAYS = 2;
// Less than one chance in a million that so many hours are silent by accident.
const SURPRISE = 14;
// Holes beyond these are counted in the message of the last.
const MOST_HOLES = 20;

/** All stretches that the logs of a host do not cover although they should. */
export function timeGaps(host: CoveredHost, changes: readonly Change[], span: HourSpan): TimeGap[] {
  return [...host.logs.values()].flatMap((log) => {
    const holes = recordHoles(host, log);
    const cleared = clearedLogs(host, log, changes, span);
    const known = [...holes, ...cleared];
    return [...known, ...silences(host, log, span, known), ...clockJumps(host, log)];
  });
}

/**
 * Clocks that are too far from those of others, each once. Of two that are apart it is the one with which fewer others
 * agree; of two alone it cannot be told, and the first is named with the other beside it.
 */
export function clockGaps({ find }: CoveredHosts, clocks: readonly ClockSkew[]): TimeGap[] {
  const agreeing = new Map<string, number>();
  for (const { clock, against, skewMs } of clocks) {
    if (Math.abs(skewMs) >= LEAST_CLOCK_MS) continue;
    for (const name of [clock, against]) agreeing.set(name, (agreeing.get(name) ?? 0) + 1);
  }
  const named = new Map<CoveredHost, ClockSkew>();
  for (const skew of clocks.filter(isApart)) {
    const told = (agreeing.get(skew.clock) ?? 0) > (agreeing.get(skew.against) ?? 0) ? turned(skew) : skew;
    const host = find(told.clock);
    if (host !== undefined && (named.get(host)?.events ?? 0) < told.events) named.set(host, told);
  }
  return [...named].map(([host, { against, skewMs, events }]) => {
    const args = { clock: host.name, against: find(against)?.name ?? against, events };
    const minutes = Math.round(Math.abs(skewMs) / 60_000);
    const message = msg(skewMs > 0 ? 'gap.clock-ahead' : 'gap.clock-behind', { ...args, minutes });
    return { kind: 'clock-off', host, log: '', fromMs: null, toMs: null, message, fix: 'clock' };
  });
}

function isApart({ skewMs, spreadMs }: ClockSkew): boolean {
  return Math.abs(skewMs) >= LEAST_CLOCK_MS && spreadMs < Math.abs(skewMs);
}

/** Receipt says only how late a sender is, so that the receiver stays what it is compared with. */
function turned(skew: ClockSkew): ClockSkew {
  if (skew.by === 'receipt') return skew;
  return { ...skew, clock: skew.against, against: skew.clock, skewMs: -skew.skewMs };
}

function recordHoles(host: CoveredHost, { log, records }: CoveredLog): TimeGap[] {
  const holes = records.slice(1).map((next, index) => ({ before: records[index]!, next }));
  const size = ({ before, next }: { before: RecordRun; next: RecordRun }): number => next.first - before.last - 1;
  const shown = holes.toSorted((a, b) => size(b) - size(a)).slice(0, MOST_HOLES);
  const more = holes.length - shown.length;
  return shown.map((hole, index) => {
    const { before, next } = hole;
    const args = { host: host.name, log, records: size(hole), first: before.last + 1, last: next.first - 1, more };
    const isLast = more > 0 && index === shown.length - 1;
    return {
      ...{ kind: 'records-missing', host, log, fix: 'ship-logs' },
      fromMs: Math.min(before.lastMs, next.firstMs),
      toMs: Math.max(before.lastMs, next.firstMs),
      message: msg(isLast ? 'gap.records-missing-more' : 'gap.records-missing', args),
    };
  });
}

/** What was in a log before it was cleared; nothing is lost when the records before are here all the same. */
function clearedLogs(host: CoveredHost, log: CoveredLog, changes: readonly Change[], span: HourSpan): TimeGap[] {
  return changes
    .filter(({ target }) => target.toLowerCase() === log.log.toLowerCase())
    .map(({ timeMs, actor }) => {
      const hour = Math.floor(timeMs / HOUR_MS);
      const before = log.hours.findLast(([first]) => first < hour);
      const fromMs = Math.min(timeMs, before === undefined ? span.first * HOUR_MS : (before[1] + 1) * HOUR_MS);
      const args = { host: host.name, log: log.log, time: { timeMs }, actor };
      const message = msg(actor === '' ? 'gap.log-cleared' : 'gap.log-cleared-by', args);
      return { kind: 'log-cleared', host, log: log.log, fromMs, toMs: timeMs, message, fix: 'ship-logs' } as const;
    });
}

interface Silence {
  readonly first: number;
  readonly last: number;
}

/** Hours in which a log says nothing although it always does, or although the other logs of its host go on. */
function silences(host: CoveredHost, log: CoveredLog, span: HourSpan, known: readonly TimeGap[]): TimeGap[] {
  const others = mergedRuns([...host.logs.values()].flatMap((other) => (other === log ? [] : other.hours)));
  if (log.hours.length === 0) return [];
  const habit = habitOf(log.hours, others);
  return silentRuns(log.hours, span)
    .filter((silence) => isSurprising(silence, habit, others))
    .filter(({ first, last }) => {
      const explained = known.filter(({ fromMs, toMs }) => overlapHours(fromMs, toMs, first, last) * 2 > last - first);
      return explained.length === 0;
    })
    .map((silence) => silenceGap(host, log, silence));
}

function silenceGap(host: CoveredHost, log: CoveredLog, { first, last }: Silence): TimeGap {
  const isHead = last < (log.hours[0]?.[0] ?? 0);
  const isRolledOver = isHead && (log.records[0]?.first ?? 0) > 1;
  const [fromMs, toMs] = [first * HOUR_MS, (last + 1) * HOUR_MS];
  const args = {
    host: host.name,
    log: log.log,
    hours: last - first + 1,
    from: { timeMs: fromMs },
    to: { timeMs: toMs },
  };
  const where = { host, log: log.log, fromMs, toMs };
  if (isRolledOver) return { kind: 'rolled-over', ...where, message: msg('gap.rolled-over', args), fix: 'keep-logs' };
  const fix = host.classes.has('windows') ? 'ship-logs' : 'watch-logs';
  return { kind: 'silent', ...where, message: msg('gap.silent', args), fix };
}

/** The stretches of the span without an event of the log, also before its first and behind its last. */
function silentRuns(hours: HourRuns, { first, last }: HourSpan): Silence[] {
  const ends = [first - 1, ...hours.map(([, runLast]) => runLast)];
  const starts = [...hours.map(([runFirst]) => runFirst), last + 1];
  return ends
    .map((end, index) => ({ first: end + 1, last: starts[index]! - 1 }))
    .filter((silence) => silence.last - silence.first + 1 >= LEAST_HOURS)
    .sort((a, b) => b.last - b.first - (a.last - a.first))
    .slice(0, MOST_HOLES);
}

/** How often a log and the others of its host speak at each hour of the day (UTC), from its first hour to its last. */
interface Habit {
  readonly own: HourSpan;
  readonly all: readonly number[];
  readonly spoken: readonly number[];
  readonly others: readonly number[];
  readonly shared: readonly number[];
}

function habitOf(hours: HourRuns, others: HourRuns): Habit {
  const own = { first: hours[0]![0], last: hours.at(-1)![1] };
  const during = sharedRuns(others, [[own.first, own.last]]);
  return {
    ...{ own, all: byHourOfDay([[own.first, own.last]]), spoken: byHourOfDay(hours) },
    ...{ others: byHourOfDay(during), shared: byHourOfDay(sharedRuns(hours, others)) },
  };
}

/**
 * A silence is worth a word when so many silent hours are no accident: by the log's own rate at these hours of the day, if
 * it nearly always speaks then, or by its rate over the hours in which other logs of the host speak.
 */
function isSurprising({ first, last }: Silence, { own, ...habit }: Habit, others: HourRuns): boolean {
  const times = hoursOfDay(first, last);
  const sum = (counts: readonly number[]): number => times.reduce((total, time) => total + counts[time]!, 0);
  const inside: HourRuns = [[Math.max(own.first, first), Math.min(own.last, last)]];
  const hoursInside = Math.max(0, inside[0]![1] - inside[0]![0] + 1);
  const timesInside = byHourOfDay(hoursInside === 0 ? [] : inside);
  const isHabit = times.every((time) => habit.all[time]! - timesInside[time]! >= LEAST_DAYS);
  if (isHabit && isUnlikely(last - first + 1, sum(habit.spoken), sum(habit.all) - hoursInside, ALWAYS)) return true;
  const othersInside = hoursInside === 0 ? 0 : countIn(sharedRuns(others, inside));
  const silentHours = countIn(sharedRuns(others, [[first, last]]));
  return isUnlikely(silentHours, sum(habit.shared), sum(habit.others) - othersInside, MOSTLY);
}

/** @param spoken hours with events, of `ofHours` in which there could have been some */
function isUnlikely(silentHours: number, spoken: number, ofHours: number, leastRate: number): boolean {
  if (silentHours < LEAST_HOURS || spoken < LEAST_SPOKEN) return false;
  // One hour is added: a log that spoke in all of twelve hours is not sure to speak in the thirteenth.
  const rate = spoken / (ofHours + 1);
  return rate >= leastRate && silentHours * -Math.log(1 - rate) >= SURPRISE;
}

/** What is off at night says nothing in the hours of the night. */
function hoursOfDay(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.min(24, last - first + 1) }, (_, index) => modulo(first + index));
}

/** Hours before 1970 are negative. */
function modulo(hour: number): number {
  return ((hour % 24) + 24) % 24;
}

/** Hours of the runs by their hour of the day. */
function byHourOfDay(runs: HourRuns): number[] {
  const counts = Array.from({ length: 24 }, () => 0);
  for (const [first, last] of runs) {
    const days = Math.floor((last - first + 1) / 24);
    if (days > 0) for (let time = 0; time < 24; time++) counts[time]! += days;
    for (let hour = first + days * 24; hour <= last; hour++) counts[modulo(hour)]!++;
  }
  return counts;
}

function countIn(runs: HourRuns): number {
  return runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

function sharedRuns(runs: HourRuns, others: HourRuns): HourRuns {
  const shared: [number, number][] = [];
  for (let one = 0, other = 0; one < runs.length && other < others.length; ) {
    const [first, last] = runs[one]!;
    const [otherFirst, otherLast] = others[other]!;
    if (Math.max(first, otherFirst) <= Math.min(last, otherLast)) {
      shared.push([Math.max(first, otherFirst), Math.min(last, otherLast)]);
    }
    if (last < otherLast) one++;
    else other++;
  }
  return shared;
}

function overlapHours(fromMs: number | null, toMs: number | null, first: number, last: number): number {
  if (fromMs === null || toMs === null) return 0;
  return Math.min(toMs / HOUR_MS, last + 1) - Math.max(fromMs / HOUR_MS, first);
}

function clockJumps(host: CoveredHost, { log, clockJumps: jumps }: CoveredLog): TimeGap[] {
  return jumps
    .filter(({ byMs }) => byMs <= -LEAST_CLOCK_MS)
    .slice(0, MOST_HOLES)
    .map(({ atMs, byMs }) => {
      const args = { host: host.name, log, time: { timeMs: atMs }, minutes: Math.round(-byMs / 60_000) };
      const times = { fromMs: atMs + byMs, toMs: atMs };
      return { kind: 'clock-jump', host, log, ...times, message: msg('gap.clock-jump', args), fix: 'clock' };
    });
}
