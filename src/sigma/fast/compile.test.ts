import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FieldValue } from '../../model/index.ts';
import { type MatchableEvent, matchesRule } from '../plain-matcher.ts';
import { ANY_ONE, ANY_RUN, type Expression, type PatternPart, type Predicate, type SigmaRule } from '../rule.ts';
import { compile } from './compile.ts';
import { RawIndex } from './raw-index.ts';
import { RuleEvaluators } from './rule-evaluators.ts';

const FIELDS = ['A', 'B', 'C'] as const;
// Overlapping pieces, so that patterns are often nearly in a value; letters whose folding is special among them.
const PIECES = [
  'power',
  'SHELL',
  '.exe',
  '\\',
  '-enc',
  ' ',
  'a',
  'K',
  '\u212a',
  'İ',
  'Σ',
  'ß',
  '4688',
  'true',
  '😀',
  '',
];

const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join(''));
const part = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom<PatternPart>(ANY_RUN, ANY_ONE) },
);
const position = { line: 1, column: 1 };
const predicate: fc.Arbitrary<Predicate> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), parts: fc.array(part, { maxLength: 4 }), cased: fc.boolean() }),
  text.map((inner): Predicate => ({ kind: 'text' as const, parts: [ANY_RUN, inner, ANY_RUN], cased: false })),
  fc.constantFrom<Predicate>(
    { kind: 'null' },
    { kind: 'exists', expected: true },
    { kind: 'exists', expected: false },
    { kind: 'number', value: 4688 },
    { kind: 'boolean', value: true },
    { kind: 'compare', operator: 'gt', value: 10 },
    { kind: 'regex', source: 'power.*shell', flags: 'i' },
    { kind: 'regex', source: '\\.exe$', flags: '' },
    { kind: 'regex', source: '(?:a|-enc)+', flags: '' },
    { kind: 'fieldref', field: 'B', position: 'contains', cased: false },
  ),
);
const leaf: fc.Arbitrary<Expression> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('match' as const),
      field: fc.constantFrom(...FIELDS),
      predicate,
      position: fc.constant(position),
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(text, fc.constantFrom('contains', 'contains', 'startswith', 'endswith', 'equals'), fc.boolean())
      .map(
        ([word, form, cased]): Expression => ({
          kind: 'keyword' as const,
          predicate: { kind: 'text' as const, parts: partsOf(word, form), cased },
          position,
        }),
      ),
  },
);
function partsOf(word: string, form: string): readonly PatternPart[] {
  const before: readonly PatternPart[] = form === 'contains' || form === 'endswith' ? [ANY_RUN] : [];
  const behind: readonly PatternPart[] = form === 'contains' || form === 'startswith' ? [ANY_RUN] : [];
  return [...before, word, ...behind];
}
const { node } = fc.letrec<{ node: Expression }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'node' },
    leaf,
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((operands): Expression => ({ kind: 'and', operands })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((operands): Expression => ({ kind: 'or', operands })),
    tie('node').map((operand): Expression => ({ kind: 'not', operand })),
  ),
}));
const scalar: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 6, arbitrary: text },
  fc.constantFrom<FieldValue>(4688, 11, true, false, null, 4688n),
);
const value = fc.oneof({ weight: 5, arbitrary: scalar }, fc.array(scalar, { maxLength: 3 }));
const event = fc.dictionary(fc.constantFrom(...FIELDS), value).map(eventOf);

test('rules matched together match what they match one by one', () => {
  fc.assert(
    fc.property(
      fc.array(node, { minLength: 1, maxLength: 8 }),
      fc.array(event, { minLength: 1, maxLength: 4 }),
      (trees, events) => {
        const rules = trees.map(ruleOf);
        const compiled = compile(rules);
        for (const one of events) expect(compiled.match(one)).toEqual(matchingOneByOne(rules, one));
      },
    ),
    { numRuns: 3000 },
  );
});

test('the reasons of a match are those of the plain matcher', () => {
  fc.assert(
    fc.property(node, fc.array(event, { minLength: 1, maxLength: 4 }), (tree, events) => {
      const rule = ruleOf(tree);
      const evaluators = new RuleEvaluators();
      for (const one of events) {
        const because = matchesRule(rule, one);
        if (because !== undefined) expect(evaluators.reasons(rule, one)).toEqual(because);
      }
    }),
    { numRuns: 3000 },
  );
});

