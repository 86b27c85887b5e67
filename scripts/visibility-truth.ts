import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readRuleFiles } from '../src/cli/rule-files.ts';
import { visibilityData } from '../src/cli/visibility-data.ts';
import { loadRules } from '../src/investigate.ts';
import { playedWorld } from './visibility/campaign.ts';
import { truthText, writeTruthPage } from './visibility/page.ts';
import { compareAll, type RowResult } from './visibility/row-groups.ts';
import type { HuntedWorld } from './visibility/sights.ts';
import { checkBySimulation, type SampleResult } from './visibility/simulated-sample.ts';

const USAGE = `npm run visibility-truth -- [--hosts N] [--days N] [--seed N] [--samples N] [--scenario NAME]... [--check] [--write]
Plays every row of the catalogue, switches log settings off in every combination, and compares what landfall visibility
says of the row with what the rules then find: a long campaign.
--hosts N        machines (default 18)
--days N         days (default 8)
--seed N         (default 1)
--samples N      combinations that are really simulated and hunted, to check the computed ones (default 12)
--most N         rows that have to do with more settings are left out, and named (default: none is)
--scenario NAME  instead of volt-typhoon and those whose names begin so
--check          ends with 1 when anything differs
--write          puts the tables into docs/visibility-truth.md`;

const SCENARIOS = [
  'volt-typhoon',
  'volt-typhoon-edge',
  'volt-typhoon-hands',
  'volt-typhoon-stay',
  'volt-typhoon-cover',
];
const ALL = [...SCENARIOS, 'volt-typhoon-ways'];

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...{ hosts: { type: 'string', default: '18' }, days: { type: 'string', default: '8' } },
      ...{ seed: { type: 'string', default: '1' }, samples: { type: 'string', default: '12' } },
      scenario: { type: 'string', multiple: true, default: ALL },
      most: { type: 'string', default: 'Infinity' },
      ...{ check: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const size = { hosts: Number(values.hosts), days: Number(values.days), seed: Number(values.seed) };
  const rules = loadRules({ ruleTexts: readRuleFiles(['content/detections']).texts });
  const data = visibilityData();
  const worlds = new Map<string, HuntedWorld>();
  for (const scenario of values.scenario) {
    console.error(`... ${scenario}`);
    worlds.set(scenario, await inFolder((folder) => playedWorld(scenario, size, rules, folder)));
  }
  const rows: RowResult[] = [];
  for (const result of compareAll([...worlds.values()], data, Number(values.most))) {
    console.error(`... ${result.row}: ${result.combinations} combinations, ${result.differing.length} differ`);
    rows.push(result);
  }
  const samples: SampleResult[] = [];
  for (const [index, [scenario, world]] of sampled([...worlds], Number(values.samples)).entries()) {
    console.error(`... simulated ${index + 1} of ${values.samples}: ${scenario}`);
    samples.push(await inFolder((folder) => checkBySimulation({ scenario, world, size, index }, rules, data, folder)));
  }
  const text = truthText(rows, samples, data);
  console.log(text);
  if (values.write) writeTruthPage(text);
  const differing = rows.some((row) => row.differing.length > 0) || samples.some((one) => one.differences.length > 0);
  return values.check && differing ? 1 : 0;
}

/** As many as are wanted, from one world after the other. */
function sampled<World>(worlds: readonly World[], count: number): readonly World[] {
  return Array.from({ length: count }, (_, index) => worlds[index % worlds.length]!);
}

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-visibility-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
