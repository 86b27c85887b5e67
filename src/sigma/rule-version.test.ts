import { expect, test } from 'vitest';
import { parseRules } from './parse-rule.ts';
import { ruleVersion } from './rule-version.ts';
import { deserialiseRules, serialiseRules } from './serialise.ts';

const RULE = `title: One
id: 2f6a7c1e-6a55-4dd5-8b51-0c9b3e0b9d11
logsource: { product: windows, category: process_creation }
detection:
  selection: { Image|endswith: '\\\\net.exe', CommandLine|re: 'a?b' }
  address: { SourceIp|cidr: 10.0.0.0/8 }
  condition: selection or address
level: high
`;

function versionOf(text: string): string {
  return ruleVersion(parseRules(text, 'one.yml').rules[0]!);
}

test('a rule that was kept and read again has the same version', () => {
  const { rules } = parseRules(RULE, 'one.yml');
  expect(deserialiseRules(serialiseRules(rules)).map(ruleVersion)).toEqual(rules.map(ruleVersion));
});

test.each([
  ['another title', (text: string) => text.replace('title: One', 'title: Two')],
  ['lines before it', (text: string) => `# a remark\n${text}`],
  ['another name of a selection', (text: string) => text.replaceAll('selection', 'chosen')],
])('%s is no other version', (_, change) => {
  expect(change(RULE)).not.toBe(RULE);
  expect(versionOf(change(RULE))).toBe(versionOf(RULE));
});

test.each([
  ['another value', (text: string) => text.replace('net.exe', 'net1.exe')],
  ['another wildcard', (text: string) => text.replace('net.exe', 'n?t.exe')],
  ['another modifier', (text: string) => text.replace('endswith', 'contains')],
  ['another level', (text: string) => text.replace('level: high', 'level: low')],
  ['another log', (text: string) => text.replace('process_creation', 'image_load')],
  ['another network', (text: string) => text.replace('10.0.0.0/8', '10.0.0.0/9')],
])('%s is another version', (_, change) => {
  expect(change(RULE)).not.toBe(RULE);
  expect(versionOf(change(RULE))).not.toBe(versionOf(RULE));
});
