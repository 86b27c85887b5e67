import { expect, test } from 'vitest';
import { type EvictionPlan, msg, type PlanStep } from '../model/index.ts';
import { planText, verdictText } from './plan-text.ts';
import { firstSteps } from './summary-plan.ts';

const messages = { timeText: String, safe: (text: string) => text, entityName: (id: string) => id.slice(5) };

function step(id: string, name: string | null, part: Partial<PlanStep> = {}): PlanStep {
  const entity = `host:${name}`;
  return {
    ...{ id, phase: 'prepare', because: msg('plan.because.always'), evidence: [], dependsOn: [], together: null },
    title: name === null ? msg('plan.step', { text: id }) : msg('plan.step.on', { text: id, target: { entity } }),
    target: name === null ? null : { kind: 'host', entity, name },
    ...{ approver: 'lead', mayBreak: ['nothing'], rollback: 'none', commands: [], refused: null, byHand: 'look' },
    ...{
      proof: { by: 'person', text: 'It is seen', confirms: 'The lead' },
      check: 'see',
      tipsOff: false,
      basis: 'suggestion',
      source: 'us',
      ...part,
    },
  };
}

const PLAN: EvictionPlan = {
  ...{ planVersion: 2, incident: 'INC-0001', sinceMs: 0, timing: msg('plan.timing.wait') },
  phases: [{ id: 'prepare', title: 'Prepare', entry: 'now', exit: 'later' }],
  steps: [
    step('copy/host:a', 'a', { commands: [{ shell: 'cmd', lines: [`echo ${'x'.repeat(200)}`, 'a\u001b[2Jb'] }] }),
    step('copy/host:b', 'b', { dependsOn: ['copy/host:a'], tipsOff: true, together: 't0' }),
    step('talk', null),
  ],
  ...{ first: ['copy/host:a', 'talk'], notYet: ['reset nothing', 'block nothing'], residual: ['keys are lost'] },
};

test('says what to do first, for how many, and what not to do yet', () => {
  expect(firstSteps(PLAN, messages)).toEqual([
    ['First', '1. a: copy/host:a; so too 1 more of the incident'],
    ['', '2. talk'],
    ['Not yet', 'reset nothing'],
  ]);
  expect(firstSteps(undefined, messages)).toEqual([]);
});

test('a plan shows each command whole and inert, and names steps by their numbers', () => {
  const text = planText(PLAN, { entities: [], timeText: String, width: 80 });
  expect(text).toContain(`          echo ${'x'.repeat(200)}\n          a\\u{1b}[2Jb\n`);
  expect(text).toContain('  2. [ ] b: copy/host:b\n        together at T0; warns the intruder: not before T0\n');
  expect(text).toContain('        After step: 1\n');
  expect(text).toContain('What stays true when all is done:\n  - keys are lost');
});

test('verdicts are counted, and "cannot tell" is no "done"', () => {
  const because = msg('verify.not-seen');
  const verdicts = (['done', 'not-done', 'cannot-tell'] as const).map((verdict, index) => {
    return { step: PLAN.steps[index]!.id, verdict, because, evidence: [] };
  });
  const text = verdictText(PLAN, verdicts, { entities: [], timeText: String, width: 80 });
  expect(text).toContain('NOT DONE      2. b: copy/host:b\n');
  expect(text.endsWith('\n1 done, 1 not done, 1 that these logs cannot tell.\n')).toBe(true);
});
