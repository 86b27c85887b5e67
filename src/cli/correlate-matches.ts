import type { Investigation } from '../investigate.ts';
import type { CorrelationGap, SourceReport } from '../model/index.ts';
import { later } from '../report/index.ts';
import { NOTICE_CODES, type NoticeCode } from '../sigma/index.ts';
import { type AlertWishes, type CollectedAlerts, collectAlerts } from './run-piece.ts';

/** What correlations found in the matches of all pieces. */
export interface CorrelatedMatches extends CollectedAlerts {
  readonly gaps: readonly CorrelationGap[];
}

/**
 * Correlates what was added to a correlator; once, when all pieces are read.
 * @param sources how far the logs reach decides which windows are cut short
 */
export function correlateMatches(
  correlator: Investigation['correlator'],
  sources: readonly SourceReport[],
  wishes?: AlertWishes,
): CorrelatedMatches {
  const untilMs = sources.reduce<number | null>((last, source) => later(last, source.lastMs), null);
  const { alerts, notices, undated } = correlator.correlate(untilMs ?? undefined);
  const collector = collectAlerts(wishes);
  for (const alert of alerts) collector.add(alert);
  const gaps = notices.map(({ code, correlation, count }) => {
    return gapOf(code, count, correlation?.rule.id ?? '', correlation?.rule.title ?? '');
  });
  return { ...collector.finish(), gaps: undated === 0 ? gaps : [...gaps, gapOf('UNDATED', undated, '', '')] };
}

function gapOf(code: NoticeCode, matches: number, id: string, title: string): CorrelationGap {
  return { id, title, code, matches, message: NOTICE_CODES[code] };
}
