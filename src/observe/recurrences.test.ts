import { expect, test } from 'vitest';
import { NEVER_SEEN, Recurrences } from './recurrences.ts';
import { addRun, type Runs } from './run-list.ts';

const DAY_MS = 86_400_000;

function daysOf(days: readonly number[]): { readonly seen: Recurrences; readonly block: Float64Array } {
  const seen = new Recurrences();
  const block = Float64Array.from(NEVER_SEEN);
  for (const day of days) seen.add(0, block, 0, day * DAY_MS + 5);
  return { seen, block };
}

function plain(days: readonly number[]): Runs {
  const runs: Runs = [];
  for (const day of days) addRun(runs, day, day);
  return runs;
}

const COURSES: readonly (readonly [what: string, days: readonly number[]])[] = [
  ['one day', [20_000, 20_000]],
  ['days on end', [20_000, 20_001, 20_002]],
  ['every other day', [20_000, 20_002, 20_004, 20_006]],
  ['weeks of five days', Array.from({ length: 60 }, (_, day) => 20_000 + day).filter((day) => day % 7 < 5)],
  ['two days as far apart as bits go', [20_000, 20_053]],
  ['two days further apart', [20_000, 20_054]],
  ['years apart, and what lies between', [20_000, 20_400, 20_800, 20_401, 20_799, 20_398]],
  ['backwards', [20_009, 20_005, 20_004, 20_001, 19_000]],
  ['before 1970', [-3, -1, 4]],
];

test.each(COURSES)('keeps the days of %s as runs', (_, days) => {
  const { seen, block } = daysOf(days);
  expect(seen.days(0, block, 0)).toEqual(plain(days));
});

test.each(COURSES)('takes in the days of %s from another table', (_, days) => {
  const half = Math.floor(days.length / 2);
  const [left, right] = [daysOf(days.slice(0, half)), daysOf(days.slice(half))];
  left.seen.absorb(0, left.block, 0, right.block, 0, new Map(right.seen.several()).get(0));
  expect(left.seen.days(0, left.block, 0)).toEqual(plain(days));
  expect(left.block.slice(0, 3)).toEqual(daysOf(days).block.slice(0, 3));
});
