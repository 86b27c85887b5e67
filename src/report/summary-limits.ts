import type { CaseFileHead } from './case-file-json.ts';
import { notKept } from './not-kept.ts';
import { safeText } from './safe-text.ts';
import { bounded, countText, FEW, type SummaryOptions } from './summary-layout.ts';

/** What was left out: events of other times, what earlier hunts have read, alerts beyond what fits into incidents. */
export function limits(head: CaseFileHead, options: SummaryOptions): string[] {
  return [
    ...outsideTime(head, options),
    ...readBefore(head),
    ...assumedTimes(head),
    ...clocksApart(head, options),
    ...notCorrelated(head),
    ...notKept(head),
    ...onlyAlerts(head),
  ];
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

function notCorrelated({ alertsNotCorrelated = 0 }: CaseFileHead): string[] {
  if (alertsNotCorrelated === 0) return [];
  const count = countText(alertsNotCorrelated, 'alert');
  return [
    `Of too many alerts, ${count} ${isOrAre(alertsNotCorrelated)} in the results but ${wasOrWere(alertsNotCorrelated)} not looked at for incidents. Hunt with --min-level medium, or a day at a time (--since, --until).`,
  ];
}

function onlyAlerts({ alertsOnly }: CaseFileHead): string[] {
  if (alertsOnly !== true) return [];
  return [
    'Only alerts were asked for (--alerts-only): what belongs together and what could not be seen was not looked at.',
  ];
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

const HALF_HOUR_MS = 1800e3;
// A clock that drifts seldom comes so close to a zone's offset.
const NEAR_MS = 120e3;

/** Which clocks tell another time than others. */
function clocksApart({ clocks = [] }: CaseFileHead, { verbose }: SummaryOptions): string[] {
  const lines = clocks.map(({ clock, against, by, skewMs, events }) => {
    const other = against === '' ? 'the machine that received its lines' : safeText(bounded(against));
    const from = by === 'receipt' ? countText(events, 'line') : `${countText(events, 'event')} that both logged`;
    const halfHours = Math.round(skewMs / HALF_HOUR_MS);
    const isZone = halfHours !== 0 && Math.abs(skewMs - halfHours * HALF_HOUR_MS) <= NEAR_MS;
    const advice = isZone ? ' Is its time zone another one (--source-tz)?' : '';
    return `The clock of ${safeText(bounded(clock))} is ${aheadText(skewMs)} that of ${other}, by ${from}.${advice}`;
  });
  if (verbose || lines.length <= FEW) return lines;
  return [...lines.slice(0, FEW), `${countText(lines.length - FEW, 'more clock')} differ (--verbose lists all).`];
}

/** `1 h 30 min ahead of`, `12 s behind`. */
function aheadText(skewMs: number): string {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const;
  const text = parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count} ${unit}`])).join(' ');
  return `${text} ${skewMs > 0 ? 'ahead of' : 'behind'}`;
}

function wasOrWere(count: number): string {
  return count === 1 ? 'was' : 'were';
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}
