import { expect, test } from 'vitest';
import { recordContext } from './record-context.ts';
import { writtenTime } from './written-time.ts';

const context = recordContext({ source: 'x' });

test.each<[unknown, string]>([
  [1772435520.5, '2026-03-02T07:12:00.500Z'],
  [1772435520500, '2026-03-02T07:12:00.500Z'],
  ['/Date(1772435520500)/', '2026-03-02T07:12:00.500Z'],
  ['3/2/2026 7:12:00 AM', '2026-03-02T07:12:00.000Z'],
  ['3/2/2026 12:12:00 AM', '2026-03-02T00:12:00.000Z'],
  ['03/02/2026 12:12:00 p.m.', '2026-03-02T12:12:00.000Z'],
  ['3/2/2026, 7:12:00.500 AM', '2026-03-02T07:12:00.500Z'],
  ['Mar 2, 2026 7:12:00.500 AM', '2026-03-02T07:12:00.500Z'],
  ['Mar 2, 2026 @ 07:12:00.500', '2026-03-02T07:12:00.500Z'],
  ['02/03/2026 07:12:00', '2026-03-02T07:12:00.000Z'],
  ['02.03.2026 07:12:00', '2026-03-02T07:12:00.000Z'],
  ['12/31/2026 07:12', '2026-12-31T07:12:00.000Z'],
  ['02/03/26 07:12:00 +0100', '2026-03-02T06:12:00.000Z'],
  ['2026-03-02 07:12:00.5000000', '2026-03-02T07:12:00.500Z'],
  ['2026-03-02 08:12:00.500 +01:00', '2026-03-02T07:12:00.500Z'],
])('%j is read', (value, expected) => {
  expect(new Date(writtenTime(value, context)!).toISOString()).toBe(expected);
});

test.each([
  '',
  'Foo 2, 2026 7:12:00 AM',
  '31/31/2026 07:12:00',
  '13.13.2026 07:12:00',
  '02/03/2026 25:12:00',
  null,
  {},
  '9'.repeat(80),
])('%j is no time', (value) => {
  expect(writtenTime(value, context)).toBeUndefined();
});

test('a wall clock without an offset is of the zone of its source', () => {
  const inZone = { ...context, toUtc: (wallClockMs: number) => wallClockMs - 3600e3 };
  expect(writtenTime('3/2/2026 7:12:00 AM', inZone)).toBe(Date.UTC(2026, 2, 2, 6, 12));
});
