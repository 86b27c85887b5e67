import { expect, test } from 'vitest';
import type { EventRef, ProcessStart } from '../model/index.ts';
import { ProcessIndex } from './process-index.ts';

const start = (ref: EventRef, rest: Partial<ProcessStart> = {}): ProcessStart => {
  return { host: 'DC01', timeMs: 0, pid: 4, image: 'a.exe', ref, ...rest };
};

test('finds a start by its record whatever names it, the last of several, and by the GUID where no record does', () => {
  const index = new ProcessIndex([
    start({ source: 'a', record: 1 }, { guid: '{A}' }),
    start({ source: 'a', record: 1, byteOffset: 8 }),
    start({ source: 'b', record: 1 }, { guid: '{A}' }),
    start({ source: 'a', record: '18446744073709551615' }),
    start({ source: 'a' }),
    start({ source: 'b', record: 1 }),
  ]);
  const found = (ref: EventRef, guid?: string): number | undefined => index.find(ref, guid);
  expect(found({ source: 'a', record: 1 }, '{A}')).toBe(0);
  expect(found({ source: 'a', record: 1, byteOffset: 8 })).toBe(1);
  expect(found({ source: 'b', record: 1 })).toBe(5);
  expect(found({ source: 'a', record: '18446744073709551615' })).toBe(3);
  expect(found({ source: 'a' })).toBe(4);
  expect(found({ source: 'c', record: 1 }, '{A}')).toBe(2);
  expect(found({ source: 'a', record: 2 }, '{B}')).toBeUndefined();
});

test('has the children of every start, also of one whose own start comes later in the list', () => {
  const parents = [3, undefined, 1, 1, 3, 0];
  const index = new ProcessIndex(
    parents.map((parent, record) => start({ source: 'a', record }, parent === undefined ? {} : { parent })),
  );
  const children = parents.map((_, at) => [...index.childrenOf(at)]);
  expect(children).toEqual(parents.map((_, at) => parents.flatMap((parent, child) => (parent === at ? [child] : []))));
  expect(new ProcessIndex([]).find({ source: 'a' }, undefined)).toBeUndefined();
});

test('finds each of thousands of records of many logs', () => {
  const starts = Array.from({ length: 5_000 }, (_, at) =>
    start({ source: `log${at % 97}`, record: at, byteOffset: at * 512 }),
  );
  const index = new ProcessIndex(starts);
  expect(starts.every(({ ref }, at) => index.find({ ...ref }, undefined) === at)).toBe(true);
});
