import { expect, test } from 'vitest';
import { parseRule } from '../parse-rule.ts';
import { allowsValue } from './required-texts.ts';

function ruleOf(detection: string) {
  return parseRule(`title: t\nlogsource:\n  product: windows\ndetection:\n${detection}`, 'rule.yml');
}

test('a rule that demands one of some values of a field is refuted by any other value', () => {
  const rule = ruleOf('  a:\n    EventID: [4624, 4625]\n    User: x\n  b:\n    EventID: 4625\n  condition: a or b\n');
  expect(allowsValue(rule, 'EventID', 4624)).toBe(true);
  expect(allowsValue(rule, 'EventID', '4625')).toBe(true);
  expect(allowsValue(rule, 'EventID', 7036)).toBe(false);
  // Only one of the alternatives speaks of it.
  expect(allowsValue(rule, 'User', 'y')).toBe(true);
});

test('of several demands on a field one is enough to refute a value', () => {
  const rule = ruleOf('  a:\n    Channel: [Security, System]\n  b:\n    Channel: system\n  condition: a and b\n');
  expect(allowsValue(rule, 'Channel', 'System')).toBe(true);
  expect(allowsValue(rule, 'Channel', 'Security')).toBe(false);
});

test('a value that is not told quickly refutes nothing', () => {
  const negated = ruleOf('  a:\n    EventID: 1\n  condition: not a\n');
  expect(allowsValue(negated, 'EventID', 1)).toBe(true);
  const pattern = ruleOf("  a:\n    EventID: '46*'\n  condition: a\n");
  expect(allowsValue(pattern, 'EventID', 7036)).toBe(true);
  const exact = ruleOf('  a:\n    EventID: 1\n  condition: a\n');
  expect(allowsValue(exact, 'EventID', null)).toBe(true);
  expect(allowsValue(exact, 'EventID', [2, 3])).toBe(true);
});
