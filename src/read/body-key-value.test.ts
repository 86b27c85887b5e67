import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseKeyValues } from './body-key-value.ts';

const PIECES = ['a=1', ' ', 'b="x y"', '"', "'", '\\', '\\"', 'e=', '=', 'name', 'ü=', '名', '\t', ',', 'x y z'];
const line = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(''));

test('a line has the same fields, whatever stands behind it in its block', () => {
  fc.assert(
    fc.property(line, line, (text, next) => {
      const bytes = Buffer.from(`[${text}\n${next}`, 'latin1');
      expect([...parseKeyValues(text, 0, { bytes, start: 1 }).entries()]).toEqual([...parseKeyValues(text).entries()]);
    }),
    { numRuns: 2000 },
  );
});

test('what a longer line left behind is no part of a shorter one', () => {
  expect([...parseKeyValues('a b ze=1').entries()]).toEqual([['ze', '1']]);
  expect([...parseKeyValues('a b z').entries()]).toEqual([]);
});

test('characters of other scripts are part of values, and of no name', () => {
  expect([...parseKeyValues('user=名 ü=1 path="C:\\Wörter" n=2').entries()]).toEqual([
    ['user', '名 ü=1'],
    ['path', 'C:\\Wörter'],
    ['n', '2'],
  ]);
});
