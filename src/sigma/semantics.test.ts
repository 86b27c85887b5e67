import { readdirSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { FieldValue } from '../model/index.ts';
import { type MatchableEvent, matchesRule, parseRule, parseRules } from './index.ts';

interface Case {
  readonly case: string;
  readonly detection?: string;
  readonly rule?: string;
  readonly placeholders?: Record<string, (string | number)[]>;
  readonly missing?: string[];
  readonly because?: { field: string; value: FieldValue }[];
  readonly matches?: Record<string, FieldValue>[];
  readonly misses?: Record<string, FieldValue>[];
  readonly code?: string;
  readonly line?: number;
  readonly column?: number;
  readonly message?: string;
  readonly hint?: string;
}

const FOLDER = new URL('../../fixtures/sigma/', import.meta.url);

function eventOf(fields: Record<string, FieldValue>): MatchableEvent {
  const map = new Map(Object.entries(fields));
  return { get: (field) => map.get(field), entries: () => map.entries() };
}

/** A whole rule around a detection, which then starts on line 5, column 3. */
function ruleText({ rule, detection }: Case): string {
  if (rule !== undefined) return rule;
  const text = /^condition:/m.test(detection!) ? detection! : `${detection}condition: selection\n`;
  const indented = text.replace(/^(?=.)/gm, '  ');
  return `title: case\nlevel: low\nlogsource: { product: windows }\ndetection:\n${indented}`;
}

function checkMatches(testCase: Case): void {
  const placeholders = new Map(Object.entries(testCase.placeholders ?? {}));
  const rule = parseRule(ruleText(testCase), 'case.yml', { placeholders });
  expect(rule.missingPlaceholders).toEqual(testCase.missing ?? []);
  for (const fields of testCase.matches ?? []) {
    expect(matchesRule(rule, eventOf(fields)), `matches ${JSON.stringify(fields)}`).toBeDefined();
  }
  for (const fields of testCase.misses ?? []) {
    expect(matchesRule(rule, eventOf(fields)), `misses ${JSON.stringify(fields)}`).toBeUndefined();
  }
  if (testCase.because) expect(matchesRule(rule, eventOf(testCase.matches![0]!))).toEqual(testCase.because);
}

function checkError(testCase: Case): void {
  const { rules, errors } = parseRules(ruleText(testCase), 'case.yml');
  expect(rules).toEqual([]);
  expect(errors).toHaveLength(1);
  const [error] = errors;
  expect(error).toMatchObject({ code: testCase.code, file: 'case.yml', line: testCase.line });
  if (testCase.column !== undefined) expect(error?.column).toBe(testCase.column);
  expect(error?.message).toContain(testCase.message);
  if (testCase.hint !== undefined) expect(error?.hint).toContain(testCase.hint);
}

for (const file of readdirSync(FOLDER).filter((name) => /^(?!correlation|filters|pipelines).*\.yml$/.test(name))) {
  describe(`fixtures/sigma/${file}`, () => {
    for (const testCase of load(readFileSync(new URL(file, FOLDER), 'utf8')) as Case[]) {
      test(testCase.case, () => (testCase.code === undefined ? checkMatches(testCase) : checkError(testCase)));
    }
  });
}
