import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { inputOf } from './fuzz/session.ts';
import type { FuzzTarget } from './fuzz/target.ts';
import { FUZZ_TARGETS } from './fuzz/targets.ts';
import type { FuzzAnswer, FuzzOrder } from './fuzz/worker.ts';

const USAGE = `npm run fuzz -- [--target NAME] [--seconds N] [--seed N] [--runs N]
Mutates fixtures for N seconds a target (60) and watches for errors, hangs and growing memory.
Targets: ${FUZZ_TARGETS.map(({ name }) => name).join(', ')} (all). A failing input is kept in tmp/fuzz.`;

const FAILURES_FOLDER = 'tmp/fuzz';
// What the heap may grow between the middle and the end of a session, in all and for each input of that half: damaged
// templates are kept too until the reader's caches are full. An input that is leaked whole is at least ten times that.
const GROWTH_LIMIT_BYTES = 32 * 1024 * 1024;
const GROWTH_LIMIT_BYTES_PER_INPUT = 4096;
const WATCH_EVERY_MS = 250;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      target: { type: 'string' },
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      runs: { type: 'string', default: String(2 ** 30) },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const targets = FUZZ_TARGETS.filter(({ name }) => values.target === undefined || values.target === name);
  const [seconds, seed, runs] = [values.seconds, values.seed, values.runs].map(Number) as [number, number, number];
  if (values.help || targets.length === 0 || !(seconds > 0) || !Number.isInteger(seed) || !(runs > 0)) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  let failures = 0;
  for (const target of targets) failures += (await fuzz(target, seed, runs, seconds * 1000)) ? 0 : 1;
  return failures > 0 ? 1 : 0;
}

/** Fuzzes one target in a worker. @returns whether all went well */
async function fuzz(target: FuzzTarget, seed: number, runs: number, forMs: number): Promise<boolean> {
  const current = new Int32Array(new SharedArrayBuffer(4));
  const order: FuzzOrder = { target: target.name, seed, runs, forMs, current };
  const outcome = await watched(target, order);
  if (outcome.kind === 'stopped') return keepFailure(target, Atomics.load(current, 0), outcome.reason);
  const { answer } = outcome;
  if (answer.failure !== undefined) return keepFailure(target, answer.failure.seed, answer.failure.reason);
  const grownBytes = answer.usedAtEnd - answer.usedAfterWarmUp;
  const said = `${target.name}: ${answer.runs} inputs from seed ${seed}, slowest ${Math.round(answer.slowestMs)} ms`;
  console.log(`${said}, heap ${megabytes(answer.usedAtEnd)} MB (${megabytes(grownBytes)} MB more than half-way)`);
  if (grownBytes <= GROWTH_LIMIT_BYTES + (answer.runs / 2) * GROWTH_LIMIT_BYTES_PER_INPUT) return true;
  console.error(`${target.name}: memory grows: ${megabytes(grownBytes)} MB in the second half of the time.`);
  return false;
}

type Outcome = { kind: 'answered'; answer: FuzzAnswer } | { kind: 'stopped'; reason: string };

/** Runs a worker; stops it when one input takes longer than it may. */
function watched(target: FuzzTarget, order: FuzzOrder): Promise<Outcome> {
  const worker = new Worker(new URL('./fuzz/worker.js', import.meta.url), { workerData: order });
  return new Promise((resolve) => {
    let seen = -1;
    let sinceMs = performance.now();
    const timer = setInterval(() => {
      const seed = Atomics.load(order.current, 0);
      if (seed !== seen) [seen, sinceMs] = [seed, performance.now()];
      else if (performance.now() - sinceMs > target.limitMs) stop(`it takes longer than ${target.limitMs} ms`);
    }, WATCH_EVERY_MS);
    const done = (outcome: Outcome): void => {
      clearInterval(timer);
      resolve(outcome);
    };
    const stop = (reason: string): void => {
      done({ kind: 'stopped', reason });
      worker.terminate();
    };
    worker.on('message', (answer: FuzzAnswer) => done({ kind: 'answered', answer }));
    worker.on('error', (error) => done({ kind: 'stopped', reason: error.stack ?? error.message }));
  });
}

function keepFailure(target: FuzzTarget, seed: number, reason: string): false {
  mkdirSync(FAILURES_FOLDER, { recursive: true });
  const file = join(FAILURES_FOLDER, `${target.name}-${seed}.input`);
  writeFileSync(file, inputOf(target, seed));
  console.error(`${target.name}: FAILED with seed ${seed}; the input is ${file}.\n${reason}`);
  console.error(`Again: npm run fuzz -- --target ${target.name} --seed ${seed} --runs 1`);
  return false;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
