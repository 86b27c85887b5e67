import type { CaseFileHead } from './case-file-json.ts';
import { countText, type SummaryOptions } from './summary-layout.ts';

/** What was left out on wish: events of other times, and what earlier hunts have read. */
export function limits(head: CaseFileHead, options: SummaryOptions): string[] {
  return [...outsideTime(head, options), ...readBefore(head), ...assumedTimes(head)];
}

function outsideTime({ sources, sinceMs, untilMs }: CaseFileHead, { timeText }: SummaryOptions): string[] {
  if (sinceMs === undefined && untilMs === undefined) return [];
  const bounds = [
    ...(sinceMs === undefined ? [] : [`before ${timeText(sinceMs)}`]),
    ...(untilMs === undefined ? [] : [`from ${timeText(untilMs)} on`]),
  ];
  const leftOut = sources.reduce((sum, source) => sum + (source.outsideTime ?? 0), 0);
  const undated = sources.reduce((sum, source) => sum + (source.undated ?? 0), 0);
  const kept =
    undated === 0 ? '' : ` ${countText(undated, 'event')} without a time ${isOrAre(undated)} among those read.`;
  return [`Left out ${countText(leftOut, 'event')} ${bounds.join(' or ')}.${kept}`];
}

function readBefore({ sources }: CaseFileHead): string[] {
  const continued = sources.filter((source) => source.continued).length;
  if (continued === 0) return [];
  return [`Of ${countText(continued, 'file')} only what is new since an earlier hunt was read.`];
}

/** What the dates of some events rest on, because their logs do not say. */
function assumedTimes({ sources }: CaseFileHead): string[] {
  const zone = assumedBy(sources.map(({ assumedUtc = 0 }) => assumedUtc));
  const year = assumedBy(sources.map(({ assumedYear = 0 }) => assumedYear));
  return [
    ...(zone === undefined
      ? []
      : [`${zone} no time zone: their times were taken as UTC. Say which it is with --source-tz ZONE.`]),
    ...(year === undefined ? [] : [`${year} no year: it was told from when the file was last changed.`]),
  ];
}

/** `12 events in 1 file say`; undefined when none does. */
function assumedBy(counts: readonly number[]): string | undefined {
  const events = counts.reduce((sum, count) => sum + count, 0);
  if (events === 0) return undefined;
  const files = counts.filter((count) => count > 0).length;
  return `${countText(events, 'event')} in ${countText(files, 'file')} ${events === 1 ? 'says' : 'say'}`;
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}
