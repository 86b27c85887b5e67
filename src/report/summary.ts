import { LEVELS, type Level, PROBLEM_CODES, type Problem, type UnboundRule } from '../model/index.ts';
import { type AlertGroup, earlier, later, ruleKey } from './alert-groups.ts';
import type { CaseFileHead } from './case-file-json.ts';
import type { TimeText } from './clock.ts';
import { becauseText } from './field-text.ts';
import { columnsOf, cutToColumns, padToColumns, safeText } from './safe-text.ts';

/** What the summary is made of. */
export interface SummaryParts {
  readonly head: CaseFileHead;
  /** as `sortedGroups` orders them */
  readonly groups: readonly AlertGroup[];
  /** the results that were written, as `[what, where]` */
  readonly written: readonly (readonly [what: string, file: string])[];
}

export interface SummaryOptions {
  /** terminal columns, at least 40 */
  readonly width: number;
  readonly color: boolean;
  /** list everything instead of the first few of each kind */
  readonly verbose: boolean;
  readonly timeText: TimeText;
  /** name of the zone of `timeText` */
  readonly zone: string;
}

// How many of each kind are listed without --verbose: what fits on one screen beside the alerts.
const FEW = 5;

// SGR parameters, ECMA-48. The level is always written as a word too.
const LEVEL_COLORS: Readonly<Record<Level, string>> = {
  critical: '1;97;41',
  high: '1;31',
  medium: '33',
  low: '36',
  informational: '2',
};

/**
 * The result of a hunt for a person at a terminal: one headline, the alerts by rule and host, what could not be read.
 * Text from logs, rules and file names is inert. Lines are cut at the width with a visible `…`; files hold all.
 */
