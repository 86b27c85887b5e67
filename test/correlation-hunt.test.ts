import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseFile } from '../src/model/index.ts';
import { landfall } from './landfall-process.ts';

const LOGS = 'fixtures/cases/small-intrusion/logs';
const RULES = `
title: Directory copied, then the log cleared
id: 3f1c8f0a-2b7e-4f5e-9a45-0d3a3a5b7a10
correlation:
  type: temporal_ordered
  rules: [ntds_copy, log_cleared]
  group-by: [Computer]
  timespan: 1h
level: critical
---
title: Directory copied
name: ntds_copy
id: 3f1c8f0a-2b7e-4f5e-9a45-0d3a3a5b7a13
logsource: { product: windows, category: process_creation }
detection: { sel: { CommandLine|contains: ntdsutil }, condition: sel }
level: low
---
title: Log cleared
name: log_cleared
id: 3f1c8f0a-2b7e-4f5e-9a45-0d3a3a5b7a14
logsource: { product: windows, service: security }
detection: { sel: { EventID: 1102 }, condition: sel }
level: medium
---
title: Correlation without rules that can match
id: 3f1c8f0a-2b7e-4f5e-9a45-0d3a3a5b7a15
correlation: { type: event_count, rules: [elsewhere], group-by: [a], timespan: 1h, condition: { gte: 2 } }
level: high
---
title: Another product
name: elsewhere
logsource: { product: lotus_notes }
detection: { sel: { a: b }, condition: sel }
level: low
`;
const FILTER = `
title: Not the domain controller
logsource: { product: windows, category: process_creation }
filter:
  rules: [ntds_copy]
  dc: { Computer|startswith: DC01 }
  condition: not dc
`;
const PIPELINE = `
name: Raise the alarm
priority: 10
transformations:
  - type: set_custom_attribute
    attribute: seen
    value: true
  - type: change_logsource
    category: none_such
    rule_conditions:
      - { type: logsource, product: windows, service: security }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-correlation-'));
  writeFileSync(join(folder, 'rules.yml'), RULES);
  writeFileSync(join(folder, 'filter.yml'), FILTER);
  writeFileSync(join(folder, 'pipeline.txt'), PIPELINE);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function hunt(...args: string[]): { caseFile: CaseFile; bytes: string; stdout: string } {
  const json = join(folder, 'case.json');
  const { stdout } = landfall(['hunt', LOGS, '--json', json, '--no-rules-cache', ...args]);
  const bytes = readFileSync(json, 'utf8');
  return { caseFile: JSON.parse(bytes) as CaseFile, bytes, stdout };
}

test('a correlation over several files alerts once, its rules do not, with the same bytes from one thread and two', () => {
  const { caseFile, bytes } = hunt('--rules', join(folder, 'rules.yml'), '--jobs', '1');
  expect(caseFile.alerts.map(({ rule, host }) => [rule.title, rule.level, host])).toEqual([
    ['Directory copied, then the log cleared', 'critical', 'DC01.brookwater.example.test'],
  ]);
  expect(caseFile.alerts[0]?.correlation?.events).toHaveLength(2);
  expect(hunt('--rules', join(folder, 'rules.yml'), '--jobs', '2').bytes).toBe(bytes);
});

test('rules below the least level still serve a correlation above it', () => {
  const { caseFile } = hunt('--rules', join(folder, 'rules.yml'), '--min-level', 'high');
  expect(caseFile.alerts.map(({ rule }) => rule.title)).toEqual(['Directory copied, then the log cleared']);
});

const CHAIN = `
title: Copied, cleared, and again
id: 3f1c8f0a-2b7e-4f5e-9a45-0d3a3a5b7a16
correlation: { type: event_count, rules: [chained, never], timespan: 1h, condition: { gte: 1 } }
level: critical
---
title: Of which nothing is read
name: never
correlation: { type: event_count, rules: [elsewhere], timespan: 1h, condition: { gte: 1 } }
level: critical
---
${RULES.replace('title: Directory copied, then', 'name: chained\ntitle: Directory copied, then').replace('level: critical\n', '')}`;

test('a correlation without a level has that of its rules, and serves one above the least level', () => {
  writeFileSync(join(folder, 'chain.yml'), CHAIN.replace('level: critical\n', 'level: critical\ngenerate: true\n'));
  const given = ['--rules', join(folder, 'chain.yml')];
  const found = (...args: string[]): string[] => {
    return hunt(...given, ...args).caseFile.alerts.map(({ rule }) => `${rule.title}: ${rule.level}`);
  };
  const chain = 'Copied, cleared, and again: critical';
  expect(found()).toEqual([expect.stringMatching(/then the log cleared: medium/), chain]);
  expect(found('--min-level', 'high')).toEqual([chain]);
});

test('a correlation of which no rule can match is listed with the reason', () => {
  const { caseFile } = hunt('--rules', join(folder, 'rules.yml'));
  expect(caseFile.rules.unbound.map(({ title, reason }) => [title, reason])).toContainEqual([
    'Correlation without rules that can match',
    'correlation: none of the rules it refers to can match',
  ]);
});

test('a filter in the folder suppresses, and says when it has no effect', () => {
  const both = ['--rules', join(folder, 'rules.yml'), '--rules', join(folder, 'filter.yml')];
  expect(hunt(...both).caseFile.alerts).toEqual([]);
  writeFileSync(join(folder, 'lost.yml'), FILTER.replace('ntds_copy', 'nothing'));
  const { caseFile, stdout } = hunt(...both.slice(0, 2), '--rules', join(folder, 'lost.yml'));
  expect(caseFile.rules.notes.map(({ code }) => code)).toEqual(['FILTER_WITHOUT_EFFECT']);
  expect(stdout).toMatch(/has no\s+effect/);
});

test('a pipeline changes the rules', () => {
  const { caseFile } = hunt('--rules', join(folder, 'rules.yml'), '--pipeline', join(folder, 'pipeline.txt'));
  expect(caseFile.alerts).toEqual([]);
});
