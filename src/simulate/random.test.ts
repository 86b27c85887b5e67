import { expect, test } from 'vitest';
import { hexOf, randomOf } from './random.ts';

test('a stream is decided by its seed and label, not by what was drawn from another', () => {
  const one = randomOf('7');
  const before = one.fork('host/DC01').next();
  for (let draw = 0; draw < 50; draw++) one.next();
  expect(one.fork('host/DC01').next()).toBe(before);
  expect(one.fork('host/DC02').next()).not.toBe(before);
  expect(randomOf('8').next()).not.toBe(randomOf('7').next());
});

test('numbers fill their range evenly', () => {
  const random = randomOf('even');
  const counts = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 10_000; draw++) counts[random.integer(0, 9)]!++;
  // Within five deviations of a binomial distribution of 10,000 draws at one tenth.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('exponential and normal numbers have the mean that was asked for', () => {
  const random = randomOf('mean');
  const mean = (draw: () => number): number =>
    Array.from({ length: 20_000 }, draw).reduce((sum, one) => sum + one) / 20_000;
  expect(mean(() => random.exponential(40))).toBeCloseTo(40, -1);
  expect(mean(() => random.normal(480, 20))).toBeCloseTo(480, 0);
});

test('rows are picked as often as their weight says', () => {
  const random = randomOf('weights');
  const rows = [
    [3, 'often'],
    [1, 'seldom'],
  ] as const;
  let often = 0;
  for (let draw = 0; draw < 4000; draw++) if (random.pickWeighted(rows) === 'often') often++;
  expect(Math.abs(often - 3000)).toBeLessThan(150);
});

test('a GUID has its form, hex its length', () => {
  expect(randomOf('g').guid()).toMatch(/^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/);
  expect(hexOf('cmd.exe', 64)).toMatch(/^[0-9a-f]{64}$/);
  expect(hexOf('cmd.exe', 64)).toBe(hexOf('cmd.exe', 64));
});
