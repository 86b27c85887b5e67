import type { CaseFileHead } from './case-file-json.ts';
import { countText, type SummaryOptions } from './summary-layout.ts';

/** What was left out on wish: events of other times, and what earlier hunts have read. */
export function limits(head: CaseFileHead, options: SummaryOptions): string[] {
  return [...outsideTime(head, options), ...readBefore(head)];
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

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}
