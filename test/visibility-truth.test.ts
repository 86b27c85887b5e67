import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HuntedWorld, playedWorld } from '../scripts/visibility/campaign.ts';
import type { Comparison } from '../scripts/visibility/compare.ts';
import { compareAll, compareByChance } from '../scripts/visibility/row-groups.ts';
import { checkBySimulation } from '../scripts/visibility/simulated-sample.ts';
import { readRuleFiles } from '../src/cli/rule-files.ts';
import { visibilityData } from '../src/cli/visibility-data.ts';
import { loadRules } from '../src/investigate.ts';
import { LOG_SETTINGS } from '../src/simulate/index.ts';
import { isCampaign } from './campaign.ts';
import { DETECTIONS, playedIn } from './content-files.ts';
import { temporaryFolder } from './landfall-process.ts';

/** Every row is played in these; `npm test` plays the rows of one that no other plays, with one seed. */
const SCENARIOS = ['edge', 'hands', 'stay', 'cover', 'ways'].map((part) => `volt-typhoon-${part}`);
const ALL = ['volt-typhoon', ...SCENARIOS];
const PLAYED = isCampaign ? ALL : ['volt-typhoon-edge'];
const SEEDS = isCampaign ? [1, 2, 3] : [1];
// As in docs/visibility-truth.md.
const [HOSTS, DAYS] = isCampaign ? [18, 7] : [16, 4];
const MOST_SETTINGS = isCampaign ? Number.POSITIVE_INFINITY : 5;
const [CHANCES, SAMPLES] = isCampaign ? [100, 6] : [10, 2];

const rules = loadRules({ ruleTexts: readRuleFiles([DETECTIONS]).texts });
const data = visibilityData();

describe.each(SEEDS)('for every combination of settings that are switched off, with seed %d', (seed) => {
  const size = { hosts: HOSTS, days: DAYS, seed };
  const worlds = new Map<string, HuntedWorld>();
  beforeAll(async () => {
    for (const name of PLAYED) worlds.set(name, await playedWorld(name, size, rules, temporaryFolder()));
  }, 1_800_000);
  afterAll(() => worlds.clear());

  const elsewhere = new Set(ALL.filter((name) => !PLAYED.includes(name)).flatMap((name) => [...playedIn(name)]));
  const rows = data.rows.filter(({ id }) => !elsewhere.has(id));

  test('what is said of a row is what the rules then find, or the logs cannot tell', () => {
    const results = [...compareAll([...worlds.values()], { ...data, rows }, MOST_SETTINGS)];
    const logged = rows.filter(({ needs }) => needs !== undefined).length;
    expect(results.length).toBeGreaterThanOrEqual(isCampaign ? logged : 15);
    expect(results.flatMap(({ differing }) => differing).map(sentenceOf)).toEqual([]);
  }, 1_800_000);

  test('so it is with settings that are drawn from all there are', () => {
    const { comparisons, differing } = compareByChance([...worlds.values()], { ...data, rows }, CHANCES);
    expect(comparisons).toBeGreaterThan(CHANCES * 15);
    expect(differing.map(sentenceOf)).toEqual([]);
  }, 1_800_000);

  test('what is computed of a combination is what is simulated', async () => {
    const [scenario, world] = [...worlds][0]!;
    for (let index = 0; index < SAMPLES; index++) {
      const sample = { scenario, world, size, index };
      const { differences, choice } = await checkBySimulation(sample, rules, data, temporaryFolder());
      expect(differences, choice).toEqual([]);
    }
  }, 1_800_000);
});

test('the settings of the simulator have the names of the fixes that switch them on', () => {
  const fixes = new Set(data.fixes.map(({ id }) => id));
  const logs = LOG_SETTINGS.filter((setting) => !fixes.has(setting));
  // A log that is collected at all, or a part of what one fix switches on together.
  expect(
    logs.filter((setting) => !/(-log|^kerberos-audit|^other-audit|^zeek-.+|^fortigate-vpn)$/.test(setting)),
  ).toEqual([]);
});

function sentenceOf({ row, on, verdict, found }: Comparison): string {
  return `${row}, ${[...on].join(' ')}: ${verdict}, found ${found}`;
}
