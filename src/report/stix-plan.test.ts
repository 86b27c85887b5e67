import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CaseFile, type EvictionPlan, msg, PLAN_VERSION, type PlanStep } from '../model/index.ts';
import { caseView } from './case-view.ts';
import { timeTextIn } from './clock.ts';
import { coursesOfAction } from './stix-plan.ts';

const CASE = JSON.parse(readFileSync('fixtures/report/case.json', 'utf8')) as CaseFile;
const INCIDENT = CASE.incidents![0]!;
const SHOWN = INCIDENT.alerts.find(({ techniques }) => techniques.length > 0)!;

function step(id: string, part: Partial<PlanStep>): PlanStep {
  return {
    ...{ id, phase: 'stage', title: msg('plan.step', { text: id }), because: msg('plan.because.always') },
    ...{ evidence: [], target: null, dependsOn: [], together: null, approver: 'a', mayBreak: ['b'], rollback: 'c' },
    ...{ commands: [], refused: null, byHand: 'd', proof: { by: 'person', text: 'e', confirms: 'f' }, check: 'g' },
    ...{ tipsOff: false, basis: 'documented', source: 'h', ...part },
  };
}

/** Techniques that a step is said to work against, by their ids in ATT&CK. */
function mitigated(only: PlanStep): number {
  const plan: EvictionPlan = {
    ...{ planVersion: PLAN_VERSION, incident: INCIDENT.id, sinceMs: 0, timing: msg('plan.timing.wait'), phases: [] },
    ...{ steps: [only], first: [], notYet: [], residual: [] },
  };
  const options = { timeText: timeTextIn('UTC'), zone: 'UTC' };
  const view = caseView({ ...CASE, plans: [plan] }, CASE.alerts, options);
  return coursesOfAction(INCIDENT, view, 'amber').filter(({ type }) => type === 'relationship').length;
}

test('a step works against the techniques of the alerts that ask for it', () => {
  expect(mitigated(step('cut', { evidence: [SHOWN.ref] }))).toBeGreaterThan(0);
  expect(mitigated(step('cut', {}))).toBe(0);
});

test('a step for the whole incident works against what its kind does, where the incident shows it, sub-techniques too', () => {
  const known = INCIDENT.stages.flatMap(({ techniques }) => techniques);
  const [parent] = known.filter((id) => id.includes('.')).map((id) => id.split('.', 1)[0]!);
  expect(mitigated(step('clean', { mitigates: [known[0]!] }))).toBeGreaterThan(0);
  expect(mitigated(step('clean', { mitigates: [parent!] }))).toBeGreaterThan(0);
  expect(mitigated(step('clean', { mitigates: ['T9999'] }))).toBe(0);
});

test('a step that only keeps evidence works against nothing', () => {
  expect(mitigated(step('keep', { phase: 'prepare', evidence: [SHOWN.ref] }))).toBe(0);
});
