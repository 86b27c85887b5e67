import { gzipSync, type Zippable, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { budgetFor } from './container-budget.ts';
import { MEMORY_SPOOL } from './container-memory.ts';
import { memberNames } from './container-names.ts';
import { walkFile } from './container-walk.ts';

const LINES = new TextEncoder().encode('{"EventID":1,"Channel":"Security"}\n');

/** What is found, one word and name each. */
function found(place: Uint8Array, wanted?: readonly string[]): string[] {
  return [...walkFile({ source: 'a', place, changedMs: 2e12 }, MEMORY_SPOOL, wanted)].flatMap((item) => {
    if (item.kind === 'step') return [];
    return item.kind === 'log' ? [`log ${item.source}`] : [`${item.problem.code} ${item.problem.source}`];
  });
}

test('only what is wanted is taken out, in containers in containers too', () => {
  const inner: Zippable = { 'x.json': LINES, 'y.json': LINES };
  const outer = zipSync({ 'inner.zip': zipSync(inner), 'inner.zip.json': LINES, 'z.json': LINES });
  expect(found(outer, ['a/inner.zip/y.json'])).toEqual(['log a/inner.zip/y.json']);
  expect(found(outer, ['a/inner.zip'])).toEqual(['log a/inner.zip/x.json', 'log a/inner.zip/y.json']);
  expect(found(outer, ['a/z.json', 'a/inner.zip/x.json'])).toEqual(['log a/inner.zip/x.json', 'log a/z.json']);
  expect(found(outer, ['a/none'])).toEqual([]);
});

test('a member is as old as it says, and never younger than its container', () => {
  const at = (mtime: string) => zipSync({ 'x.json': LINES }, { mtime });
  const [old, young] = ['2001-05-01T00:00:00Z', '2050-05-01T00:00:00Z'].map((mtime) =>
    [...walkFile({ source: 'a', place: at(mtime), changedMs: 2e12 }, MEMORY_SPOOL)].find((item) => item.kind === 'log'),
  );
  expect(new Date(old!.changedMs).getUTCFullYear()).toBe(2001);
  expect(young!.changedMs).toBe(2e12);
});

test('containers are opened six deep, and no deeper', () => {
  const nested = (depth: number): Uint8Array => (depth === 0 ? LINES : gzipSync(nested(depth - 1)));
  expect(found(nested(6))).toEqual(['log a']);
  expect(found(nested(7))).toEqual(['CONTAINER_LIMIT a']);
});

test.each([
  [
    ['a/b.log', 'a\\c.log', 'C:\\d.log'],
    ['a/b.log', 'a/c.log', 'C:/d.log'],
  ],
  [
    ['../../e', '/f', './g', 'h/../i', '..'],
    ['e', 'f', 'g', 'h/i', 'unnamed'],
  ],
  [
    ['j', 'j', './j', 'J'],
    ['j', 'j (2)', 'j (3)', 'J'],
  ],
  [
    ['', '///', 'k'.repeat(5000)],
    ['unnamed', 'unnamed (2)', 'k'.repeat(1024)],
  ],
])('members called %j are shown as %j', (stated, names) => {
  const nameOf = memberNames();
  expect(stated.map((name) => nameOf(name))).toEqual(names);
});

describe('a budget', () => {
  const limit = expect.objectContaining({ code: 'CONTAINER_LIMIT' });

  test('lets small files unfold to 256 MiB, and large ones to 300 times their size', () => {
    expect(() => budgetFor(10).add(2 ** 28)).not.toThrow();
    expect(() => budgetFor(10).add(2 ** 28 + 1)).toThrow(limit);
    expect(() => budgetFor(1e7).add(3e9)).not.toThrow();
    expect(() => budgetFor(1e7).add(3e9 + 1)).toThrow(limit);
  });

  test('counts all members together', () => {
    const budget = budgetFor(10);
    budget.add(2 ** 27);
    budget.add(2 ** 27);
    expect(() => budget.add(1)).toThrow(limit);
    for (let member = 0; member < 200_000; member++) budget.addMember();
    expect(() => budget.addMember()).toThrow(limit);
  });
});

describe('time is bounded by size, whatever a container holds', () => {
  const TINY = 1 << 17;
  const repeated = (part: Uint8Array): Uint8Array =>
    Uint8Array.from({ length: TINY }, (_, at) => part[at % part.length]!);

  test.each([
    // A frame that asks for a window of 128 MiB, and holds one block of one byte.
    ['zstd frames with large windows', '28b52ffd008809000061'],
    // What the programs make of an empty file.
    ['empty xz streams', 'fd377a585a000004e6d6b446000000001cdf44211fb6f37d010000000004595a'],
    ['empty gzip members', '1f8b080000000000000303000000000000000000'],
    ['empty bzip2 parts', '425a683917724538509000000000'],
  ])('%s without number', (_, part) => {
    const startMs = performance.now();
    expect(found(repeated(Uint8Array.from(Buffer.from(part, 'hex'))))).toHaveLength(1);
    expect(performance.now() - startMs).toBeLessThan(20_000);
  });

  test('members that are all the same bytes count each', () => {
    expect(found(overlapping(LINES, 100))).toHaveLength(100);
    const large = overlapping(
      Uint8Array.from({ length: 1 << 20 }, (_, at) => LINES[at % LINES.length]!),
      1000,
    );
    expect(found(large).at(-1)).toBe('CONTAINER_LIMIT a');
  });
});

/** An archive in which one stored member is listed many times. Layout: APPNOTE 4.3.7, 4.3.12, 4.3.16. */
function overlapping(content: Uint8Array, count: number): Uint8Array {
  const archive = Buffer.alloc(31 + content.length + count * 52 + 22);
  const sizes = (at: number): void => {
    archive.writeUInt32LE(content.length, at);
    archive.writeUInt32LE(content.length, at + 4);
  };
  archive.write('PK\x03\x04', 0, 'latin1');
  sizes(18);
  archive.writeUInt16LE(1, 26);
  archive.set(content, 31);
  const directory = 31 + content.length;
  for (let entry = 0; entry < count; entry++) {
    const at = directory + entry * 52;
    archive.write('PK\x01\x02', at, 'latin1');
    sizes(at + 20);
    archive.writeUInt16LE(6, at + 28);
    archive.write(String(entry).padStart(6, '0'), at + 46, 'latin1');
  }
  const end = directory + count * 52;
  archive.write('PK\x05\x06', end, 'latin1');
  archive.writeUInt32LE(end - directory, end + 12);
  archive.writeUInt32LE(directory, end + 16);
  return new Uint8Array(archive);
}
