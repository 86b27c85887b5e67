import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { FieldValue } from '../../model/index.ts';
import { compile, compileRule, explain, type MatchableEvent, parseRules } from '../index.ts';
import { applyFilters } from './index.ts';

interface Case {
  readonly case: string;
  /** a file of rules and filters */
  readonly rules: string;
  readonly placeholders?: Record<string, (string | number)[]>;
  /** by the titles of rules */
  readonly matches?: Record<string, Record<string, FieldValue>[]>;
  readonly misses?: Record<string, Record<string, FieldValue>[]>;
  readonly gaps?: { line: number; column: number; reason: string }[];
  readonly error?: { code: string; line: number; column: number; message: string };
}

const CASES = load(readFileSync(new URL('../../../fixtures/sigma/filters.yml', import.meta.url), 'utf8')) as Case[];

function eventOf(fields: Record<string, FieldValue>): MatchableEvent {
  const map = new Map(Object.entries(fields));
  return { get: (field) => map.get(field), entries: () => map.entries() };
}

function filtered(text: string, placeholders: Case['placeholders'] = {}) {
  const options = { placeholders: new Map(Object.entries(placeholders)) };
  const { rules, others, errors } = parseRules(text, 'case.yml', options);
  const filters = others.filter((other) => other.kind === 'filter');
  return { ...applyFilters(rules, filters), errors, unfiltered: rules };
}

describe('fixtures/sigma/filters.yml', () => {
  for (const testCase of CASES) {
    test(testCase.case, () => {
      const { rules, gaps, errors } = filtered(testCase.rules, testCase.placeholders);
      expect(errors).toMatchObject(
        testCase.error === undefined ? [] : [{ ...testCase.error, message: expect.any(String) }],
      );
      if (testCase.error !== undefined) expect(errors[0]?.message).toContain(testCase.error.message);
      expect(gaps.map(({ position: { line, column }, reason }) => ({ line, column, reason }))).toEqual(
        testCase.gaps ?? [],
      );
      for (const [expected, groups] of [
        [true, testCase.matches],
        [false, testCase.misses],
      ] as const) {
        for (const [title, events] of Object.entries(groups ?? {})) {
          const rule = rules.find((one) => one.title === title)!;
          for (const fields of events) {
            expect(compileRule(rule).matches(eventOf(fields)), `${title}: ${JSON.stringify(fields)}`).toBe(expected);
            expect(compile([rule]).match(eventOf(fields)).length > 0, `fast: ${title}`).toBe(expected);
          }
        }
      }
    });
  }
});

const VALUES = ['a', 'b', 'ab', '1'];
const detection = fc.constantFrom('A: a', 'A: b', 'B|contains: a', 'A|startswith: b', 'B: null', 'A|neq: a');
const condition = fc.constantFrom('one', 'not one', 'one and two', 'one or not two', 'not 1 of them', 'all of them');
const event = fc.record({ A: fc.constantFrom(...VALUES), B: fc.constantFrom(...VALUES) }, { requiredKeys: [] });

test('a filtered rule never matches what the unfiltered one does not', () => {
  fc.assert(
    fc.property(detection, detection, condition, detection, detection, condition, event, (...parts) => {
      const [a, b, ruleCondition, c, d, filterCondition, fields] = parts;
      const rule = `title: r\nlogsource: { product: p }\ndetection:\n  one: { ${a} }\n  two: { ${b} }\n  condition: ${ruleCondition}\n`;
      const filter = `title: f\nlogsource: { product: p }\nfilter:\n  rules: any\n  one: { ${c} }\n  two: { ${d} }\n  condition: ${filterCondition}\n`;
      const { rules, unfiltered, errors } = filtered(`${rule}---\n${filter}`);
      expect(errors).toEqual([]);
      const [before, after] = [unfiltered[0]!, rules[0]!].map((one) => compileRule(one).matches(eventOf(fields)));
      expect(after).toBe(before && after);
      expect(compile(rules).match(eventOf(fields)).length > 0).toBe(after);
      expect(rules[0]).not.toBe(unfiltered[0]);
    }),
    { numRuns: 500 },
  );
});

test('an explanation names the filter', () => {
  const text = CASES[0]!.rules;
  const { rules } = filtered(text);
  const event = eventOf({ Image: 'C:\\whoami.exe', User: 'adm_eve' });
  expect(JSON.stringify(explain(rules[0]!, event))).toContain('filter \\"Administrators work\\"');
});
