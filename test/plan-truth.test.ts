import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CaseFile } from '../src/model/index.ts';
import type { GroundTruth } from '../src/simulate/index.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';
import { comparePlan, type PlanComparison } from './plan-truth.ts';

const folder = temporaryFolder();

/** Plays a scenario in a small organisation, hunts in its logs and compares the plan with what needs action. */
function planned(scenario: string, seed: number): PlanComparison {
  const logs = join(folder, `${scenario.replace(':', '-')}-${seed}`);
  const size = ['--hosts', '20', '--days', '8', '--seed', String(seed)];
  expect(landfall(['simulate', '--scenario', scenario, ...size, '--quiet', '--out', logs]).stderr).toBe('');
  expect(landfall(['hunt', logs, '--json', `${logs}.json`, '--quiet']).stderr).toBe('');
  const truth = JSON.parse(readFileSync(join(logs, 'ground-truth.json'), 'utf8')) as GroundTruth;
  rmSync(logs, { recursive: true });
  expect(truth.needed.length).toBeGreaterThan(3);
  return comparePlan(JSON.parse(readFileSync(`${logs}.json`, 'utf8')) as CaseFile, truth);
}

const WHOLE: PlanComparison = { missing: [], extra: [], extraTargets: [] };

test.each([
  ['volt-typhoon', 1],
  ['volt-typhoon:published', 1],
  ['volt-typhoon:renamed-tools', 1],
  ['volt-typhoon:other-paths', 1],
  ['volt-typhoon:no-edge', 1],
  ['volt-typhoon:no-directory', 1],
  ['ransomware-crew', 1],
  ['ransomware-crew:psexec', 1],
  ['ransomware-crew:no-spray', 1],
  ['gaps', 1],
] as const)(
  'the plan of %s names every host, account and device that needs action, and no other',
  (scenario, seed) => {
    expect(planned(scenario, seed)).toEqual(WHOLE);
  },
  300_000,
);
