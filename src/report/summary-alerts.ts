import type { Level } from '../model/index.ts';
import { type AlertGroup, ruleKey } from './alert-groups.ts';
import { becauseText } from './field-text.ts';
import { columnsOf, cutPathToColumns, cutToColumns, padToColumns, safeText } from './safe-text.ts';
import { bold, bounded, countText, dim, FEW, grouped, paint, type SummaryOptions, spanText } from './summary-layout.ts';

// SGR parameters, ECMA-48. The level is always written as a word too.
const LEVEL_COLORS: Readonly<Record<Level, string>> = {
  critical: '1;97;41',
  high: '1;31',
  medium: '33',
  low: '36',
  informational: '2',
};

/** One section for each rule that alerted: where, how often, when, and one example of why. */
export function ruleSections(groups: readonly AlertGroup[], options: SummaryOptions): string[][] {
  return [...grouped(groups, ({ rule }) => ruleKey(rule)).values()].map((hosts) => ruleSection(hosts, options));
}

function ruleSection(groups: readonly AlertGroup[], options: SummaryOptions): string[] {
  const { rule, example } = groups[0]!;
  const total = groups.reduce((sum, group) => sum + group.alerts, 0);
  const badge = rule.level.toUpperCase();
  const hostCount = new Set(groups.map(({ host }) => host)).size;
  const suppressed = groups.reduce((sum, group) => sum + group.suppressed, 0);
  const known = suppressed === 0 ? '' : ` (${suppressed.toLocaleString('en-US')} suppressed)`;
  const count = `${countText(total, 'alert')}${known} on ${countText(hostCount, 'host')}`;
  const room = options.width - badge.length - count.length - 4;
  const title = padToColumns(cutToColumns(safeText(rule.title), Math.max(10, room)), room);
  const shown = options.verbose ? groups : groups.slice(0, FEW);
  return [
    `${paint(badge, LEVEL_COLORS[rule.level], options)}  ${bold(title, options)}  ${count}`,
    ...hostLines(shown, options),
    ...(shown.length < groups.length ? [`  and ${countText(groups.length - shown.length, 'more host')}`] : []),
    cutToColumns(`  because ${safeText(bounded(becauseText(example.because)))}`, options.width),
    dim(examplePlace(example, options.width), options),
  ];
}

function examplePlace({ event }: AlertGroup['example'], width: number): string {
  const record = event.record === undefined ? '' : `, record ${safeText(String(event.record))}`;
  return `  in ${cutPathToColumns(safeText(event.source), width - record.length - 5)}${record}`;
}

function hostLines(groups: readonly AlertGroup[], options: SummaryOptions): string[] {
  const spans = groups.map(({ firstMs, lastMs }) =>
    firstMs === null || lastMs === null ? 'no time' : spanText(firstMs, lastMs, options.timeText),
  );
  const counts = groups.map(({ alerts }) => alerts.toLocaleString('en-US'));
  const countColumns = Math.max(...counts.map((count) => count.length));
  const spanColumns = Math.max(...spans.map((span) => span.length));
  const hosts = groups.map(({ host }) => safeText(bounded(host)) || '(no host)');
  const room = Math.max(12, options.width - countColumns - spanColumns - 6);
  const hostColumns = Math.min(room, Math.max(...hosts.map((host) => columnsOf(host))));
  return hosts.map((host, index) => {
    const name = padToColumns(cutToColumns(host, hostColumns), hostColumns);
    return `  ${name}  ${counts[index]?.padStart(countColumns)}  ${spans[index]}`;
  });
}
