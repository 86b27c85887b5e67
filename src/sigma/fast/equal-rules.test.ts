import { expect, test } from 'vitest';
import { parseRules } from '../parse-rule.ts';
import type { SigmaRule } from '../rule.ts';
import { EqualRules } from './equal-rules.ts';

interface RuleParts {
  readonly id?: string;
  readonly head?: string;
  readonly category?: string;
  readonly detection?: string;
}

const SELECTION = "sel: {Image|endswith: '\\whoami.exe', User: [a, b]}\n  condition: sel";

function ruleOf({ id = 'a', head = '', category = 'process_creation', detection = SELECTION }: RuleParts): SigmaRule {
  const text = `title: T\nid: ${id}\n${head}logsource: {category: ${category}, product: windows}\ndetection:\n  ${detection}\n`;
  const { rules, errors } = parseRules(text, 'rule.yml');
  expect(errors).toEqual([]);
  return rules[0]!;
}

function areEqual(left: RuleParts, right: RuleParts): boolean {
  const equals = new EqualRules();
  const first = ruleOf(left);
  expect(equals.firstOf(first)).toBe(first);
  return equals.firstOf(ruleOf(right)) === first;
}

test('rules are equal whatever they are called and wherever their tests stand', () => {
  expect(areEqual({}, { id: 'b', head: 'description: D\nlevel: high\ntags: [attack.t1033]\n' })).toBe(true);
  const renamed = "mine: {Image|endswith: '\\whoami.exe', User: [a, b]}\n  condition: mine";
  expect(areEqual({}, { detection: renamed })).toBe(true);
});

test.each([
  ['another logsource', { category: 'image_load' }],
  ['another field', { detection: SELECTION.replace('User', 'Image') }],
  ['another order of the same tests', { detection: SELECTION.replace('[a, b]', '[b, a]') }],
  ['one value less', { detection: SELECTION.replace('[a, b]', '[a]') }],
  ['regard to case', { detection: SELECTION.replace('User:', 'User|cased:') }],
  ['another condition', { detection: SELECTION.replace('condition: sel', 'condition: not sel') }],
] as const)('rules with %s are not equal', (_, other) => {
  expect(areEqual({}, other)).toBe(false);
});

test.each([
  ["sel: {A|re: 'x.*y'}", "sel: {A|re|i: 'x.*y'}"],
  ["sel: {A|cidr: '10.0.0.0/8'}", "sel: {A|cidr: '10.0.0.0/9'}"],
  ["sel: {A|cidr: '10.0.0.0/8'}", "sel: {A|cidr: '11.0.0.0/8'}"],
  ['sel: {A|exists: true}', 'sel: {A|exists: false}'],
  ['sel: {A|gt: 1}', 'sel: {A|gte: 1}'],
  ['sel: {A|fieldref: B}', 'sel: {A|fieldref: C}'],
  ['sel: {A: 1}', "sel: {A: '1'}"],
  ['sel: [word]', 'sel: [wor?]'],
])('the test `%s` equals itself, not `%s`', (own, other) => {
  const [left, right] = [own, other].map((text) => ({ detection: `${text}\n  condition: sel` }));
  expect(areEqual(left!, { ...left!, id: 'b' })).toBe(true);
  expect(areEqual(left!, right!)).toBe(false);
});

test('rules that wait for placeholders equal none, as they never match', () => {
  const detection = "sel: {User|expand: '%admins%'}\n  condition: sel";
  expect(areEqual({ detection }, { detection, id: 'b' })).toBe(false);
});

test('among many rules that look alike, equal ones are found as far as it costs little', () => {
  const equals = new EqualRules();
  const rules = Array.from({ length: 100 }, (_, index) =>
    ruleOf({ detection: `sel: {Image: whoami.exe, ProcessId|gt: ${index}}\n  condition: sel` }),
  );
  const copies = rules.map((rule) => ({ ...rule, id: 'copy' }));
  const firsts = [...rules, ...copies].map((rule) => equals.firstOf(rule));
  for (const [index, rule] of rules.entries()) expect(firsts[index]).toBe(rule);
  for (const [index, first] of firsts.slice(100).entries()) expect([rules[index], copies[index]]).toContain(first);
  expect(firsts[100]).toBe(rules[0]);
});