export function summaryText(parts: SummaryParts, options: SummaryOptions): string {
  const sections = [
    headline(parts, options),
    ...ruleSections(parts.groups, options),
    notRead(parts.head, options),
    damaged(parts.head, options),
    ruleNotes(parts.head, options),
    parts.written.map(([what, file]) => `${what} written to ${safeText(file)}`),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** `1 alert`, `1,234 alerts`. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

function headline({ head, groups }: SummaryParts, options: SummaryOptions): string[] {
  const total = groups.reduce((sum, group) => sum + group.alerts, 0);
  const lines = total > 0 ? [alertHeadline(groups, total)] : [nothingSeen(head)];
  lines.push(...lookedAt(head, options, total === 0));
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
  return `${countText(total, 'alert')}: ${perLevel.join(', ')}.`;
}

function nothingSeen(head: CaseFileHead): string {
  return `We did not see anything that the ${countText(head.rules.bound, 'rule')} for these logs look for.`;
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

function ruleSections(groups: readonly AlertGroup[], options: SummaryOptions): string[][] {
  return [...grouped(groups, ({ rule }) => ruleKey(rule)).values()].map((hosts) => ruleSection(hosts, options));
}

function ruleSection(groups: readonly AlertGroup[], options: SummaryOptions): string[] {
  const { rule, example } = groups[0]!;
  const total = groups.reduce((sum, group) => sum + group.alerts, 0);
  const badge = rule.level.toUpperCase();
  const count = `${countText(total, 'alert')} on ${countText(groups.length, 'host')}`;
  const room = options.width - badge.length - count.length - 4;
  const title = padToColumns(cutToColumns(safeText(rule.title), Math.max(10, room)), room);
  const shown = options.verbose ? groups : groups.slice(0, FEW);
  const place = `in ${safeText(example.event.source)}${example.event.record === undefined ? '' : `, record ${safeText(String(example.event.record))}`}`;
  return [
    `${paint(badge, LEVEL_COLORS[rule.level], options)}  ${bold(title, options)}  ${count}`,
    ...hostLines(shown, options),
    ...(shown.length < groups.length ? [`  and ${countText(groups.length - shown.length, 'more host')}`] : []),
    cutToColumns(`  because ${safeText(bounded(becauseText(example.because)))}`, options.width),
    dim(cutToColumns(`  ${place}`, options.width), options),
  ];
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

function notRead(head: CaseFileHead, options: SummaryOptions): string[] {
  const skipped = head.sources.filter((source) => source.skipped !== undefined);
  if (skipped.length === 0) return [];
  const byReason = grouped(skipped, (source) => source.skipped ?? '');
  const lines = [bold(`Not read: ${countText(skipped.length, 'file')}`, options)];
  for (const [reason, sources] of byReason) {
    lines.push(...wrap(`  ${safeText(reason)}`, options.width));
    lines.push(
      ...fewLines(
        sources.map(({ source }) => `    ${safeText(source)}`),
        options,
      ),
    );
  }
  return lines;
}

function damaged(head: CaseFileHead, options: SummaryOptions): string[] {
  const skipped = new Set(head.sources.filter((source) => source.skipped !== undefined).map(({ source }) => source));
  const problems = head.problems.filter(({ source }) => !skipped.has(source));
  if (problems.length === 0) return [];
  const total = head.sources.reduce((sum, source) => sum + (source.skipped === undefined ? source.problems : 0), 0);
  const lines = [bold(`Read in part: ${countText(total, 'problem')}; what could be read is in the results`, options)];
  for (const [code, list] of grouped(problems, (problem) => problem.code)) {
    const files = new Set(list.map(({ source }) => source)).size;
    lines.push(
      ...wrap(
        `  ${code}, ${list.length.toLocaleString('en-US')} in ${countText(files, 'file')}: ${PROBLEM_CODES[code]}`,
        options.width,
      ),
    );
    lines.push(
      ...fewLines(
        list.map((problem) => `    ${problemPlace(problem)}`),
        options,
      ),
    );
  }
  return lines;
}

function problemPlace({ source, byteOffset, message }: Problem): string {
  return safeText(bounded(`${source}${byteOffset === undefined ? '' : ` at byte ${byteOffset}`}: ${message}`));
}

function ruleNotes({ rules }: CaseFileHead, options: SummaryOptions): string[] {
  const lines = [
    bold(
      `Rules: ${rules.loaded.toLocaleString('en-US')} loaded, ${rules.bound.toLocaleString('en-US')} of them can match what Landfall reads`,
      options,
    ),
  ];
  if (rules.rejected.length > 0) {
    lines.push(`  ${countText(rules.rejected.length, 'rule')} could not be loaded:`);
    const rejected = rules.rejected.map(
      ({ file, line, message }) =>
        `    ${safeText(bounded(`${file}${line === undefined ? '' : `:${line}`}: ${message}`))}`,
    );
    lines.push(...fewLines(rejected, options));
  }
  if (rules.unbound.length > 0) {
    lines.push(`  ${countText(rules.unbound.length, 'rule')} can never match it:`);
    lines.push(...unboundLines(rules.unbound, options));
  }
  return lines;
}

function unboundLines(unbound: readonly UnboundRule[], options: SummaryOptions): string[] {
  const byReason = [...grouped(unbound, ({ reason }) => reason)].sort((a, b) => b[1].length - a[1].length);
  const lines = byReason.flatMap(([reason, rules]) => [
    `    ${rules.length.toLocaleString('en-US')}: ${safeText(bounded(reason))}`,
    ...(options.verbose ? rules.map(({ title, file }) => `      ${safeText(bounded(`${title} (${file})`))}`) : []),
  ]);
  return fewLines(lines, options);
}

function fewLines(lines: readonly string[], options: SummaryOptions): string[] {
  const shown = options.verbose ? lines : lines.slice(0, FEW);
  const indent = /^ */.exec(lines[0] ?? '')?.[0] ?? '';
  const more = lines.length - shown.length;
  const note = more > 0 ? [`${indent}and ${more.toLocaleString('en-US')} more (--verbose lists all)`] : [];
  return [...shown.map((line) => cutToColumns(line, options.width)), ...note];
}

// `2026-03-01 02:31:05 to 02:45:00 +00:00`: the date and the offset only where they change.
function spanText(firstMs: number, lastMs: number, timeText: TimeText): string {
  const first = timeText(firstMs).replace(/\.\d{3}/, '');
  const last = timeText(lastMs).replace(/\.\d{3}/, '');
  if (first === last) return first;
  const [firstDay, firstTime, firstOffset] = first.split(' ');
  const [lastDay, lastTime, lastOffset] = last.split(' ');
  const start = `${firstDay} ${firstTime}${firstOffset === lastOffset ? '' : ` ${firstOffset}`}`;
  return `${start} to ${firstDay === lastDay ? '' : `${lastDay} `}${lastTime} ${lastOffset}`;
}

function wrap(line: string, width: number): string[] {
  if (columnsOf(line) <= width) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = '';
  for (const word of line.trim().split(' ')) {
    const longer = current === '' ? indent + word : `${current} ${word}`;
    if (columnsOf(longer) > width && current !== '') {
      lines.push(current);
      current = indent + word;
    } else current = longer;
  }
  return [...lines, current].map((text) => cutToColumns(text, width));
}

// Map.groupBy begins with Node 21.
function grouped<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

// A field can hold a megabyte; no line shows more than this.
function bounded(text: string): string {
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}

function bold(text: string, options: SummaryOptions): string {
  return paint(text, '1', options);
}

function dim(text: string, options: SummaryOptions): string {
  return paint(text, '2', options);
}

function paint(text: string, sgr: string, { color }: SummaryOptions): string {
  return color ? `\u001b[${sgr}m${text}\u001b[0m` : text;
}
