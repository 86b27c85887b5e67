import { expect, test } from 'vitest';
import type { Alert, CaseFile, Incident, Level } from '../model/index.ts';
import { detectionScore, missedBars, type PlayedTruth, scoreRun } from './score.ts';
import { publishedScore, scorePage, scoreText } from './score-text.ts';

const LOG = 'windows/DC01/Security.evtx';
const TRUTH: PlayedTruth = {
  scenario: 'intruder',
  seed: 3,
  start: '2026-03-02T00:00:00.000Z',
  end: '2026-03-12T00:00:00.000Z',
  organisation: { hosts: 10 },
  steps: [
    { id: 'copy', behaviours: ['ca-ntdsutil-ifm'], events: [{ file: LOG, record: 7 }] },
    { id: 'login', behaviours: ['vpn'], events: [{ file: 'syslog/fw.log', record: 2, byteOffset: 90 }] },
    { id: 'unseen', behaviours: ['vpn'], events: [{ file: LOG, record: 8 }] },
    { id: 'without-log', behaviours: ['vpn'], events: [] },
    { id: 'leave', behaviours: [], events: [{ file: LOG, record: 9 }] },
  ],
};

/** Of which behaviours the rules speak, by their titles. */
const BEHAVIOURS: Readonly<Record<string, readonly string[]>> = { Copy: ['ca-ntdsutil-ifm'], Login: ['vpn'] };

test('a step is seen when an alert, or an event of its window, is one of its records', () => {
  const run = score(TRUTH, [
    alert('Copy', 'low', { source: `/logs/${LOG}`, record: 7, byteOffset: 4096 }),
    alert('Sequence', 'high', { source: `/logs/${LOG}`, record: 99 }, [
      { source: '/logs/syslog/fw.log', byteOffset: 90 },
      { source: `/logs/${LOG}`, record: 7 },
    ]),
  ]);
  expect(run.steps).toMatchObject([
    { id: 'copy', highest: 'high' },
    { id: 'login', highest: 'high' },
    { id: 'unseen', highest: null },
  ]);
  expect(run.rules).toMatchObject([
    { title: 'Copy', besides: 0, steps: ['copy'] },
    { title: 'Sequence', besides: 0, steps: ['copy', 'login'] },
  ]);
});

test('the record of another log, or a line that begins elsewhere, is no record of the step', () => {
  const run = score(TRUTH, [
    alert('Copy', 'high', { source: '/logs/windows/DC02/Security.evtx', record: 7 }),
    alert('Login', 'high', { source: '/logs/syslog/fw.log', record: 2, byteOffset: 91 }),
  ]);
  expect(run.steps.every(({ highest }) => highest === null)).toBe(true);
  expect(run.rules.map(({ besides }) => besides)).toEqual([1, 1]);
});

test('a behaviour is named by a rule for it that saw the step, not by another rule nor on another step', () => {
  const run = score(TRUTH, [
    alert('Login', 'low', { source: `/logs/${LOG}`, record: 7 }),
    alert('Login', 'low', { source: '/logs/syslog/fw.log', byteOffset: 90 }),
  ]);
  expect(run.steps.map(({ id, unnamed }) => [id, unnamed])).toEqual([
    ['copy', ['ca-ntdsutil-ifm']],
    ['login', []],
    ['unseen', ['vpn']],
  ]);
});

test('an intrusion is found by an incident of level high that holds a record of it', () => {
  const ref = { source: `/logs/${LOG}`, record: 7 };
  expect(score(TRUTH, [], [incident('high', ref)]).isFound).toBe(true);
  expect(score(TRUTH, [], [incident('medium', ref)]).isFound).toBe(false);
  expect(score(TRUTH, [], [incident('high', { source: `/logs/${LOG}`, record: 70 })]).isFound).toBe(false);
});