test('what is known of all events changes no match', () => {
  fc.assert(
    fc.property(fc.array(node, { minLength: 1, maxLength: 8 }), scalar, event, (trees, constant, one) => {
      if (constant === null) return;
      const rules = trees.map(ruleOf);
      const fixed = eventOf({ ...Object.fromEntries(one.entries()), A: constant });
      expect(compile(rules, { constants: new Map([['A', constant]]) }).match(fixed)).toEqual(
        matchingOneByOne(rules, fixed),
      );
    }),
    { numRuns: 2000 },
  );
});

test('a rule with missing placeholders never matches', () => {
  const always = ruleOf({ kind: 'not', operand: { kind: 'or', operands: [] } });
  expect(compile([always]).match(eventOf({}))).toEqual([0]);
  expect(compile([{ ...always, missingPlaceholders: ['Zone'] }]).match(eventOf({}))).toEqual([]);
});

test.each(['utf16le', 'json', 'utf8'] as const)(
  'a literal is found in %s wherever it starts, in any case, and nowhere else',
  (encoding) => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'B', '\\', '@', '`', '1', 'é', '-', '–'),
      minLength: 0,
      maxLength: 40,
    });
    const literal = fc
      .string({ unit: fc.constantFrom('a', 'b', '\\', '@', '1', '–'), minLength: 1, maxLength: 12 })
      .filter((one) => RawIndex.canHold(rawForm(one, encoding), encoding));
    fc.assert(
      fc.property(
        letters,
        fc.array(literal, { minLength: 1, maxLength: 5 }),
        letters,
        fc.nat(7),
        fc.nat(9),
        fc.boolean(),
        (before, literals, after, lead, tail, isIn) => {
          const index = new RawIndex(encoding);
          literals.forEach((one, id) => {
            index.add(rawForm(one, encoding), id);
          });
          const subject = before + (isIn ? literals[0]!.toUpperCase() : '') + after;
          const text = encoding === 'json' ? JSON.stringify(subject).slice(1, -1) : subject;
          const bytes = Buffer.concat([
            Buffer.alloc(lead, 0x41),
            Buffer.from(text, encoding === 'utf16le' ? 'utf16le' : 'utf8'),
            Buffer.alloc(tail),
          ]);
          const copy = new Uint8Array(bytes);
          const found = new Set<number>();
          const source = { bytes: copy, words: new Int32Array(copy.buffer, 0, copy.length >> 2) };
          index.scan(source, lead, copy.length - tail, (id) => found.add(id));
          const folded = subject.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
          expect([...found].sort()).toEqual(literals.flatMap((one, id) => (folded.includes(one) ? [id] : [])));
        },
      ),
      { numRuns: 3000 },
    );
  },
);

function rawForm(literal: string, encoding: 'utf16le' | 'json' | 'utf8'): string {
  if (encoding === 'utf16le') return literal;
  return Buffer.from(encoding === 'json' ? JSON.stringify(literal).slice(1, -1) : literal).toString('latin1');
}

function matchingOneByOne(rules: readonly SigmaRule[], one: MatchableEvent): number[] {
  return rules.flatMap((rule, index) => (matchesRule(rule, one) === undefined ? [] : [index]));
}

function eventOf(fields: Readonly<Record<string, FieldValue>>): MatchableEvent {
  return {
    get: (field) => (Object.hasOwn(fields, field) ? fields[field] : undefined),
    entries: () => Object.entries(fields),
  };
}

function ruleOf(detection: Expression): SigmaRule {
  return {
    ...{
      kind: 'rule',
      id: 'test',
      name: undefined,
      title: 'Test',
      status: undefined,
      level: 'low',
      description: undefined,
    },
    ...{ author: undefined, references: [], tags: [], falsePositives: [], fields: [], logsource: {}, detection },
    ...{ missingPlaceholders: [], origin: { file: 'test.yml', line: 1, column: 1 } },
  } as SigmaRule;
}
