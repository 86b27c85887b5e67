import { PROBLEM_CODES, type Problem, type UnboundRule } from '../model/index.ts';
import type { CaseFileHead } from './case-file-json.ts';
import { feedsText } from './feed-text.ts';
import { cutPathToColumns, safeText } from './safe-text.ts';
import {
  bold,
  bounded,
  countText,
  FEW,
  fewLines,
  grouped,
  moreNote,
  type SummaryOptions,
  wrap,
} from './summary-layout.ts';

/** The files that were left out, by reason. */
export function notRead(head: CaseFileHead, options: SummaryOptions): string[] {
  const skipped = head.sources.filter((source) => source.skipped !== undefined);
  if (skipped.length === 0) return [];
  const byReason = grouped(skipped, (source) => source.skipped ?? '');
  const lines = [bold(`Not read: ${countText(skipped.length, 'file')}`, options)];
  for (const [reason, sources] of byReason) {
    lines.push(...wrap(`  ${safeText(reason)}`, options.width));
    const paths = sources.map(({ source }) => `    ${cutPathToColumns(safeText(source), options.width - 4)}`);
    lines.push(...fewLines(paths, options));
  }
  return lines;
}

/** What could not be read inside files that were read, by kind. */
export function damaged(head: CaseFileHead, options: SummaryOptions): string[] {
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
    const shown = options.verbose ? list : list.slice(0, FEW);
    lines.push(...shown.flatMap((problem) => problemLines(problem, options)));
    lines.push(...moreNote(list.length - shown.length, '    '));
  }
  return lines;
}

function problemLines({ source, byteOffset, message }: Problem, { width }: SummaryOptions): string[] {
  const place = byteOffset === undefined ? '' : `at byte ${byteOffset}: `;
  const path = cutPathToColumns(safeText(source), width - 4);
  return [`    ${path}`, ...wrap(`      ${place}${safeText(bounded(message))}`, width)];
}

/** What became of the rules. */
export function ruleNotes({ rules, feeds }: CaseFileHead, options: SummaryOptions): string[] {
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
  for (const { source, message } of rules.notes)
    lines.push(...wrap(`  ${safeText(bounded(`${source}: ${message}`))}`, options.width));
  for (const { title, matches, message } of rules.correlationGaps) {
    const whose = title === '' ? 'Correlations' : `"${title}"`;
    const text = `${whose}, ${matches.toLocaleString('en-US')} times: ${message}`;
    lines.push(...wrap(`  ${safeText(bounded(text))}`, options.width));
  }
  if (feeds !== undefined) lines.push(...wrap(`  ${feedsText(feeds)}`, options.width));
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
