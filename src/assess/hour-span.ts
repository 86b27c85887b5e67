import type { LogCoverage } from '../model/index.ts';
import { type HourRuns, mergedRuns } from './covered-hosts.ts';

/** The first and the last hour of all logs, since 1970. */
export interface HourSpan {
  readonly first: number;
  readonly last: number;
}

const HOUR_MS = 3_600_000;
// Logs of one investigation seldom lie further apart; a dead battery or a forged time lies decades off.
const APART_HOURS = 60 * 24;
const LEAST_SHARE = 0.05;

/**
 * The hours that the logs are about: a few events far off the others (1601, 2099) do not stretch it, or else every log would
 * be silent for decades.
 */
export function mainSpan(coverage: readonly LogCoverage[]): HourSpan {
  const clusters: { first: number; last: number; hours: number }[] = [];
  for (const [first, last] of mergedRuns(coverage.flatMap(({ hours }) => hours))) {
    const before = clusters.at(-1);
    if (before === undefined || first > before.last + APART_HOURS)
      clusters.push({ first, last, hours: last - first + 1 });
    else {
      before.last = last;
      before.hours += last - first + 1;
    }
  }
  const most = clusters.reduce((hours, cluster) => Math.max(hours, cluster.hours), 0);
  const main = clusters.filter(({ hours }) => hours >= most * LEAST_SHARE);
  return { first: main[0]?.first ?? 0, last: main.at(-1)?.last ?? -1 };
}

/** What of a log lies in the span. */
export function within(log: LogCoverage, { first, last }: HourSpan): LogCoverage {
  const { hours, records, clockJumps, firstMs, lastMs } = log;
  const outer = hours.length > 0 && (hours[0]![0] < first || hours.at(-1)![1] > last);
  if (!outer) return log;
  const inside = hours.flatMap(([from, to]): HourRuns => {
    return from > last || to < first ? [] : [[Math.max(from, first), Math.min(to, last)]];
  });
  const [startMs, endMs] = [first * HOUR_MS, (last + 1) * HOUR_MS - 1];
  return {
    ...{ ...log, hours: inside, clockJumps: clockJumps.filter(({ atMs }) => atMs >= startMs && atMs <= endMs) },
    records: records.map((run) => ({ ...run, firstMs: clamp(run.firstMs), lastMs: clamp(run.lastMs) })),
    firstMs: inside.length === 0 || firstMs === null ? null : clamp(firstMs),
    lastMs: inside.length === 0 || lastMs === null ? null : clamp(lastMs),
  };

  function clamp(timeMs: number): number {
    return Math.min(endMs, Math.max(startMs, timeMs));
  }
}
