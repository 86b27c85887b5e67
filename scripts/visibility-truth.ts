import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { readRuleFiles } from '../src/cli/rule-files.ts';
import { visibilityData } from '../src/cli/visibility-data.ts';
import { loadRules } from '../src/investigate.ts';
import { playedWorld, type WorldSize } from './visibility/campaign.ts';
import { type SeedResult, truthText, writeTruthPage } from './visibility/page.ts';
import { compareAll, compareByChance, type RowResult } from './visibility/row-groups.ts';
import type { HuntedWorld } from './visibility/sights.ts';
import { checkBySimulation, type SampleResult } from './visibility/simulated-sample.ts';

const USAGE = `npm run visibility-truth -- [--hosts N] [--days N] [--seed N]... [--chances N] [--samples N] [--most N] [--scenario NAME]...
  [--results FOLDER] [--check] [--write]
Plays every row of the catalogue, switches log settings off in every combination, and compares what landfall visibility
says of the row with what the rules then find: a long campaign.
--hosts N        machines (default 18)
--days N         days (default 8)
--seed N         may be given several times; each is a world of its own (default 1)
--chances N      settings drawn from all there are, for all rows at once (default 100)
--samples N      combinations that are really simulated and hunted, to check the computed ones (default 12)
--most N         rows that have to do with more settings are left out, and named (default: none is)
--scenario NAME  instead of volt-typhoon and those whose names begin so
--results FOLDER keeps what a seed comes to, and takes it from there when it is: one campaign in several runs
--check          ends with 1 when anything differs
--write          puts the tables into docs/visibility-truth.md`;

const SCENARIOS = [
  'volt-typhoon',
  'volt-typhoon-edge',
  'volt-typhoon-hands',
  'volt-typhoon-stay',
  'volt-typhoon-cover',
  'volt-typhoon-ways',
];
// A long campaign says now and then that it is still there.
const MANY = 500;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...{ hosts: { type: 'string', default: '18' }, days: { type: 'string', default: '8' } },
      seed: { type: 'string', multiple: true, default: ['1'] },
      ...{ chances: { type: 'string', default: '100' }, samples: { type: 'string', default: '12' } },
      scenario: { type: 'string', multiple: true, default: SCENARIOS },
      ...{ most: { type: 'string', default: 'Infinity' }, results: { type: 'string' } },
      ...{ check: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [hosts, days, most] = [values.hosts, values.days, values.most].map(Number);
  const [chances, samples] = [Number(values.chances), Number(values.samples)];
  const campaigns: SeedResult[] = [];
  for (const seed of values.seed.map(Number)) {
    const size = { hosts: hosts!, days: days!, seed };
    const asked = { scenarios: values.scenario, most: most!, chances, samples };
    campaigns.push(await keptIn(values.results, seed, () => campaignOf(size, asked)));
  }
  const text = truthText(campaigns, visibilityData());
  console.log(text);
  if (values.write) writeTruthPage(text);
  return values.check && campaigns.some(differs) ? 1 : 0;
}

/** A result from the folder, or a new one that is kept there. */
async function keptIn(folder: string | undefined, seed: number, find: () => Promise<SeedResult>): Promise<SeedResult> {
  if (folder === undefined) return find();
  const file = join(folder, `seed-${seed}.v8`);
  if (existsSync(file)) return deserialize(readFileSync(file));
  const result = await find();
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, serialize(result));
  return result;
}

interface Asked {
  readonly scenarios: readonly string[];
  readonly most: number;
  readonly chances: number;
  readonly samples: number;
}

async function campaignOf(size: WorldSize, { scenarios, most, chances, samples }: Asked): Promise<SeedResult> {
  const rules = loadRules({ ruleTexts: readRuleFiles(['content/detections']).texts });
  const data = visibilityData();
  const worlds = new Map<string, HuntedWorld>();
  for (const scenario of scenarios) {
    console.error(`... seed ${size.seed}: ${scenario}`);
    worlds.set(scenario, await inFolder((folder) => playedWorld(scenario, size, rules, folder)));
  }
  const rows: RowResult[] = [];
  for (const result of compareAll([...worlds.values()], data, most)) {
    const { row, combinations, differing } = result;
    if (differing.length > 0 || combinations > MANY)
      console.error(`... ${row}: ${differing.length} of ${combinations} differ`);
    rows.push(result);
  }
  const byChance = compareByChance([...worlds.values()], data, chances);
  const simulated: SampleResult[] = [];
  for (const [index, [scenario, world]] of sampled([...worlds], samples).entries()) {
    console.error(`... simulated ${index + 1} of ${samples}: ${scenario}`);
    simulated.push(
      await inFolder((folder) => checkBySimulation({ scenario, world, size, index }, rules, data, folder)),
    );
  }
  return { seed: size.seed, rows, byChance, samples: simulated };
}

function differs({ rows, byChance, samples }: SeedResult): boolean {
  return (
    rows.some((row) => row.differing.length > 0) ||
    byChance.differing.length > 0 ||
    samples.some((one) => one.differences.length > 0)
  );
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
