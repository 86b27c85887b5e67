import { expect, test } from 'vitest';
import { recordContext } from './record-context.ts';
import { timestampMs } from './timestamp.ts';

const CHANGED_MS = Date.UTC(2024, 2, 10, 12);
const context = recordContext({ source: 'a.log', changedMs: CHANGED_MS });

test.each([
  ['2024-03-04T10:11:12Z', '2024-03-04T10:11:12.000Z'],
  ['2024-03-04T10:11:12.123456+10:00', '2024-03-04T00:11:12.123Z'],
  ['2024-03-04T10:11:12-0330', '2024-03-04T13:41:12.000Z'],
  ['2024-03-04 10:11:12,5', '2024-03-04T10:11:12.500Z'],
  ['2024/03/04 10:11:12', '2024-03-04T10:11:12.000Z'],
  ['2024-03-04 10:11:12 UTC', '2024-03-04T10:11:12.000Z'],
  ['2024-03-04 10:11', '2024-03-04T10:11:00.000Z'],
  ['Mar  4 10:11:12', '2024-03-04T10:11:12.000Z'],
  ['Mar 04 2023 10:11:12', '2023-03-04T10:11:12.000Z'],
  ['Thu Mar  4 10:11:12 2021', '2021-03-04T10:11:12.000Z'],
  ['*Mar  4 10:11:12.345 EST', '2024-03-04T15:11:12.345Z'],
  ['2024 Mar  4 10:11:12 UTC', '2024-03-04T10:11:12.000Z'],
  ['Mar  4 10:11:12 +10:00', '2024-03-04T00:11:12.000Z'],
  ['1709547072', '2024-03-04T10:11:12.000Z'],
  ['1709547072.774247467', '2024-03-04T10:11:12.774Z'],
  ['1709547072123', '2024-03-04T10:11:12.123Z'],
  ['1709547072123456', '2024-03-04T10:11:12.123Z'],
  ['1709547072123456789', '2024-03-04T10:11:12.123Z'],
])('%s is read', (text, expected) => {
  expect(new Date(timestampMs(text, context)!).toISOString()).toBe(expected);
});

test.each([
  '',
  'yesterday',
  '2024-02-30T10:11:12Z',
  '2024-03-04T25:11:12Z',
  '2024-03-04',
  'Foo  4 10:11:12',
  'Mar 32 10:11:12',
  '12345',
  `${'9'.repeat(70)}`,
])('"%s" is no time', (text) => {
  expect(timestampMs(text, context)).toBeUndefined();
});

test.each([
  ['Mar 10 11:00:00', '2024-03-10T11:00:00.000Z', 'the day the file changed'],
  ['Mar 11 11:00:00', '2024-03-11T11:00:00.000Z', 'a clock that is ahead by less than a day'],
  ['Mar 12 11:00:00', '2023-03-12T11:00:00.000Z', 'later in the year than the file'],
  ['Dec 31 23:59:59', '2023-12-31T23:59:59.000Z', 'before the turn of the year'],
  ['Jan  1 00:00:00', '2024-01-01T00:00:00.000Z', 'behind the turn of the year'],
  ['Feb 29 00:00:00', '2024-02-29T00:00:00.000Z', 'a leap day'],
])('%s is of the last year that fits the file: %s, %s', (text, expected) => {
  expect(new Date(timestampMs(text, context)!).toISOString()).toBe(expected);
});

test('a leap day in a log of a year without one is of the last year that had one', () => {
  const later = recordContext({ source: 'a.log', changedMs: Date.UTC(2027, 5, 1) });
  expect(new Date(timestampMs('Feb 29 12:00:00', later)!).toISOString()).toBe('2024-02-29T12:00:00.000Z');
});

test('a log written at the turn of the year by a clock ahead of UTC keeps its year', () => {
  const atTurn = recordContext({ source: 'a.log', changedMs: Date.UTC(2023, 11, 31, 14, 5) });
  expect(new Date(timestampMs('Jan  1 00:05:00', atTurn)!).toISOString()).toBe('2024-01-01T00:05:00.000Z');
});

test('without a time of the file there is no year', () => {
  expect(timestampMs('Mar  4 10:11:12', recordContext({ source: 'a.log' }))).toBeUndefined();
});
