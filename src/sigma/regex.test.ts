import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRegex, effortOf } from './regex.ts';
import { compileLinear } from './regex-linear.ts';
import { parseRegex } from './regex-syntax.ts';

const CATASTROPHIC = [
  '(a+)+$',
  '(a|a)*b',
  '(a|aa)+$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(.*a){20}$',
  'a*a*a*a*a*a*b',
  '(?=(a+)+b)a',
  '(?<!(a+)+b)c',
];

test.each(CATASTROPHIC)('%s answers soon on a long hostile text', (source) => {
  const test = compileRegex(source, '');
  const startMs = performance.now();
  test(`${'a'.repeat(10_000)}!`);
  test('a'.repeat(10_000));
  expect(performance.now() - startMs).toBeLessThan(5000);
});

test('an expression with several ways through one text is given no chance to explode', () => {
  expect(effortOf(parseRegex('(a+)+', '').root).paths).toBe(Number.POSITIVE_INFINITY);
  expect(effortOf(parseRegex('(ab)+', '').root)).toEqual({ paths: 1, degree: 1 });
  expect(effortOf(parseRegex('a?b?c{2,4}', '').root)).toEqual({ paths: 12, degree: 0 });
  expect(effortOf(parseRegex('.*a.*b', '').root)).toEqual({ paths: 1, degree: 2 });
});

const atom = fc.constantFrom(
  'a',
  'b',
  '.',
  '[ab]',
  '[^a]',
  '\\w',
  '\\b',
  '^',
  '$',
  '\\n',
  '(?=a)',
  '(?!b)',
  '(?<=a)',
  '(?<!b)',
);
const repeatable = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\s', 'ä', '😀');
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    fc
      .tuple(repeatable, fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '*?'))
      .map(([item, quantifier]) => item + quantifier),
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `${left}${right}`),
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `(?:${left}|${right})`),
    fc
      .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{0,2}'))
      .map(([item, quantifier]) => `(?:x|${item})${quantifier}`),
    tie('node').map((item) => `(?=${item})`),
    tie('node').map((item) => `(?<!${item})`),
  ),
})).node as fc.Arbitrary<string>;

test('a literal that every match needs is looked for without regard to case where the expression has none', () => {
  expect(compileRegex('.*EvilK.*', 'i')('xx evil\u212a')).toBe(true);
  expect(compileRegex('s+ask.*', 'i')('\u017fa\u017fk')).toBe(true);
  expect(compileRegex('.*Evil.*', '')('xx evil')).toBe(false);
});

test('the linear engine and the one of JavaScript agree', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'x', ' ', '\n', 'ä', '😀'), maxLength: 12 });
  fc.assert(
    fc.property(tree, text, fc.constantFrom('', 'i', 'm', 's'), (source, subject, flags) => {
      expect(compileLinear(parseRegex(source, flags))(subject)).toBe(compileRegex(source, flags)(subject));
    }),
    { numRuns: 3000 },
  );
});

test('what both engines say is what JavaScript says of the expression as written', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'x', ' ', 'ä'), maxLength: 10 });
  fc.assert(
    fc.property(tree, text, (source, subject) => {
      expect(compileLinear(parseRegex(source, ''))(subject)).toBe(new RegExp(source, 'u').test(subject));
    }),
    { numRuns: 3000 },
  );
});

test('an expression of more states and kinds of characters than are remembered still says what JavaScript says', () => {
  const source = '(?:[ab]|[c-e]|ä|[0-9])*a[a-eä0-9]{13}x';
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ä', '7', '!'), minLength: 100, maxLength: 400 });
  const linear = compileLinear(parseRegex(source, ''));
  fc.assert(
    fc.property(fc.array(text, { minLength: 20, maxLength: 30 }), (subjects) => {
      for (const subject of subjects) {
        expect(linear(`${subject}x`)).toBe(new RegExp(source, 'u').test(`${subject}x`));
        expect(linear(subject)).toBe(false);
      }
    }),
    { numRuns: 10 },
  );
});

test('the same is true of one that skips to the text that its matches begin with', () => {
  const [source, bits] = ['ab(?:a|b)*a(?:a|b){11}c', 0x9e37_79b1];
  const linear = compileLinear(parseRegex(source, ''));
  let hash = 1;
  const letters = Array.from({ length: 6_000 }, (_, index) => {
    hash = Math.imul(hash ^ index, bits);
    return index % 2_000 === 0 ? 'x' : hash < 0 ? 'a' : 'b';
  });
  for (const end of ['', 'x', 'xabaaaaaaaaaaaac', 'xabbbbbbbbbbbbbc']) {
    const text = letters.join('') + end;
    expect(linear(text)).toBe(new RegExp(source, 'u').test(text));
  }
});
