import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { CaseFile, PlanStep } from '../src/model/index.ts';
import type { GroundTruth } from '../src/simulate/index.ts';
import { isCampaign } from './campaign.ts';
import { filesBelow } from './content-files.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';
import { comparePlan, type PlanComparison, WHOLE_PLAN } from './plan-truth.ts';

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
  expect(bareSteps(found)).toEqual([]);
  return comparePlan(found, truth);
}

/** Steps without a command or a way by hand, a risk, a way back, a proof or somebody who approves. */
function bareSteps({ plans = [] }: CaseFile): string[] {
  const steps = plans.flatMap((plan) => plan.steps);
  const isWhole = ({ commands, byHand, refused, mayBreak, rollback, proof, check, approver }: PlanStep): boolean =>
    (commands.length > 0 || byHand !== null || refused !== null) &&
    mayBreak.length > 0 &&
    [rollback, proof.text, check, approver].every((text) => text !== '');
  return steps.filter((step) => !isWhole(step)).map(({ id }) => id);
}

/** What npm test plays; report-first-page.test.ts compares the plans of others that it plays. */
const RUNS: readonly (readonly [scenario: string, seed: number])[] = [
  ['volt-typhoon-edge', 1],
  ['red-team', 1],
];

/** Every scenario with each of its variants, and all scenarios by two other chances. */
function allRuns(): typeof RUNS {
  const scenarios = filesBelow('content/scenarios', '.yml').map(
    (file) =>
      load(readFileSync(file, 'utf8')) as { readonly name: string; readonly variants?: readonly { name: string }[] },
  );
  const names = scenarios.map(({ name }) => name);
  const variants = scenarios.flatMap(({ name, variants: own = [] }) => own.map((variant) => `${name}:${variant.name}`));
  return [
    ...[...names, ...variants].map((name) => [name, 1] as const),
    ...[2, 3].flatMap((seed) => names.map((name) => [name, seed] as const)),
  ];
}

describe('the plans of a case name every host, account and device that needs action, and no other', () => {
  test.each(isCampaign ? allRuns() : RUNS)(
    'of %s, seed %i',
    (scenario, seed) => expect(planned(scenario, seed)).toEqual(WHOLE_PLAN),
    MOST_MS,
  );
});
