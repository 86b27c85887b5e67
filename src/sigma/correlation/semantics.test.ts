import { readFileSync } from 'node:fs';
import { dump, load } from 'js-yaml';
import { expect, test } from 'vitest';
import type { FieldValue } from '../../model/index.ts';
import { parseRules } from '../parse-rule.ts';
import type { SigmaRule } from '../rule.ts';
import { collectorFor } from './collector.ts';
import { correlate } from './correlate.ts';
import type { CorrelationAlert } from './correlation-alert.ts';
import type { CorrelationRule } from './correlation-rule.ts';
import { type CorrelationPlan, planCorrelations } from './plan.ts';

interface ExpectedAlert {
  readonly at: number;
  readonly from?: number;
  readonly title?: string;
  readonly level?: string;
  readonly value?: number;
  readonly matches?: number;
  readonly cut?: boolean;
  readonly group?: Record<string, FieldValue>;
  readonly events?: number[];
}

interface Case {
  readonly case: string;
  readonly correlation?: unknown;
  readonly documents?: string;
  readonly events?: [seconds: number, rule: string, fields: Record<string, FieldValue>][];
  readonly alerts?: ExpectedAlert[];
  readonly notices?: { code: string; count: number }[];
  readonly silent?: string[];
  readonly error?: { code?: string; line: number; column: number; message: string; hint?: string };
}

const FILE = new URL('../../../fixtures/sigma/correlations.yml', import.meta.url);
const NAMES = [...'abcdefghi'];
const BASES = NAMES.map(
  (name) =>
    `title: base ${name}\nname: ${name}\nlevel: low\nlogsource: { product: windows }\ndetection: { s: { A: 1 }, condition: s }\n`,
).join('---\n');

function planOf({ correlation, documents }: Case): { plan: CorrelationPlan; rules: SigmaRule[]; errors: unknown[] } {
  const text = documents ?? `title: case\ncorrelation: ${JSON.stringify(correlation)}\n`;
  const bases = parseRules(BASES, 'bases.yml');
  const own = parseRules(text, 'case.yml');
  const rules = [...bases.rules, ...own.rules];
  const correlations = own.others.filter((document): document is CorrelationRule => document.kind === 'correlation');
  const { plan, errors } = planCorrelations(rules, correlations);
  return { plan, rules, errors: [...bases.errors, ...own.errors, ...errors] };
}

/** Only what the case speaks of. */
function shownAlert(alert: CorrelationAlert, expected: ExpectedAlert | undefined): Record<string, unknown> {
  const all: Record<string, unknown> = {
    at: alert.timeMs / 1000,
    from: alert.windowStartMs / 1000,
    title: alert.rule.title,
    level: alert.correlation.level,
    value: alert.value,
    matches: alert.matches,
    cut: alert.isCut,
    group: Object.fromEntries(alert.group.map(({ field, value }) => [field, value])),
    events: alert.events.map(({ timeMs }) => timeMs / 1000),
  };
  const keys = ['at', 'cut', ...Object.keys(expected ?? {})];
  return Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key)));
}

function checkAlerts(testCase: Case): void {
  const { plan, rules, errors } = planOf(testCase);
  expect(errors).toEqual([]);
  const collector = collectorFor(plan);
  const inputs = testCase.events!.map(([seconds, name, fields], index) => {
    const rule = rules.find((one) => one.name === name)!;
    return collector.collect(rule, seconds * 1000, (field) => fields[field], { source: 's', byteOffset: index })!;
  });
  const { alerts, notices } = correlate(plan, inputs.toReversed());
  const shown = alerts.map((alert, index) => shownAlert(alert, testCase.alerts![index]));
  expect(shown, dump(shown)).toEqual(testCase.alerts!.map((alert) => ({ cut: false, ...alert })));
  expect(notices.map(({ code, count }) => ({ code, count }))).toEqual(testCase.notices ?? []);
  if (testCase.silent)
    expect([...plan.silent].flatMap(({ kind, name }) => (kind === 'rule' ? [name] : []))).toEqual(testCase.silent);
}

function checkError(testCase: Case): void {
  const { plan, errors } = planOf(testCase);
  expect(plan.correlations).toEqual([]);
  expect(errors).toHaveLength(1);
  const { message, hint, ...place } = testCase.error!;
  expect(errors[0]).toMatchObject({ code: 'RULE_INVALID', file: 'case.yml', ...place });
  expect(errors[0]).toHaveProperty('message', expect.stringContaining(message));
  if (hint !== undefined) expect(errors[0]).toHaveProperty('hint', expect.stringContaining(hint));
}

for (const testCase of load(readFileSync(FILE, 'utf8')) as Case[]) {
  test(testCase.case, () => (testCase.error === undefined ? checkAlerts(testCase) : checkError(testCase)));
}