test('a campaign adds up: recall by scenario, noise by rule, and what a rule sees in every run', () => {
  const copy = alert('Copy', 'high', { source: `/logs/${LOG}`, record: 7 });
  const login = alert('Login', 'low', { source: '/logs/syslog/fw.log', byteOffset: 90 });
  const quiet = { ...TRUTH, scenario: 'quiet', steps: [] };
  const total = detectionScore([
    score(TRUTH, [copy, login]),
    score({ ...TRUTH, seed: 4 }, [copy]),
    score(quiet, [login]),
  ]);
  expect(total.scenarios).toEqual([
    {
      ...{ scenario: 'intruder', runs: 2, steps: 6, seen: 3, seenMedium: 2, found: 0 },
      missed: ['3 unseen', '4 login', '4 unseen'],
      behaviours: 6,
      unnamed: ['3 unseen vpn', '4 login vpn', '4 unseen vpn'],
    },
  ]);
  expect(total.quiet).toEqual({ hostDays: 100, events: 1000, alerts: 1, high: 0, critical: 0 });
  expect(total.rules).toMatchObject([
    { title: 'Login', quiet: 1, scenarios: [] },
    { title: 'Copy', quiet: 0, scenarios: ['intruder'] },
  ]);
  expect(missedBars(total)).toEqual([
    'intruder: fewer than 98 % of the steps were seen',
    'intruder: fewer than 98 % of the behaviours were named by a rule of theirs',
    'intruder: an intrusion was not found',
  ]);
  expect(scoreText(total)).toContain('50.0 % of 6 steps seen');
  const page = scorePage(total, 'landfall rules score');
  expect(page).toContain('| Login | low | 1 | 1 | 1000.00 | 1.00 |');
  expect([...publishedScore(page)]).toEqual([
    ['Login', { quiet: 1, quietMost: 1, scenarios: [] }],
    ['Copy', { quiet: 0, quietMost: 0, scenarios: ['intruder'] }],
  ]);
});

test('noise of level high where nothing is wrong misses a bar, and so does anything critical', () => {
  const quiet = { ...TRUTH, scenario: 'quiet', steps: [] };
  const noise = (level: Level) => alert(level, level, { source: `/logs/${LOG}`, record: 1 });
  const bars = (alerts: readonly Alert[]) => missedBars(detectionScore([score(quiet, alerts)]));
  // Ten hosts for ten days: one alert is allowed.
  expect(bars([noise('high'), noise('medium')])).toEqual([]);
  expect(bars([noise('high'), noise('high')])).toHaveLength(1);
  expect(bars([noise('critical')])).toEqual(['quiet: a critical alert']);
});

function score(truth: PlayedTruth, alerts: readonly Alert[], incidents: readonly Incident[] = []) {
  const alerted = alerts.map(({ rule }) => ({ ...rule, notes: { behaviours: BEHAVIOURS[rule.title] ?? [] } }));
  const result = { alerts, events: 1000, incidents, rules: { alerted } } as unknown as CaseFile;
  return scoreRun(truth, result, (source) => source.slice('/logs/'.length));
}

function alert(title: string, level: Level, event: Alert['event'], events?: readonly Alert['event'][]): Alert {
  const window = { type: 'temporal', windowStartMs: 0, windowEndMs: 1, isCut: false, value: 2, matches: 2 };
  return {
    rule: { id: title, title, level, tags: [] },
    event,
    timeMs: 0,
    host: '',
    because: [],
    ...(events === undefined
      ? {}
      : { correlation: { ...window, events: events.map((one) => ({ ...one, ruleId: title, timeMs: 0 })) } }),
  };
}

function incident(level: Level, ref: Alert['event']): Incident {
  return { level, alerts: [{ ref }] } as unknown as Incident;
}

test('a new page keeps what another command wrote about recorded attacks, and its rules are read all the same', () => {
  const total = detectionScore([score(TRUTH, [alert('Copy', 'low', { source: `/logs/${LOG}`, record: 7 })])]);
  const recorded = '## Recorded attacks\n\n| sample | incidents | level |\n| --- | --- | --- |\n| dump | 1 | 3 |';
  const before = scorePage(total, 'landfall rules score').replace('\n## Rules\n', `\n${recorded}\n\n## Rules\n`);
  const page = scorePage(total, 'landfall rules score', before);
  expect(page).toBe(before);
  expect([...publishedScore(page).keys()]).toEqual(['Copy']);
});
