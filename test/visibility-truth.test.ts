import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HuntedWorld, playedWorld } from '../scripts/visibility/campaign.ts';
import { compareAll } from '../scripts/visibility/row-groups.ts';
import { checkBySimulation } from '../scripts/visibility/simulated-sample.ts';
import { readRuleFiles } from '../src/cli/rule-files.ts';
import { visibilityData } from '../src/cli/visibility-data.ts';
import { loadRules } from '../src/investigate.ts';
import { LOG_SETTINGS } from '../src/simulate/index.ts';
import { isCampaign } from './campaign.ts';
import { DETECTIONS, playedIn } from './content-files.ts';
import { temporaryFolder } from './landfall-process.ts';

/** Every row is played in these; `npm test` plays the rows of one that no other plays. */
const ALL = ['volt-typhoon', 'volt-typhoon-edge', 'volt-typhoon-hands', 'volt-typhoon-stay', 'volt-typhoon-cover'];
const SCENARIOS = isCampaign ? [...ALL, 'volt-typhoon-ways'] : ['volt-typhoon-edge'];
const SIZE = { hosts: 16, days: isCampaign ? 8 : 4, seed: 1 };
const MOST_SETTINGS = isCampaign ? 8 : 5;
/** Rows that differ, and why: docs/visibility-truth.md, "What remains". */
const REMAINING = ['ca-esent-ntds', 'ca-ntdsutil-ifm', 'lm-tier0-reach', 'di-reg-remote-tools', 'ef-web-pickup'];

const rules = loadRules({ ruleTexts: readRuleFiles([DETECTIONS]).texts });
const data = visibilityData();
const worlds = new Map<string, HuntedWorld>();

beforeAll(async () => {
  for (const name of SCENARIOS) worlds.set(name, await playedWorld(name, SIZE, rules, temporaryFolder()));
}, 1_800_000);

afterAll(() => worlds.clear());

describe('for every combination of settings that are switched off', () => {
  test('what is said of a row is what the rules then find, or the logs cannot tell', () => {
    const elsewhere = new Set(ALL.filter((name) => !worlds.has(name)).flatMap((name) => [...playedIn(name)]));
    const rows = data.rows.filter(({ id }) => !elsewhere.has(id) && !REMAINING.includes(id));
    const results = [...compareAll([...worlds.values()], { ...data, rows }, MOST_SETTINGS)];
    expect(results.length).toBeGreaterThan(15);
    const differing = results.flatMap((row) => row.differing);
    expect(
      differing.map(({ row, on, verdict, found }) => `${row}, ${[...on].join(' ')}: ${verdict}, found ${found}`),
    ).toEqual([]);
    expect(results.every(({ combinations, equal, untold }) => combinations === equal + untold)).toBe(true);
  }, 1_800_000);

  test('what is computed of a combination is what is simulated', async () => {
    const [scenario, world] = [...worlds][0]!;
    for (let index = 0; index < (isCampaign ? 12 : 2); index++) {
      const sample = { scenario, world, size: SIZE, index };
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
