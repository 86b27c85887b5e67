import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { EvictionPlan, StepVerdict } from '../src/model/index.ts';
import { EVICTION_STEPS } from '../src/simulate/index.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';

const folder = temporaryFolder();
const planFile = join(folder, 'plan.json');
let plan: EvictionPlan;

/** Some of the steps, as when an eviction stops half-way. */
const SOME = [
  ...['clean-administrators', 'disable-account', 'reset-used-account', 'remove-relay', 'restrict-management'],
  ...['remove-device-account', 'krbtgt-first', 'controller-secrets', 'rebuild-host'],
];

// The invented organisation has no certificate authority and no cloud, and nothing of theirs is logged.
const NOT_THERE = ['certificates', 'entra-connect'];
// Their logs begin with the first such event: before it nothing tells that it would be logged.
const SILENT_BEFORE = ['kds-root-key', 'gmsa', 'laps'];

beforeAll(() => {
  const before = simulated('before', []);
  const found = join(folder, 'case.json');
  expect(landfall(['hunt', before, '--json', found, '--quiet']).stderr).toBe('');
  const { stdout } = landfall(['plan', found, '--format', 'json']);
  writeFileSync(planFile, stdout);
  plan = JSON.parse(stdout) as EvictionPlan;
  simulated('all', ['--after-eviction', 'all']);
  simulated('some', ['--after-eviction', SOME.join(',')]);
}, 600_000);

function simulated(name: string, args: readonly string[]): string {
  const out = join(folder, name);
  const size = ['--hosts', '20', '--days', '8', '--seed', '1'];
  expect(landfall(['simulate', '--scenario', 'volt-typhoon', ...size, '--quiet', '--out', out, ...args]).stderr).toBe(
    '',
  );
  return out;
}

/** The verdict on each step, by its id. */
function verdicts(...paths: readonly string[]): ReadonlyMap<string, StepVerdict['verdict']> {
  const { stdout } = landfall(['verify', planFile, ...paths.map((path) => join(folder, path)), '--format', 'json']);
  const all = (JSON.parse(stdout) as { verdicts: StepVerdict[] }).verdicts;
  return new Map(all.map(({ step, verdict }) => [step, verdict]));
}

function nameOf(id: string): string {
  return id.split('/', 1)[0]!;
}

/** Steps whose verdict is another than expected. */
function surprises(
  seen: ReadonlyMap<string, StepVerdict['verdict']>,
  expected: (name: string) => StepVerdict['verdict'],
): string[] {
  return plan.steps.flatMap(({ id, proof }) => {
    const wanted = proof.by === 'person' || NOT_THERE.includes(nameOf(id)) ? 'cannot-tell' : expected(nameOf(id));
    return seen.get(id) === wanted ? [] : [`${id}: ${seen.get(id)}, not ${wanted}`];
  });
}

describe('logs after an eviction', () => {
  test('hold what every proof of the plan looks for, besides those of what is not there', () => {
    const byLog = new Set(plan.steps.filter(({ proof }) => proof.by === 'log').map(({ id }) => nameOf(id)));
    const played: readonly string[] = EVICTION_STEPS;
    expect([...byLog].filter((name) => !played.includes(name))).toEqual(NOT_THERE);
    expect(byLog.size).toBeGreaterThan(20);
  });

  test('show every step done, when all were', () => {
    expect(surprises(verdicts('all'), () => 'done')).toEqual([]);
  });

  test('tell the steps that were done from those that were left', () => {
    const expected = (name: string): StepVerdict['verdict'] => {
      if (SOME.includes(name)) return 'done';
      return SILENT_BEFORE.includes(name) ? 'cannot-tell' : 'not-done';
    };
    expect(surprises(verdicts('some'), expected)).toEqual([]);
  });

  test('cannot tell of accounts without the logs of all controllers, nor of a device without its own', () => {
    const onFirewall = verdicts(join('some', 'syslog'));
    const onHost = verdicts(join('some', 'windows', 'CBDC01'));
    const firewallSteps = plan.steps.filter(({ proof }) => proof.by === 'log' && proof.logs.includes('fortigate'));
    for (const { id, proof } of plan.steps) {
      if (proof.by === 'person') continue;
      const isOfFirewall = firewallSteps.some((step) => step.id === id);
      expect([id, onFirewall.get(id) === 'cannot-tell']).toEqual([id, !isOfFirewall]);
      if (isOfFirewall) expect([id, onHost.get(id)]).toEqual([id, 'cannot-tell']);
    }
    const ofControllers = plan.steps.filter(({ proof }) => proof.by === 'log' && proof.hosts.length > 1);
    expect(ofControllers.length).toBeGreaterThan(5);
    expect(new Set(ofControllers.map(({ id }) => onHost.get(id)))).toEqual(new Set(['cannot-tell']));
  });

  test('of the days of the intruder show nothing done', () => {
    expect([...verdicts('before').values()].filter((verdict) => verdict === 'done')).toEqual([]);
  });
});
