import { freeMemory } from '../../src/cli/v8-flags.ts';

/*
 * What objects take that are written in different ways: bytes of each of 20,000 that are kept, and nanoseconds to make one.
 * Usage: node object-forms.js
 */

const COUNT = 20_000;
const ROUNDS = 20;

interface Start {
  readonly host: string;
  readonly timeMs: number;
  readonly pid: number;
  readonly image: string;
}

const startOf = (index: number): Start => ({ host: 'DC01', timeMs: index, pid: index, image: 'a.exe' });

const FORMS: Readonly<Record<string, (index: number) => object>> = {
  members: (index) => ({ host: 'DC01', timeMs: index, pid: index, image: 'a.exe', guid: 'x', depth: index }),
  'members, then parts that may be missing': (index) => {
    return { host: 'DC01', timeMs: index, pid: index, image: 'a.exe', ...(index % 2 === 0 ? {} : { guid: 'x' }) };
  },
  'another object, members that it has': (index) => ({ ...startOf(index), image: 'b.exe' }),
  'another object, members that it has not': (index) => ({ ...startOf(index), guid: 'x' }),
  'a part, then members': (index) => ({ ...{ host: 'DC01', timeMs: index, pid: index }, image: 'a.exe', guid: 'x' }),
};

for (const [form, make] of Object.entries(FORMS)) {
  const kept: object[] = [];
  const before = heapBytes();
  for (let index = 0; index < COUNT; index++) kept.push(make(index));
  const bytes = (heapBytes() - before) / kept.length;
  const startMs = performance.now();
  for (let round = 0; round < ROUNDS; round++) for (let index = 0; index < COUNT; index++) make(index);
  const nanoseconds = ((performance.now() - startMs) * 1e6) / (ROUNDS * COUNT);
  console.log(`${form.padEnd(42)} ${bytes.toFixed(0).padStart(4)} bytes ${nanoseconds.toFixed(0).padStart(6)} ns`);
}

function heapBytes(): number {
  freeMemory();
  return process.memoryUsage().heapUsed;
}
