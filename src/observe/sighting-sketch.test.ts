import { expect, test } from 'vitest';
import { SightingSketch } from './sighting-sketch.ts';

const KEPT = 1000;

/** What a sketch is to hold, told plainly: the first time of each print, of the smallest thousand. */
function smallest(sightings: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const times = new Map<number, number>();
  for (const [print, timeMs] of sightings) times.set(print, Math.min(times.get(print) ?? timeMs, timeMs));
  return [...times].sort(([left], [right]) => left - right).slice(0, KEPT);
}

/** Numerical Recipes' generator: the same sightings in every run. */
function sightings(count: number, prints: number): (readonly [number, number])[] {
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () => [random(prints) * 2 ** 20 + random(3), 1e12 + random(1e6)] as const);
}

test.each([
  { count: 40, prints: 30 },
  { count: 1_500, prints: 1_200 },
  { count: 30_000, prints: 2 ** 31 },
])('a sketch holds the first time of the smallest prints of $count sightings', ({ count, prints }) => {
  const seen = sightings(count, prints);
  const sketch = new SightingSketch();
  for (const [print, timeMs] of seen) sketch.add(print, timeMs);
  expect(sketch.all()).toEqual(smallest(seen));
});

test('two sketches put together hold what one of both would hold', () => {
  const seen = sightings(9_000, 2 ** 31);
  const [first, second] = [new SightingSketch(), new SightingSketch()];
  for (const [index, [print, timeMs]] of seen.entries()) (index < 4_000 ? first : second).add(print, timeMs);
  for (const [print, timeMs] of second.all()) first.add(print, timeMs);
  expect(first.all()).toEqual(smallest(seen));
});
