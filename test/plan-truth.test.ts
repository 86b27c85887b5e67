import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CaseFile } from '../src/model/index.ts';
import type { GroundTruth } from '../src/simulate/index.ts';
import { isCampaign } from './campaign.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';
import { comparePlan, type PlanComparison } from './plan-truth.ts';

const folder = temporaryFolder();
const MOST_MS = 600_000;

/** Plays a scenario in a small organisation, hunts in its logs and compares the plans with what needs action. */
function planned(scenario: string, seed: number): PlanComparison {
  const logs = join(folder, `${scenario.replace(':', '-')}-${seed}`);
  const size = ['--hosts', '20', '--days', '8', '--seed', String(seed)];
  expect(landfall(['simulate', '--scenario', scenario, ...size, '--quiet', '--out', logs]).stderr).toBe('');
  expect(landfall(['hunt', logs, '--json', `${logs}.json`, '--quiet']).stderr).toBe('');
  const truth = JSON.parse(readFileSync(join(logs, 'ground-truth.json'), 'utf8')) as GroundTruth;
  const found = JSON.parse(readFileSync(`${logs}.json`, 'utf8')) as CaseFile;
  rmSync(logs, { recursive: true });
  expect(truth.needed.length).toBeGreaterThan(3);
  return comparePlan(found, truth);
}

const WHOLE: PlanComparison = { missing: [], extra: [], extraTargets: [] };

const RUNS: readonly (readonly [scenario: string, seed: number])[] = [
  ['volt-typhoon', 1],
  ['ransomware-crew', 1],
  ['volt-typhoon:no-directory', 1],
];
const MORE_RUNS: typeof RUNS = [
  ['volt-typhoon', 7],
  ['volt-typhoon:office-hours', 1],
  ['volt-typhoon:other-paths', 1],
  ['volt-typhoon:renamed-tools', 1],
  ['volt-typhoon:no-edge', 1],
  ['ransomware-crew', 7],
  ['gaps', 1],
];

describe('the plans of a case name every host, account and device that needs action, and no other', () => {
  test.each(isCampaign ? [...RUNS, ...MORE_RUNS] : RUNS)(
    'of %s, seed %i',
    (scenario, seed) => expect(planned(scenario, seed)).toEqual(WHOLE),
    MOST_MS,
  );
});

/** What plans of other scenarios still miss, and why; whoever mends one takes its line away. */
const SHORT: Readonly<Record<string, PlanComparison>> = {
  // Nothing is observed of tickets in an old cipher, so service accounts that were asked for are not told.
  'red-team': {
    ...WHOLE,
    missing: ['adssp', 'backup', 'fgt-ldap', 'histdb', 'monitor', 'patch'].map((use) => `account svc-${use} reset`),
  },
  // The sign-in to the cloud stands alone, no rule sees the shell on the monitoring server, and no log names the laptop
  // that was brought.
  'volt-typhoon-edge': {
    ...WHOLE,
    missing: ['account j.jankowski close', 'host cbmon01 rebuild', 'host lt-0093 disconnect'],
  },
  // The audit log of the appliance names no host.
  'volt-typhoon-hands': { ...WHOLE, missing: ['host cbsdwan01 rebuild'] },
  // The sign-in to the cloud stands alone.
  'volt-typhoon-stay': { ...WHOLE, missing: ['account j.jankowski close'] },
  // An alert does not tell a file that was written over a share from one that was read; a program with the name of a relay is
  // taken for one.
  'volt-typhoon-cover': { ...WHOLE, missing: ['host cbwsus01 rebuild'], extra: ['host cbjump01 isolate'] },
};

test.each(Object.entries(SHORT).slice(0, isCampaign ? undefined : 2))(
  'the plans of %s fall short in what is known, and in nothing else',
  (scenario, short) => expect(planned(scenario, 1)).toEqual(short),
  MOST_MS,
);
