import { expect, test } from 'vitest';
import { recordContext } from './record-context.ts';
import { wallClockIn } from './time-zone.ts';
import { timestampMs } from './timestamp.ts';

test('what had to be assumed is counted: the zone, the year, or nothing', () => {
  const context = recordContext({ source: 'a.log', changedMs: Date.UTC(2024, 5, 1) });
  timestampMs('2024-03-04T10:11:12Z', context);
  expect(context.assumptions()).toEqual({ zone: 0, year: 0 });
  timestampMs('2024-03-04 10:11:12', context);
  expect(context.assumptions()).toEqual({ zone: 1, year: 0 });
  timestampMs('Mar  4 10:11:12', context);
  expect(context.assumptions()).toEqual({ zone: 2, year: 1 });
  timestampMs('Mar  4 10:11:12 UTC', context);
  expect(context.assumptions()).toEqual({ zone: 2, year: 2 });
});

test('a year that the time of receipt gives is no assumption', () => {
  const context = recordContext({ source: 'a.log', changedMs: Date.UTC(2026, 5, 1) });
  const time = { month: 11, day: 31, clockMs: 0, offsetMs: 0 };
  expect(context.withYear(time, Date.UTC(2024, 0, 1))).toBe(Date.UTC(2023, 11, 31));
  expect(context.assumptions()).toEqual({ zone: 0, year: 0 });
});

test('a zone of the source is no assumption, and an offset in the line wins over it', () => {
  const context = recordContext({ source: 'a.log', changedMs: Date.UTC(2024, 5, 1) }, [{ zone: '+10:00' }]);
  expect(timestampMs('2024-03-04 10:11:12', context)).toBe(Date.UTC(2024, 2, 4, 0, 11, 12));
  expect(timestampMs('2024-03-04 10:11:12+02:00', context)).toBe(Date.UTC(2024, 2, 4, 8, 11, 12));
  expect(timestampMs('Mar  4 10:11:12', context)).toBe(Date.UTC(2024, 2, 4, 0, 11, 12));
  expect(context.assumptions()).toEqual({ zone: 0, year: 1 });
});

test.each([
  ['fw1*', 'logs/fw1-edge.log', true],
  ['fw1*', 'fw1/other.log', false],
  ['FW1*', 'logs/fw1.log', true],
  ['edge/*', 'logs/edge/fw1.log', true],
  ['edge/*', 'logs/core/fw1.log', false],
  ['*/fw1.log', 'edge/fw1.log', true],
  ['fw?.log', 'fw1.log', true],
  ['fw?.log', 'fw12.log', false],
  ['*a*b*', 'xxaxxbxx', true],
  ['*a*b', 'xxaxxbxx', false],
])('the pattern %s for the source %s: %s', (pattern, source, fits) => {
  const context = recordContext({ source }, [{ pattern, zone: '+10:00' }]);
  expect(context.toUtc(0)).toBe(fits ? -36_000_000 : 0);
});

test('the first setting that fits a source counts', () => {
  const zones = [{ pattern: 'fw*', zone: '+10:00' }, { zone: '+01:00' }];
  expect(recordContext({ source: 'fw.log' }, zones).toUtc(0)).toBe(-36_000_000);
  expect(recordContext({ source: 'other.log' }, zones).toUtc(0)).toBe(-3_600_000);
});

test.each([
  ['Pacific/Guam', '2024-07-01T10:00:00Z', '2024-07-01T00:00:00Z', 'no summer time'],
  ['America/New_York', '2024-01-15T12:00:00Z', '2024-01-15T17:00:00Z', 'winter'],
  ['America/New_York', '2024-07-15T12:00:00Z', '2024-07-15T16:00:00Z', 'summer'],
  ['America/New_York', '2024-03-10T01:59:59Z', '2024-03-10T06:59:59Z', 'before the clock goes forward'],
  ['America/New_York', '2024-03-10T02:30:00Z', '2024-03-10T07:30:00Z', 'an hour that the clock skips'],
  ['America/New_York', '2024-03-10T03:00:00Z', '2024-03-10T07:00:00Z', 'behind it'],
  ['America/New_York', '2024-11-03T01:30:00Z', '2024-11-03T05:30:00Z', 'an hour that the clock shows twice'],
  ['America/New_York', '2024-11-03T02:00:00Z', '2024-11-03T07:00:00Z', 'behind it'],
  ['Australia/Lord_Howe', '2024-07-01T10:30:00Z', '2024-07-01T00:00:00Z', 'half an hour'],
  ['-0330', '2024-07-01T10:00:00Z', '2024-07-01T13:30:00Z', 'an offset'],
  ['+9', '2024-07-01T10:00:00Z', '2024-07-01T01:00:00Z', 'hours alone'],
  ['utc', '2024-07-01T10:00:00Z', '2024-07-01T10:00:00Z', 'UTC'],
])('a wall clock in %s shows %s at %s: %s', (zone, shown, expected) => {
  expect(wallClockIn(zone)?.(Date.parse(shown))).toBe(Date.parse(expected));
});

test.each(['', 'Nowhere/Town', '+25:00', '+10:99', 'east'])('"%s" is no zone', (zone) => {
  expect(wallClockIn(zone)).toBeUndefined();
});
