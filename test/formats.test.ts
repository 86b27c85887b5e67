import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { checkRead } from '../scripts/fuzz/formats-target.ts';
import { FILE_MUTATIONS } from '../scripts/fuzz/mutate-file.ts';
import { randomFrom } from '../scripts/fuzz/target.ts';
import {
  EXPECTED_FILE,
  fixtureFolders,
  fixturesIn,
  READ_FIXTURES,
  type ReadFixture,
  readAsHunt,
  seenLines,
} from '../scripts/read-fixtures.ts';
import { identify, isProblem, LOG_FORMATS, memorySource, type ReadRange } from '../src/read/index.ts';

// Rounds of every mutation on every fixture; `npm run fuzz -- --target formats` goes on for as long as it is let.
const ROUNDS = 5;
const LIMIT_MS = 10_000;
// As in scripts/fuzz.ts: what is cached may grow, an input that is leaked whole is many times that.
const GROWTH_LIMIT_BYTES = 32 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe.each(fixtureFolders())('%s', (folder) => {
  const fixtures = fixturesIn(folder);

  // `npx vitest run test/formats.test.ts -t FOLDER -u` writes what is expected anew.
  test('gives the expected records, times, fields and problems', async () => {
    expect(fixtures.length).toBeGreaterThan(0);
    const lines = fixtures.flatMap(({ name, bytes }) => seenLines(readAsHunt(name, bytes)));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join('..', READ_FIXTURES, folder, EXPECTED_FILE));
  });

  test('is the same read in parts', () => {
    for (const { name, bytes } of fixtures.filter(isReadInParts)) {
      const whole = seenLines(readAsHunt(name, bytes, () => [{ first: 0 }]));
      for (const share of [0.2, 0.5, 0.83]) {
        const count = Math.floor(bytes.length * share);
        const parts: readonly ReadRange[] = [{ first: 0, count }, { first: count }];
        expect(seenLines(readAsHunt(name, bytes, () => parts)), `${name} cut at ${count}`).toEqual(whole);
      }
    }
  });

  test('stands truncated, spliced, flipped, repeated and changed inputs', () => {
    const used: number[] = [];
    for (const seed of Array.from({ length: ROUNDS }, (_, round) => round)) {
      for (const fixture of fixtures.filter(({ bytes }) => bytes.length > 0)) standMutations(fixture, fixtures, seed);
      collectGarbage();
      used.push(process.memoryUsage().heapUsed + process.memoryUsage().external);
    }
    // Buffers are given back some time after they are let go, so that what is in use goes up and down.
    expect(used.at(-1)! - Math.max(...used.slice(0, -1))).toBeLessThan(GROWTH_LIMIT_BYTES);
  });
});

test('every log format has inputs', () => {
  const seen = fixtureFolders().flatMap((folder) =>
    fixturesIn(folder).flatMap(({ name, bytes }) => [...readAsHunt(name, bytes)]),
  );
  const read = new Set(seen.map((item) => (item.kind === 'file' ? item.format : undefined)));
  expect(LOG_FORMATS.map(({ name }) => name).filter((name) => !read.has(name))).toEqual([]);
});

/** Whether the format cuts a large file of this kind: a file that only pretends to go on for 64 MiB is cut. */
function isReadInParts({ bytes }: ReadFixture): boolean {
  const format = identify('x', memorySource(bytes));
  if (isProblem(format)) return false;
  const sizeBytes = 64 << 20;
  const read = (at: number, length: number): Uint8Array =>
    Uint8Array.from({ length: Math.min(length, sizeBytes - at) }, (_, index) => bytes[(at + index) % bytes.length]!);
  return format.split({ sizeBytes, read }).length > 1;
}

function standMutations({ name, bytes }: ReadFixture, among: readonly ReadFixture[], seed: number): void {
  for (const [mutation, mutate] of Object.entries(FILE_MUTATIONS)) {
    const random = randomFrom(seed * 1000 + name.length);
    const other = among[random(among.length)]!.bytes;
    const input = mutate(bytes, other.length > 0 ? other : bytes, random);
    const startMs = performance.now();
    try {
      checkRead(input);
    } catch (error) {
      throw new Error(`${name}: ${mutation} with seed ${seed}`, { cause: error });
    }
    expect(performance.now() - startMs, `${name}: ${mutation} with seed ${seed}`).toBeLessThan(LIMIT_MS);
  }
}
