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
