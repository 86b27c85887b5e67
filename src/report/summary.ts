import { LEVELS } from '../model/index.ts';
import { type AlertGroup, earlier, later } from './alert-groups.ts';
import type { CaseFileHead } from './case-file-json.ts';
import { cutToColumns, safeText } from './safe-text.ts';
import { ruleSections } from './summary-alerts.ts';
import { damaged, notRead, ruleNotes } from './summary-gaps.ts';
import { organisationSection } from './summary-impact.ts';
import { findingSection, incidentSections } from './summary-incidents.ts';
import { bold, bounded, countText, FEW, type SummaryOptions, spanText, wrap } from './summary-layout.ts';
import { limits } from './summary-limits.ts';
import { suppressedSection } from './summary-suppressed.ts';
import { visibilitySection } from './visibility-text.ts';

/** What the summary is made of. */
export interface SummaryParts {
  readonly head: CaseFileHead;
  /** as `sortedGroups` orders them */
  readonly groups: readonly AlertGroup[];
  /** the results that were written, as `[what, where]` */
  readonly written: readonly (readonly [what: string, file: string])[];
}

/**
 * The result of a hunt for a person at a terminal: one headline, the alerts by rule and host, what could not be read.
 * Text from logs, rules and file names is inert. Lines are cut at the width with a visible `…`; files hold all.
 */
export function summaryText(parts: SummaryParts, options: SummaryOptions): string {
  const hasIncidents = (parts.head.incidents ?? []).length > 0;
  const sections = [
    headline(parts, options),
    ...incidentSections(parts.head, options),
    ...(hasIncidents && !options.verbose ? [findingSection(parts.head, options)] : ruleSections(parts.groups, options)),
    suppressedSection(parts.head, options),
    organisationSection(parts.head, options),
    notRead(parts.head, options),
    damaged(parts.head, options),
    ruleNotes(parts.head, options),
    parts.head.visibility === undefined
      ? []
      : visibilitySection(parts.head.visibility, parts.groups.length > 0, options),
    parts.written.map(([what, file]) => `${what} written to ${safeText(file)}`),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headline({ head, groups }: SummaryParts, options: SummaryOptions): string[] {
  const total = groups.reduce((sum, group) => sum + group.alerts, 0);
  const lines = total > 0 ? [alertHeadline(groups, total)] : [nothingSeen(head)];
  lines.push(...lookedAt(head, options, total === 0), ...limits(head, options));
  if (total === 0) {
    lines.push('That is not proof that nothing happened: what was not logged, or has no rule, cannot be seen.');
  }
  if (!head.complete) lines.push('The hunt was interrupted: what is shown is right, but it is not all.');
  return lines.flatMap((line, index) =>
    wrap(line, options.width).map((text) => (index === 0 ? bold(text, options) : text)),
  );
}

function alertHeadline(groups: readonly AlertGroup[], total: number): string {
  const perLevel = [...LEVELS].reverse().flatMap((level) => {
    const count = groups.reduce((sum, group) => sum + (group.rule.level === level ? group.alerts : 0), 0);
    return count > 0 ? [`${count.toLocaleString('en-US')} ${level}`] : [];
  });
  const suppressed = groups.reduce((sum, group) => sum + group.suppressed, 0);
  const known =
    suppressed === 0
      ? ''
      : ` ${suppressed.toLocaleString('en-US')} of them ${suppressed === 1 ? 'is' : 'are'} suppressed.`;
  return `${countText(total, 'alert')}: ${perLevel.join(', ')}.${known}`;
}

function nothingSeen(head: CaseFileHead): string {
  const { bound } = head.rules;
  return `We did not see anything that the ${countText(bound, 'rule')} at hand ${bound === 1 ? 'looks' : 'look'} for.`;
}

function lookedAt(head: CaseFileHead, options: SummaryOptions, isDetailed: boolean): string[] {
  const read = head.sources.filter((source) => source.skipped === undefined);
  const hosts = [...new Set(read.flatMap((source) => source.hosts))];
  const channels = [...new Set(read.flatMap((source) => source.channels))];
  const firstMs = read.reduce<number | null>((first, source) => earlier(first, source.firstMs), null);
  const lastMs = read.reduce<number | null>((last, source) => later(last, source.lastMs), null);
  const span =
    firstMs === null || lastMs === null ? '' : `, ${spanText(firstMs, lastMs, options.timeText)} (${options.zone})`;
  const base = `${countText(head.events, 'event')} in ${countText(read.length, 'file')} from ${countText(hosts.length, 'host')}${span}.`;
  if (!isDetailed) return [`Read ${base}`];
  return [`Looked at ${base}`, ...fewNames('Hosts', hosts, options), ...fewNames('Logs', channels, options)];
}

function fewNames(label: string, names: readonly string[], { verbose }: SummaryOptions): string[] {
  if (names.length === 0) return [];
  const shown = verbose ? names : names.slice(0, FEW);
  const more = names.length - shown.length;
  return [
    `${label}: ${shown.map((name) => cutToColumns(safeText(bounded(name)), 60)).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  ];
}
