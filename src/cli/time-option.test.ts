import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';
import { COMMANDS } from './options.ts';
import { timeOption } from './time-option.ts';

const HUNT = COMMANDS.find(({ name }) => name === 'hunt')!;
const NOW = Date.UTC(2026, 2, 10, 12);

function time(name: 'since' | 'until', text: string, zone = 'UTC'): string | undefined {
  const given = parseArguments(['logs', `--${name}`, text], HUNT);
  const ms = timeOption(given, name, { zone, nowMs: NOW });
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

test.each([
  ['2026-03-01', 'UTC', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01', 'Europe/Berlin', '2026-02-28T23:00:00.000Z'],
  ['2026-07-01T08:15', 'Europe/Berlin', '2026-07-01T06:15:00.000Z'],
  ['2026-07-01 08:15:30.25', 'Asia/Kathmandu', '2026-07-01T02:30:30.250Z'],
  ['2026-07-01T08:15:30Z', 'Europe/Berlin', '2026-07-01T08:15:30.000Z'],
  ['2026-07-01T08:15:30,123456789+05:30', 'UTC', '2026-07-01T02:45:30.123Z'],
  ['2026-07-01T08:15-0330', 'UTC', '2026-07-01T11:45:00.000Z'],
  ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
  ['90s', 'UTC', '2026-03-10T11:58:30.000Z'],
  ['90m', 'UTC', '2026-03-10T10:30:00.000Z'],
  ['24h', 'Asia/Manila', '2026-03-09T12:00:00.000Z'],
  ['7d', 'UTC', '2026-03-03T12:00:00.000Z'],
  ['2w', 'UTC', '2026-02-24T12:00:00.000Z'],
])('%s in %s is %s', (text, zone, expected) => {
  expect(time('since', text, zone)).toBe(expected);
  expect(time('until', text, zone)).toBe(expected);
});

test('a time that clocks show twice or never is the outer one of its range', () => {
  // Clocks go from 3:00 back to 2:00 on 25 October, from 2:00 on to 3:00 on 29 March.
  expect(time('since', '2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  expect(time('until', '2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T01:30:00.000Z');
  expect(time('since', '2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T00:30:00.000Z');
  expect(time('until', '2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  expect(time('since', '2026-10-25T12:00', 'Europe/Berlin')).toBe('2026-10-25T11:00:00.000Z');
});

test.each([
  '',
  'yesterday',
  '2026-02-30',
  '2026-13-01',
  '2026-03-01T24:00',
  '2026-03-01T10:60',
  '7',
  '7x',
  '-1d',
  '1e3d',
])('"%s" is no time', (text) => {
  expect(() => time('since', text)).toThrow(expect.objectContaining({ code: 'OPTION_VALUE' }));
});

test('a time that was not given is none', () => {
  const given = parseArguments(['logs'], HUNT);
  expect(timeOption(given, 'since', { zone: 'UTC', nowMs: NOW })).toBeUndefined();
});
