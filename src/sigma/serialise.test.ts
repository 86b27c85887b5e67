import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from './fast/rule-digest.ts';
import { parseRules } from './parse-rule.ts';
import { ANY_ONE, ANY_RUN, type Expression, type Predicate, type SigmaRule } from './rule.ts';
import { deserialiseRules, serialiseRules } from './serialise.ts';

const COMMUNITY_RULES = new URL('../../../shared/data/sigma-rules', import.meta.url).pathname;
const isHere = existsSync(COMMUNITY_RULES);
if (!isHere) console.log('left out: the community rules are not at ../shared/data/sigma-rules');

const text = fc.string({ unit: 'binary' });
// Lone surrogates too: log text has them, so a rule may.
const anyText = fc.oneof(text, fc.constantFrom('\ud800', 'a\udfffb', 'line\nbreak', '\u2028', '0', '12n'));
const number = fc.oneof(fc.double(), fc.bigInt(), fc.constantFrom(0, -0, 2 ** 53));
const position = fc.record({ line: fc.nat(), column: fc.nat() });
const operator = fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const);
const part = fc.oneof(anyText, fc.constantFrom(ANY_RUN, ANY_ONE));
const predicate: fc.Arbitrary<Predicate> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), parts: fc.array(part), cased: fc.boolean() }),
  fc.record({ kind: fc.constant('regex' as const), source: anyText, flags: fc.constantFrom('', 'i', 'ims') }),
  fc.record({ kind: fc.constant('number' as const), value: number }),
  fc.record({ kind: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.constant({ kind: 'null' as const }),
  fc.record({ kind: fc.constant('exists' as const), expected: fc.boolean() }),
  fc.record({ kind: fc.constant('compare' as const), operator, value: number }),
  fc.record({
    kind: fc.constant('cidr' as const),
    network: fc.uint8Array({ minLength: 4, maxLength: 16 }),
    prefixLength: fc.nat(128),
  }),
  fc.record({
    kind: fc.constant('fieldref' as const),
    field: anyText,
    position: fc.constantFrom('equals' as const, 'startswith' as const, 'endswith' as const, 'contains' as const),
    cased: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('timepart' as const),
    part: fc.constantFrom('minute' as const, 'week' as const, 'year' as const),
    operator: fc.oneof(operator, fc.constant('eq' as const)),
    value: number,
  }),
);
const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
  const operands = fc.array(tie('expression'));
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      identified({ kind: fc.constant('match'), field: anyText, predicate, position }),
      identified({ kind: fc.constant('keyword'), predicate, position }),
      identified({ kind: fc.constantFrom('and', 'or'), operands }),
      identified({ kind: fc.constant('not'), operand: tie('expression') }),
    ),
  };
});

/** With or without the name of a search identifier. */
function identified(model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Expression> {
  const named = fc.record({ ...model, identifier: anyText });
  return fc.oneof(fc.record(model), named) as fc.Arbitrary<unknown> as fc.Arbitrary<Expression>;
}

const maybe = fc.option(anyText, { nil: undefined });
const texts = fc.array(anyText, { maxLength: 3 });
const rule: fc.Arbitrary<SigmaRule> = fc.record({
  ...{ kind: fc.constant('rule' as const), id: anyText, title: anyText, level: fc.constantFrom('low', 'critical') },
  ...{ name: maybe, status: maybe, description: maybe, author: maybe },
  ...{ references: texts, tags: texts, falsePositives: texts, fields: texts, missingPlaceholders: texts },
  logsource: fc.record({ product: anyText, category: anyText, service: anyText }, { requiredKeys: [] }),
  detection: expression,
  origin: fc.record({ file: anyText, line: fc.nat(), column: fc.nat() }),
}) as fc.Arbitrary<SigmaRule>;

test('any rules come back as they were, through bytes that are ASCII text', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 4 }), (rules) => {
      const serialised = serialiseRules(rules);
      expect(serialised.every((byte) => byte < 0x80)).toBe(true);
      expect(deserialiseRules(serialised).map(plain)).toEqual(rules);
    }),
  );
});

test('digests are those of the rules, though made without their detections', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 4 }), (rules) => {
      const digest = (one: SigmaRule): object => {
        const { fields, alsoReads, necessity } = digestOf(one);
        return { fields, alsoReads, necessity };
      };
      expect(deserialiseRules(serialiseRules(rules)).map(digest)).toEqual(rules.map(digest));
    }),
  );
});

test('a detection is one object, however often it is asked for', () => {
  const [first] = deserialiseRules(serialiseRules(parseRules(RULE, 'rule.yml').rules));
  expect(first?.detection).toBe(first?.detection);
});

test('what draft processing pipelines need is left out', () => {
  const { rules } = parseRules(RULE, 'rule.yml', { keepDrafts: true });
  expect(rules[0]).toHaveProperty('draft');
  expect(deserialiseRules(serialiseRules(rules)).map(plain)).toEqual(parseRules(RULE, 'rule.yml').rules);
});

test('rules that were kept are written as they were, and some of them or in another order as they are', () => {
  const { rules } = parseRules(`${RULE}---${RULE.replace('One', 'Two')}`, 'rule.yml');
  const bytes = serialiseRules(rules);
  const kept = deserialiseRules(bytes);
  expect(serialiseRules(kept)).toBe(bytes);
  expect(deserialiseRules(serialiseRules(kept.toReversed())).map(plain)).toEqual(rules.toReversed());
  expect(deserialiseRules(serialiseRules(kept.slice(1))).map(plain)).toEqual(rules.slice(1));
});

test('bytes that threads share are as good as others', () => {
  const { rules } = parseRules(RULE, 'rule.yml');
  const bytes = serialiseRules(rules);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  expect(deserialiseRules(shared).map(plain)).toEqual(rules);
});

test('bytes that end early are refused', () => {
  const serialised = serialiseRules(parseRules(RULE, 'rule.yml').rules);
  expect(() => deserialiseRules(serialised.slice(0, -1))).toThrow(/ends before its last rule/);
});

test.skipIf(!isHere)('every community rule comes back as it was parsed', () => {
  const files = readdirSync(COMMUNITY_RULES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yml'),
  );
  const rules = files.flatMap((file) => parseRules(readFileSync(join(COMMUNITY_RULES, file), 'utf8'), file).rules);
  expect(rules.length).toBeGreaterThan(3000);
  expect(deserialiseRules(serialiseRules(rules)).map(plain)).toEqual(rules);
});

/** With all that it gives when asked as values, as `toEqual` compares values. */
function plain(lazy: SigmaRule): SigmaRule {
  const { kind, id, name, title, status, level, description, author, references, tags, falsePositives, fields } = lazy;
  const { notes, logsource, detection, missingPlaceholders, origin } = lazy;
  return {
    ...{ kind, id, name, title, status, level, description, author, references, tags, falsePositives, fields },
    ...{ notes, logsource, detection, missingPlaceholders, origin },
  };
}

const RULE = `
title: One
logsource: {product: windows}
detection:
  selection: {A: 'x*?', B|cidr: 10.0.0.0/8, C: 12345678901234567890}
  condition: selection
`;
