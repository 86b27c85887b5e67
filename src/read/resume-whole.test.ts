import { expect, test } from 'vitest';
import type { ByteSource } from './format.ts';
import { mergeMarks, type ReadMark } from './read-mark.ts';
import { resumeWhole } from './resume-whole.ts';

const LIST = '[{"a":1},{"a":2}]';

test('a file that was never read is read whole', () => {
  const plan = resumeWhole.plan(sourceOf(LIST), undefined);
  expect(plan?.ranges.map(({ range }) => range)).toEqual([{ first: 0 }]);
});

test('an unchanged file is not read again, whatever its name', () => {
  const mark = markOf(LIST, true);
  const source = sourceOf(LIST);
  expect(resumeWhole.plan(source, mark)?.ranges.map(({ range }) => range)).toEqual([{ first: LIST.length }]);
  expect(resumeWhole.traces(source)).toEqual(resumeWhole.tracesOf(mark));
  const again = resumeWhole.follow(source, { first: LIST.length }, { known: mark, chunks: [] });
  expect(again?.mark(true)).toEqual(mark);
  expect(mergeMarks([mark])).toEqual(mark);
});

test.each([
  ['that grew', `${LIST.slice(0, -1)},{"a":3}]`],
  ['whose first event is another one', LIST.replace('1', '7')],
  ['whose last event is another one', LIST.replace('2', '7')],
])('a file %s is another file', (_, text) => {
  expect(resumeWhole.plan(sourceOf(text), markOf(LIST, true))).toBeUndefined();
  expect(resumeWhole.follow(sourceOf(text), { first: 0 }, { known: markOf(LIST, true), chunks: [] })).toBeUndefined();
});

test('a file that was read in part is read whole', () => {
  expect(resumeWhole.plan(sourceOf(LIST), markOf(LIST, false))).toBeUndefined();
});

function markOf(text: string, isWhole: boolean): ReadMark {
  const follower = resumeWhole.follow(sourceOf(text), { first: 0 }, { known: undefined, chunks: [] });
  expect(follower?.isNew({ kind: 'record' })).toBe(true);
  return follower!.mark(isWhole);
}

function sourceOf(text: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  return { sizeBytes: bytes.length, read: (at, length) => bytes.slice(at, at + length) };
}
