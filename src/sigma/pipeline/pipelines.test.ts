import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { FieldValue, UsageError } from '../../model/index.ts';
import { applyFilters } from '../filter/index.ts';
import { compile, compileRule, type Logsource, type MatchableEvent, parseRules } from '../index.ts';
import {
  applyPipelines,
  FIELD_CONDITIONS,
  ITEM_CONDITIONS,
  parsePipeline,
  REFUSED_TRANSFORMS,
  RULE_CONDITIONS,
  TRANSFORMATIONS,
} from './index.ts';

interface Fault {
  readonly code?: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly hint?: string;
}

interface Case {
  readonly case: string;
  readonly pipelines: string[];
  readonly detection?: string;
  readonly rule?: string;
  readonly placeholders?: Record<string, string[]>;
  readonly matches?: Record<string, FieldValue>[];
  readonly misses?: Record<string, FieldValue>[];
  readonly fields?: string[];
  readonly logsource?: Logsource;
  readonly missing?: string[];
  readonly correlation?: object;
  readonly notes?: Fault[];
  /** of rules */
  readonly errors?: Fault[];
  /** of the pipeline */
  readonly error?: Fault;
}

const text = readFileSync(new URL('../../../fixtures/sigma/pipelines.yml', import.meta.url), 'utf8');
const CASES = load(text) as Case[];

function eventOf(fields: Record<string, FieldValue>): MatchableEvent {
  const map = new Map(Object.entries(fields));
  return { get: (field) => map.get(field), entries: () => map.entries() };
}

function ruleText({ rule, detection }: Case): string {
  if (rule !== undefined) return rule;
  const section = /^condition:/m.test(detection!) ? detection! : `${detection}condition: selection\n`;
  const head = 'title: case\nlogsource: { product: windows, category: process_creation }\ndetection:\n';
  return head + section.replace(/^(?=.)/gm, '  ');
}

function checkFault(found: UsageError | undefined, wanted: Fault): void {
  expect(found?.message).toContain(wanted.message);
  if (wanted.hint !== undefined) expect(found?.hint).toContain(wanted.hint);
  for (const key of ['code', 'line', 'column'] as const) {
    if (wanted[key] !== undefined) expect(found?.[key], key).toBe(wanted[key]);
  }
}

function pipelinesOf(testCase: Case) {
  return testCase.pipelines.map((pipeline, index) => parsePipeline(pipeline, `pipeline${index}.yml`));
}

function checkError(testCase: Case): void {
  let error: unknown;
  try {
    pipelinesOf(testCase);
  } catch (thrown) {
    error = thrown;
  }
  checkFault(error as UsageError, { code: 'PIPELINE_INVALID', ...testCase.error! });
}

function pipe(testCase: Case) {
  const placeholders = new Map(Object.entries(testCase.placeholders ?? {}));
  const parsed = parseRules(ruleText(testCase), 'case.yml', { placeholders, keepDrafts: true });
  expect(parsed.errors).toEqual([]);
  const filters = parsed.others.filter((other) => other.kind === 'filter');
  const correlations = parsed.others.filter((other) => other.kind === 'correlation');
  const { rules } = applyFilters(parsed.rules, filters);
  return applyPipelines({ rules, correlations }, pipelinesOf(testCase));
}

function checkPiped(testCase: Case): void {
  const { rules, correlations, errors } = pipe(testCase);
  expect(errors.map(({ code, message }) => `${code}: ${message}`)).toHaveLength(testCase.errors?.length ?? 0);
  for (const [index, wanted] of (testCase.errors ?? []).entries())
    checkFault(errors[index], { code: 'PIPELINE_FAILED', ...wanted });
  for (const [expected, events] of [
    [true, testCase.matches],
    [false, testCase.misses],
  ] as const) {
    for (const fields of events ?? []) {
      expect(compileRule(rules[0]!).matches(eventOf(fields)), JSON.stringify(fields)).toBe(expected);
      expect(compile(rules).match(eventOf(fields)).includes(0), `fast: ${JSON.stringify(fields)}`).toBe(expected);
    }
  }
  if (testCase.errors === undefined) expect(rules[0]?.missingPlaceholders).toEqual(testCase.missing ?? []);
  if (testCase.fields !== undefined) expect(rules[0]?.fields).toEqual(testCase.fields);
  if (testCase.logsource !== undefined) expect(rules[0]?.logsource).toEqual(testCase.logsource);
  if (testCase.correlation !== undefined) expect(correlations[0]).toMatchObject(testCase.correlation);
}

function checkNotes(testCase: Case): void {
  const notes = pipelinesOf(testCase).flatMap((pipeline) => pipeline.notes);
  expect(notes.map(({ position }) => position)).toEqual(
    (testCase.notes ?? []).map(({ line, column }) => ({ line, column })),
  );
  for (const [index, { message }] of (testCase.notes ?? []).entries()) expect(notes[index]?.message).toContain(message);
}

describe('fixtures/sigma/pipelines.yml', () => {
  for (const testCase of CASES) {
    test(testCase.case, () => {
      if (testCase.error !== undefined) checkError(testCase);
      else {
        checkNotes(testCase);
        checkPiped(testCase);
      }
    });
  }
});

test('every transformation and condition has a case', () => {
  const tables = [TRANSFORMATIONS, REFUSED_TRANSFORMS, RULE_CONDITIONS, ITEM_CONDITIONS, FIELD_CONDITIONS];
  for (const name of tables.flatMap((table) => [...table.keys()])) expect(text).toMatch(new RegExp(`type: ${name}\\b`));
});

test('rules behind a pipeline can be cloned for a worker', () => {
  const { rules } = pipe(CASES[0]!);
  const plain = JSON.parse(JSON.stringify(rules[0])) as object;
  expect(Object.keys(plain)).not.toContain('draft');
});
