import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { landfallIn } from '../../test/in-process.ts';
import type { CaseFile, StepVerdict } from '../model/index.ts';

const LOGS = 'fixtures/cases/small-intrusion/logs';
const folder = mkdtempSync(join(tmpdir(), 'landfall-plan-'));
const [CASE, PLAN, AFTER] = ['case.json', 'plan.json', 'after.jsonl'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
afterAll(() => rmSync(folder, { recursive: true }));

const landfall = landfallIn(folder);

beforeAll(async () => {
  expect((await landfall('hunt', LOGS, '--json', CASE, '--quiet', '--jobs', '1')).code).toBe(0);
  writeFileSync(PLAN, (await landfall('plan', CASE, '--format', 'json')).stdout);
}, 60_000);

test('a hunt leaves a plan for its incident, which names its machines and account', async () => {
  const { code, stdout } = await landfall('plan', CASE);
  expect(code).toBe(0);
  expect(stdout).toContain('HIST01.brookwater.example.test: Remove port forwards');
  expect(stdout).toContain("Disable-ADAccount -Identity 'm.okafor'");
  expect(stdout).toContain('Reset the password of krbtgt again');
});

test('a plan names other grave incidents, which belong to the same hour', async () => {
  const found = JSON.parse(readFileSync(CASE, 'utf8')) as CaseFile;
  const [first] = found.incidents!;
  const more = {
    ...found,
    incidents: [first, { ...first, id: 'INC-00000001' }, { ...first, id: 'INC-2', level: 'low' }],
  };
  const file = join(folder, 'more.json');
  writeFileSync(file, JSON.stringify(more));
  const { stdout } = await landfall('plan', file);
  expect(stdout).toContain('More grave incidents have plans of their own: INC-00000001. One intruder may be behind');
  expect((await landfall('plan', CASE)).stdout).not.toContain('More grave incidents');
});

test('fresh logs tell what was done, what was not, and what they cannot tell', async () => {
  const event = (time: string, fields: object) =>
    JSON.stringify({ '@timestamp': time, Channel: 'Security', Computer: 'DC01.brookwater.example.test', ...fields });
  writeFileSync(
    AFTER,
    [
      event('2026-03-10T08:00:00Z', { EventID: 4725, TargetUserName: 'm.okafor' }),
      event('2026-03-10T09:00:00Z', { EventID: 4724, TargetUserName: 'krbtgt' }),
      event('2026-03-10T10:00:00Z', { EventID: 4724, TargetUserName: 'krbtgt' }),
    ].join('\n'),
  );
  const { code, stdout } = await landfall('verify', PLAN, AFTER, '--format', 'json');
  expect(code).toBe(0);
  const { verdicts } = JSON.parse(stdout) as { verdicts: StepVerdict[] };
  const verdictOf = (id: string) => verdicts.find(({ step }) => step.startsWith(id))?.verdict;
  expect(verdictOf('disable-account')).toBe('done');
  expect(verdictOf('krbtgt-first')).toBe('done');
  expect(verdictOf('krbtgt-second')).toBe('not-done');
  expect(verdictOf('remove-relay')).toBe('cannot-tell');
  const text = (await landfall('verify', PLAN, AFTER)).stdout;
  expect(text).toContain('We saw it done, but not 2 times with at least 10 hours between');
});

test('the logs of the intrusion itself prove nothing done', async () => {
  const { stdout } = await landfall('verify', PLAN, LOGS, '--format', 'json');
  const { verdicts } = JSON.parse(stdout) as { verdicts: StepVerdict[] };
  expect(verdicts.filter(({ verdict }) => verdict === 'done')).toEqual([]);
  expect(verdicts.length).toBeGreaterThan(20);
});

test('the plan of another incident, no plan and no case are refused with advice', async () => {
  expect(await landfall('plan', CASE, 'INC-0000')).toMatchObject({ code: 2, stdout: '' });
  writeFileSync(AFTER, '{"planVersion":2,"steps":[{}]}');
  for (const argv of [
    ['plan', PLAN],
    ['verify', CASE, LOGS],
    ['verify', AFTER, LOGS],
    ['plan', LOGS],
    ['verify', PLAN],
  ]) {
    const { code, stderr } = await landfall(...argv);
    expect([argv, code, stderr.includes('bug')]).toEqual([argv, 2, false]);
  }
});
