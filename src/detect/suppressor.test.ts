import { expect, test } from 'vitest';
import { type Alert, UsageError } from '../model/index.ts';
import { readSuppressions } from './suppression-file.ts';
import { createSuppressor, globTest } from './suppressor.ts';

const FILE = 'suppressions.yml';
const WHERE = { rules: ['Copy'], hosts: ['DC01'] };
const ONE = { id: 'one', reason: 'weekly', by: 'J. Weber', since: '2026-03-01', until: '2026-04-01', where: WHERE };

const ALERT: Alert = {
  rule: { id: 'r-1', title: 'Copy', level: 'critical', tags: [] },
  event: { source: 'Security.evtx', record: 1 },
  timeMs: Date.UTC(2026, 2, 8),
  host: 'dc01.corp.example',
  because: [{ field: 'EventID', value: 4688 }],
  context: { account: 'CORP\\svc-backup', commandLine: 'ntdsutil "ac i ntds" ifm', image: 'C:\\x\\ntdsutil.exe' },
};

function found(where: object, alert: Partial<Alert> = {}) {
  const { suppressions } = readSuppressions({ suppressions: [{ ...ONE, where }] }, FILE);
  return createSuppressor(suppressions).find({ ...ALERT, ...alert });
}

test.each([
  ['rule and host', WHERE],
  ['rule by id and account', { rules: ['R-1'], accounts: ['corp\\svc-*'] }],
  ['account of any domain', { hosts: ['dc0?'], accounts: ['svc-backup'], rules: ['copy'] }],
  ['command', { hosts: ['dc01.corp.example'], commands: ['ntdsutil * ifm'] }],
  ['fields', { rules: ['Copy'], fields: { EventID: ['4688'], Image: ['*\\ntdsutil.exe'] } }],
])('an alert is found by %s', (_, where) => {
  expect(found(where)).toMatchObject({ suppression: { id: 'one' }, isInTime: true });
});

test.each([
  ['another rule', { ...WHERE, rules: ['Copy of'] }],
  ['a part of a command', { hosts: ['DC01'], commands: ['ntdsutil'] }],
  ['another account', { rules: ['Copy'], accounts: ['OTHER\\svc-backup'] }],
  ['a field that the alert does not name', { rules: ['Copy'], fields: { Channel: ['Security'] } }],
  ['one scope of two', { rules: ['Copy'], hosts: ['DC02'] }],
])('%s does not fit', (_, where) => {
  expect(found(where)).toBeUndefined();
});

test('what is outside its time, or has none, is found but not in time', () => {
  expect(found(WHERE, { timeMs: Date.UTC(2026, 3, 1) })?.isInTime).toBe(false);
  expect(found(WHERE, { timeMs: Date.UTC(2026, 1, 28, 23, 59) })?.isInTime).toBe(false);
  expect(found(WHERE, { timeMs: null })?.isInTime).toBe(false);
});

test('an alert without context is not taken for that of an account', () => {
  const { context: _, ...alert } = ALERT;
  const { suppressions } = readSuppressions(
    { suppressions: [{ ...ONE, where: { rules: ['Copy'], accounts: ['svc-backup'] } }] },
    FILE,
  );
  expect(createSuppressor(suppressions).find(alert)).toBeUndefined();
});

test.each([
  [
    'only a rule',
    { where: { rules: ['Copy'] } },
    'SUPPRESSION_TOO_BROAD',
    'must name rules, commands or fields and one thing more',
  ],
  [
    'an account on a host',
    { where: { accounts: ['svc-b'], hosts: ['DC01'] } },
    'SUPPRESSION_TOO_BROAD',
    'must name rules',
  ],
  ['only wildcards', { where: { rules: ['Copy'], hosts: ['*'] } }, 'SUPPRESSION_TOO_BROAD', 'fits nearly everything'],
  ['ten years', { until: '2036-04-01' }, 'SUPPRESSION_TOO_BROAD', 'more than 400 days'],
  ['an end before its beginning', { until: '2026-02-01' }, 'SUPPRESSION_INEFFECTIVE', 'ends before it begins'],
  ['a day that is none', { until: '2026-13-45' }, 'SUPPRESSION_INEFFECTIVE', 'does not exist'],
  [
    'incidents and hosts',
    { where: { incidents: ['INC-1234'], hosts: ['DC01'] } },
    'SUPPRESSION_INEFFECTIVE',
    'write two',
  ],
])('%s suppresses nothing and is said', (_, change, code, message) => {
  const { suppressions, problems } = readSuppressions({ suppressions: [{ ...ONE, ...change }] }, FILE);
  expect(suppressions).toEqual([]);
  expect(problems).toEqual([{ code, source: FILE, message: expect.stringContaining(message) }]);
});

test('of two with one id the first counts', () => {
  const { suppressions, problems } = readSuppressions({ suppressions: [ONE, { ...ONE, by: 'other' }] }, FILE);
  expect(suppressions.map(({ by }) => by)).toEqual(['J. Weber']);
  expect(problems).toHaveLength(1);
});

test.each([
  ['no end', { until: undefined }, 'suppressions[0].until'],
  ['no name', { by: undefined }, 'suppressions[0].by'],
  ['an unknown scope', { where: { rule: ['x'] } }, 'where.rule is not known here; possible: rules, hosts'],
])('%s is refused with its place', (_, change, place) => {
  const value = { suppressions: [{ ...ONE, ...change }] };
  expect(() => readSuppressions(value, FILE)).toThrow(UsageError);
  expect(() => readSuppressions(value, FILE)).toThrow(place);
});

test('wildcards take time in proportion to pattern and text', () => {
  const started = performance.now();
  expect(globTest(`${'*a'.repeat(400)}b`)('a'.repeat(8000))).toBe(false);
  expect(globTest('*')('a'.repeat(9000)), 'too long to be read fits nothing').toBe(false);
  expect(globTest('a*c?')('abbbcd')).toBe(true);
  expect(performance.now() - started).toBeLessThan(2000);
});
