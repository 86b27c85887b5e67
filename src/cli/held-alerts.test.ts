import { expect, test } from 'vitest';
import type { Alert } from '../model/index.ts';
import { HeldAlerts } from './held-alerts.ts';

test('holds what alerts have in common once, and each alert as it was', () => {
  const given = [1, 2, 3].map((record) => alertOn(record, 'whoami /all'));
  const held = new HeldAlerts(1e6);
  expect(given.map((alert) => held.add(alert))).toEqual([true, true, true]);
  expect(held.all).toEqual(given);
  const [first, second] = held.all;
  expect(second!.rule).toBe(first!.rule);
  expect(second!.because).toBe(first!.because);
  expect(second!.context).toBe(first!.context);
});

test('tells values apart that look alike', () => {
  const values = [1n, 1, '1', true, 'true', null, 'null', [1], ['1'], ['1', '2'], '1,2'];
  const given = values.map((value, record) => ({ ...alertOn(record, 'x'), because: [{ field: 'a', value }] }));
  const held = new HeldAlerts(1e6);
  for (const alert of given) held.add(alert);
  expect(held.all).toEqual(given);
});

test('keeps everything of alerts of every kind', () => {
  const alert = alertOn(1, 'x');
  const { context: _, ...without } = alert;
  const window = { windowStartMs: 1, windowEndMs: 2, isCut: false, value: 3, matches: 3, events: [] };
  const given: Alert[] = [
    { ...alert, event: { source: 'a', record: 1, byteOffset: 2, channel: 'System', eventId: 7045 } },
    { ...alert, event: { source: 'a', record: 1, byteOffset: 2, channel: 'System', eventId: 7045, isCarved: true } },
    { ...alert, suppressedBy: 's1' },
    { ...without, correlation: { type: 'event_count', ...window } },
    { ...alert, event: { source: 'a' }, timeMs: null },
  ];
  const held = new HeldAlerts(1e6);
  for (const one of given) held.add(one);
  expect(held.all).toEqual(given);
});

test('tells rules apart that share an id and a title', () => {
  const given = (['low', 'high'] as const).map((level) => {
    const alert = alertOn(1, 'x');
    return { ...alert, rule: { ...alert.rule, level } };
  });
  const held = new HeldAlerts(1e6);
  for (const alert of given) held.add(alert);
  expect(held.all).toEqual(given);
});

test('is full when alerts that differ have filled it, for little ones earlier than for grave ones', () => {
  const fill = (level: Alert['rule']['level']): number => {
    const held = new HeldAlerts(1e6);
    let record = 0;
    const next = (): Alert => {
      const alert = alertOn(record, `whoami ${record}`);
      return { ...alert, rule: { ...alert.rule, level } };
    };
    while (held.add(next())) record++;
    return record;
  };
  const [low, medium, high] = [fill('low'), fill('medium'), fill('high')];
  expect(low).toBeGreaterThan(100);
  expect(low / high).toBeCloseTo(0.5, 1);
  expect(medium / high).toBeCloseTo(0.75, 1);
});

function alertOn(record: number, commandLine: string): Alert {
  return {
    rule: { id: 'r1', title: 'Rule', level: 'medium', tags: ['attack.t1033'] },
    event: { source: ['logs', 'a.evtx'].join('/'), record, byteOffset: record * 512 },
    timeMs: 1_700_000_000_000 + record,
    host: 'WS01',
    because: [{ field: 'CommandLine', value: commandLine }],
    context: { account: 'CORP\\ada', commandLine },
  };
}
