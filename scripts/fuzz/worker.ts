import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { type FuzzSession, runFuzz } from './session.ts';
import { FUZZ_TARGETS } from './targets.ts';

/** What the worker is told. */
export interface FuzzOrder {
  readonly target: string;
  readonly seed: number;
  readonly runs: number;
  readonly forMs: number;
  /** [0]: the seed at work, for the watcher */
  readonly current: Int32Array;
}

/** What the worker answers: the session, and bytes in use after its first part and at its end. */
export interface FuzzAnswer extends FuzzSession {
  readonly usedAfterWarmUp: number;
  readonly usedAtEnd: number;
}

// Long enough for what is cached to be cached.
const WARM_UP_SHARE = 0.5;

const order = workerData as FuzzOrder;
const target = FUZZ_TARGETS.find(({ name }) => name === order.target);
if (target === undefined) throw new Error(`no fuzz target ${order.target}`);
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const listener = { started: (seed: number) => Atomics.store(order.current, 0, seed) };

const start = performance.now();
const first = runFuzz(target, order.seed, { runs: order.runs, untilMs: start + order.forMs * WARM_UP_SHARE }, listener);
const usedAfterWarmUp = usedBytes();
const second =
  first.failure === undefined && first.runs < order.runs
    ? runFuzz(
        target,
        order.seed + first.runs,
        { runs: order.runs - first.runs, untilMs: start + order.forMs },
        listener,
      )
    : { runs: 0, slowestMs: 0 };
const answer: FuzzAnswer = {
  ...first,
  ...second,
  runs: first.runs + second.runs,
  slowestMs: Math.max(first.slowestMs, second.slowestMs),
  usedAfterWarmUp,
  usedAtEnd: usedBytes(),
};
parentPort?.postMessage(answer);

function usedBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
