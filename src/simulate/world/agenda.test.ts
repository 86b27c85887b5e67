import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Agenda } from './agenda.ts';

test('things come out in order of time, and in the order they were added when that is the same', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 })), (times) => {
      const agenda = new Agenda<readonly [number, number]>();
      for (const [index, time] of times.entries()) agenda.add(time, [time, index]);
      const taken = times.map(() => agenda.take()!);
      expect(taken).toEqual(taken.toSorted(([a, one], [b, other]) => a - b || one - other));
      expect(taken).toHaveLength(times.length);
      expect(agenda.take()).toBeUndefined();
    }),
  );
});

test('an empty agenda has nothing next', () => {
  expect(new Agenda<string>().nextMs).toBe(Number.POSITIVE_INFINITY);
});
