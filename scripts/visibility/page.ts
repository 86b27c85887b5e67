import { readFileSync, writeFileSync } from 'node:fs';
import type { VisibilityData } from '../../src/assess/index.ts';
import { LOG_SETTINGS } from '../../src/simulate/log-settings.ts';
import type { ChanceResult, RowResult } from './row-groups.ts';
import type { SampleResult } from './simulated-sample.ts';

const PAGE = 'docs/visibility-truth.md';
const [BEGIN, END] = ['<!-- tables: begin -->', '<!-- tables: end -->'];
const MOST_SHOWN = 10;

/** What a campaign comes to with one seed. */
export interface SeedResult {
  readonly seed: number;
  readonly rows: readonly RowResult[];
  readonly byChance: ChanceResult;
  readonly samples: readonly SampleResult[];
}

/** The tables of a campaign. */
export function truthText(seeds: readonly SeedResult[], data: VisibilityData): string {
  const compared = new Set(seeds[0]?.rows.map(({ row }) => row));
  const leftOut = data.rows.filter(({ id, needs }) => needs !== undefined && !compared.has(id)).map(({ id }) => id);
  return [
    totals(seeds, data),
    ...(leftOut.length === 0 ? [] : [`Not compared in this run: ${leftOut.join(', ')}.`]),
    '## Rows',
    rowTable(seeds),
    ...differences(seeds),
    '## Combinations that were simulated',
    sampleTable(seeds),
  ].join('\n\n');
}

function totals(seeds: readonly SeedResult[], data: VisibilityData): string {
  const logged = data.rows.filter(({ needs }) => needs !== undefined).length;
  const sum = <One>(list: readonly One[], count: (one: One) => number): number =>
    list.reduce((all, one) => all + count(one), 0);
  const line = (what: string, count: (seed: SeedResult) => number): readonly string[] => {
    const cells = seeds.map((seed) => count(seed).toLocaleString('en-US'));
    return what.startsWith('**') ? [what, ...cells.map((cell) => `**${cell}**`)] : [what, ...cells];
  };
  return table(
    ['what', ...seeds.map(({ seed }) => `seed ${seed}`)],
    [
      line('rows that a log can show', () => logged),
      line('of them played and compared', ({ rows }) => rows.length),
      line('steps that play them', ({ rows }) => sum(rows, ({ plays }) => plays)),
      line('settings that can be switched off', () => LOG_SETTINGS.length),
      line('combinations of the settings that a row has to do with', ({ rows }) =>
        sum(rows, (row) => row.combinations),
      ),
      line('verdict equal to what was found', ({ rows }) => sum(rows, ({ equal }) => equal)),
      line('verdict partly, because the logs cannot tell', ({ rows }) => sum(rows, ({ untold }) => untold)),
      line('**differing**', ({ rows }) => sum(rows, ({ differing }) => differing.length)),
      line('combinations of all settings, drawn by chance', ({ byChance }) => byChance.draws),
      line('rows compared in them', ({ byChance }) => byChance.comparisons),
      line('verdict equal to what was found', ({ byChance }) => byChance.equal),
      line('verdict partly, because the logs cannot tell', ({ byChance }) => byChance.untold),
      line('**differing**', ({ byChance }) => byChance.differing.length),
      line('combinations really simulated and hunted', ({ samples }) => samples.length),
      line('findings and verdicts of these beside the computed ones', ({ samples }) =>
        sum(samples, ({ plays, verdicts }) => plays + verdicts),
      ),
      line('**differing**', ({ samples }) => sum(samples, ({ differences }) => differences.length)),
    ],
  );
}

/** Puts the tables into the page, whose other text stays. */
export function writeTruthPage(text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${PAGE} lacks ${BEGIN} or ${END}`);
  writeFileSync(PAGE, `${page.slice(0, from + BEGIN.length)}\n\n${text}\n\n${page.slice(to)}`);
}

/** Of all seeds together: a row may have to do with other settings in another world. */
function rowTable(seeds: readonly SeedResult[]): string {
  const names = [...new Set(seeds.flatMap(({ rows }) => rows.map(({ row }) => row)))];
  return table(
    ['row', 'steps', 'settings', 'combinations', 'equal', 'cannot tell', 'differing'],
    names.map((name) => {
      const rows = seeds.flatMap((seed) => seed.rows.filter(({ row }) => row === name));
      const sum = (count: (row: RowResult) => number): string => String(rows.reduce((all, row) => all + count(row), 0));
      const settings = LOG_SETTINGS.filter((one) => rows.some((row) => row.settings.includes(one)));
      return [
        ...[name, String(rows[0]!.plays), settings.join(' '), sum(({ combinations }) => combinations)],
        ...[sum(({ equal }) => equal), sum(({ untold }) => untold)],
        sum(({ differing }) => differing.length),
      ];
    }),
  );
}

function differences(seeds: readonly SeedResult[]): readonly string[] {
  const shown = seeds.flatMap(({ seed, rows, byChance }) =>
    [...rows.map(({ differing }) => differing), byChance.differing].flatMap((differing) =>
      [...differing]
        .sort((one, other) => one.on.size - other.on.size)
        .slice(0, MOST_SHOWN)
        .map(({ row, on, verdict, found }) => [String(seed), row, [...on].join(' ') || 'nothing', verdict, found]),
    ),
  );
  if (shown.length === 0) return [];
  return ['## Differences', table(['seed', 'row', 'on, of its settings', 'verdict', 'found'], shown)];
}

function sampleTable(seeds: readonly SeedResult[]): string {
  return table(
    ['seed', 'scenario', 'settings', 'findings', 'verdicts', 'differing'],
    seeds.flatMap(({ seed, samples }) =>
      samples.map((one) => [
        ...[String(seed), one.scenario, one.choice, String(one.plays), String(one.verdicts)],
        one.differences.length === 0 ? '0' : `${one.differences.length}: ${one.differences.slice(0, 3).join('; ')}`,
      ]),
    ),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
