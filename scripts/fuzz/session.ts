import { type FuzzTarget, pick, randomFrom } from './target.ts';

/** An input that was handled wrongly. `seed` with one run makes it again. */
export interface FuzzFailure {
  readonly seed: number;
  readonly reason: string;
}

/** What is known while a session runs. */
export interface FuzzListener {
  /** called before each input, so that a hang can be told from outside */
  started(seed: number): void;
}

export interface FuzzLimits {
  readonly runs: number;
  /** clock of `performance.now()` */
  readonly untilMs: number;
}

export interface FuzzSession {
  readonly runs: number;
  readonly slowestMs: number;
  readonly failure?: FuzzFailure;
}

/** The input that a seed stands for. */
export function inputOf(target: FuzzTarget, seed: number, inputs = target.inputs()): Uint8Array {
  const random = randomFrom(seed);
  return target.mutate(pick(inputs, random), random);
}

/** Tries inputs of consecutive seeds until a limit or the first failure. */
export function runFuzz(
  target: FuzzTarget,
  firstSeed: number,
  limits: FuzzLimits,
  listener: FuzzListener,
): FuzzSession {
  const inputs = target.inputs();
  let slowestMs = 0;
  for (let run = 0; run < limits.runs; run++) {
    const startMs = performance.now();
    if (startMs >= limits.untilMs) return { runs: run, slowestMs };
    const seed = firstSeed + run;
    listener.started(seed);
    const reason = faultOf(target, inputOf(target, seed, inputs));
    const tookMs = performance.now() - startMs;
    slowestMs = Math.max(slowestMs, tookMs);
    if (reason !== undefined) return { runs: run + 1, slowestMs, failure: { seed, reason } };
    if (tookMs > target.limitMs) {
      return { runs: run + 1, slowestMs, failure: { seed, reason: `it took ${Math.round(tookMs)} ms` } };
    }
  }
  return { runs: limits.runs, slowestMs };
}

function faultOf(target: FuzzTarget, input: Uint8Array): string | undefined {
  try {
    target.check(input);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
