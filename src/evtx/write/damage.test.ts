import { describe, expect, test } from 'vitest';
import type { EventDefinition } from './index.ts';
import * as write from './index.ts';

/** Plain comparison: `toEqual` takes a second for a file. */
function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.from(left).equals(right);
}

const event: EventDefinition = {
  provider: { name: 'Landfall-Test' },
  eventId: 1,
  level: 4,
  task: 0,
  keywords: 0n,
  timeMs: 0,
  channel: 'Test',
  computer: 'pc.example.test',
  eventData: [{ value: 'x'.repeat(3000) }],
};
/** A Buffer, because tests read files into one and its `slice` makes no copy. */
const file = Buffer.from(write.writeEvtx(Array.from({ length: 40 }, () => event)));

const damages: readonly (readonly [string, (bytes: Uint8Array, seed: number) => Uint8Array])[] = [
  ['truncate', write.truncate],
  ['flipBits', write.flipBits],
  ['spliceChunks', write.spliceChunks],
  ['repeatChunk', write.repeatChunk],
  ['lieAboutRecordSize', write.lieAboutRecordSize],
  ['zeroHeader', write.zeroHeader],
  ['dirtyHeaderCounts', write.dirtyHeaderCounts],
  ['corruptChecksum', write.corruptChecksum],
  ['loopHashChains', write.loopHashChains],
];

describe.each(damages)('%s', (_, damage) => {
  test('damages a copy, the same for the same seed', () => {
    const before = Uint8Array.from(file);
    const results = [1, 2, 3, 4].map((seed) => damage(file, seed));
    expect(isSame(file, before)).toBe(true);
    expect(results.some((damaged) => !isSame(damaged, file))).toBe(true);
    expect(isSame(damage(file, 3), results[2]!)).toBe(true);
  });

  test('takes any bytes', () => {
    for (const size of [0, 1, 4095, 4096, 70_000]) expect(() => damage(new Uint8Array(size), 7)).not.toThrow();
  });
});

test('resealing makes a flipped bit invisible to the checksums only', () => {
  const sealed = write.resealChecksums(write.flipBits(file, 5));
  expect(isSame(sealed, file)).toBe(false);
  expect(isSame(write.resealChecksums(sealed), sealed)).toBe(true);
  expect(isSame(write.resealChecksums(file), file)).toBe(true);
});

test('nesting is as deep as a chunk has room for, and no deeper', () => {
  expect(write.nestDeep(5900).length).toBe(4096 + 65536);
  expect(write.nestTemplates(2300).length).toBe(4096 + 65536);
  expect(write.templateLoop().length).toBe(4096 + 65536);
  expect(() => write.nestDeep(10_000)).toThrow(/no room/);
});
