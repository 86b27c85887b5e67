import { readFileSync, writeFileSync } from 'node:fs';
import type { VisibilityData } from '../../src/assess/index.ts';
import { LOG_SETTINGS } from '../../src/simulate/log-settings.ts';
import type { RowResult } from './row-groups.ts';
import type { SampleResult } from './simulated-sample.ts';

const PAGE = 'docs/visibility-truth.md';
const [BEGIN, END] = ['<!-- tables: begin -->', '<!-- tables: end -->'];
const MOST_SHOWN = 10;

/** The tables of a campaign. */
export function truthText(rows: readonly RowResult[], samples: readonly SampleResult[], data: VisibilityData): string {
  const sum = (count: (row: RowResult) => number): string =>
    rows.reduce((all, row) => all + count(row), 0).toLocaleString('en-US');
  const logged = data.rows.filter(({ needs }) => needs !== undefined).length;
  const totals = table(
    ['what', 'count'],
    [
      ['rows that a log can show', String(logged)],
      ['of them played and compared', String(rows.length)],
      ['steps that play them', sum(({ plays }) => plays)],
      ['settings that can be switched off', String(LOG_SETTINGS.length)],
      ['combinations compared, of the settings that a row has to do with', sum(({ combinations }) => combinations)],
      ['verdict equal to what was found', sum(({ equal }) => equal)],
      ['verdict partly, because the logs cannot tell', sum(({ untold }) => untold)],
      ['**differing**', `**${sum(({ differing }) => differing.length)}**`],
      ['combinations really simulated and hunted', String(samples.length)],
      [
        'of these, findings and verdicts compared with the computed ones',
        samples.reduce((all, one) => all + one.plays + one.verdicts, 0).toLocaleString('en-US'),
      ],
      ['**differing**', `**${samples.reduce((all, one) => all + one.differences.length, 0)}**`],
    ],
  );
  const compared = new Set(rows.map(({ row }) => row));
  const leftOut = data.rows.filter(({ id, needs }) => needs !== undefined && !compared.has(id)).map(({ id }) => id);
  return [
    totals,
    ...(leftOut.length === 0 ? [] : [`Not compared in this run: ${leftOut.join(', ')}.`]),
    '## Rows',
    rowTable(rows),
    ...differences(rows),
    '## Combinations that were simulated',
    sampleTable(samples),
  ].join('\n\n');
}

/** Puts the tables into the page, whose other text stays. */
export function writeTruthPage(text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${PAGE} lacks ${BEGIN} or ${END}`);
  writeFileSync(PAGE, `${page.slice(0, from + BEGIN.length)}\n\n${text}\n\n${page.slice(to)}`);
}

function rowTable(rows: readonly RowResult[]): string {
  return table(
    ['row', 'steps', 'settings', 'combinations', 'equal', 'cannot tell', 'differing'],
    rows.map((row) => [
      ...[row.row, String(row.plays), row.settings.join(' '), String(row.combinations)],
      ...[String(row.equal), String(row.untold), String(row.differing.length)],
    ]),
  );
}

function differences(rows: readonly RowResult[]): readonly string[] {
  const all = rows.flatMap(({ differing }) => differing);
  if (all.length === 0) return [];
  const shown = rows.flatMap(({ differing }) =>
    [...differing]
      .sort((one, other) => one.on.size - other.on.size)
      .slice(0, MOST_SHOWN)
      .map(({ row, on, verdict, found }) => [row, [...on].join(' ') || 'nothing', verdict, found]),
  );
  return ['## Differences', table(['row', 'on, of its settings', 'verdict', 'found'], shown)];
}

function sampleTable(samples: readonly SampleResult[]): string {
  return table(
    ['scenario', 'settings', 'findings', 'verdicts', 'differing'],
    samples.map((one) => [
      ...[one.scenario, one.choice, String(one.plays), String(one.verdicts)],
      one.differences.length === 0 ? '0' : `${one.differences.length}: ${one.differences.slice(0, 3).join('; ')}`,
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
