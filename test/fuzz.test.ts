import { describe, expect, test } from 'vitest';
import { inputOf, runFuzz } from '../scripts/fuzz/session.ts';
import type { FuzzTarget } from '../scripts/fuzz/target.ts';
import { FUZZ_TARGETS } from '../scripts/fuzz/targets.ts';

const SILENT = { started: () => {} };
const noLimit = (runs: number) => ({ runs, untilMs: Number.POSITIVE_INFINITY });

describe.each(FUZZ_TARGETS)('$name', (target) => {
  test('stands 150 mutated fixtures', () => {
    const { runs, failure } = runFuzz(target, 1, noLimit(150), SILENT);
    expect({ runs, failure }).toEqual({ runs: 150 });
  });

  test('makes the same input for the same seed, and another for another', () => {
    const inputs = [7, 7, 8].map((seed) => Buffer.from(inputOf(target, seed)).toString('base64'));
    expect(inputs[0]).toBe(inputs[1]);
    expect(inputs[0]).not.toBe(inputs[2]);
  });
});

describe('a session', () => {
  const target: FuzzTarget = {
    name: 'planted',
    limitMs: 1000,
    inputs: () => [new Uint8Array(64)],
    mutate: (input, random) => input.map(() => random(256)),
    check: (input) => {
      if (input[0] === 13) throw new Error('thirteen');
    },
  };

  test('ends at the first fault and names the seed that makes it again', () => {
    const { failure } = runFuzz(target, 1, noLimit(5000), SILENT);
    expect(failure?.reason).toContain('thirteen');
    expect(inputOf(target, failure!.seed)[0]).toBe(13);
    expect(runFuzz(target, failure!.seed, noLimit(1), SILENT).failure?.seed).toBe(failure!.seed);
  });

  test('counts an input that takes too long as a fault', () => {
    const busy = (): void => {
      const endMs = performance.now() + 5;
      while (performance.now() < endMs);
    };
    const { failure } = runFuzz({ ...target, limitMs: 1, check: busy }, 1, noLimit(3), SILENT);
    expect(failure?.reason).toMatch(/^it took \d+ ms$/);
  });
});
