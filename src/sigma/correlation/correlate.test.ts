import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRules } from '../parse-rule.ts';
import { correlate } from './correlate.ts';
import type { CorrelationAlert } from './correlation-alert.ts';
import type { CorrelationInput, InputValue } from './correlation-input.ts';
import type { Bound, CorrelationRule, RuleExpression } from './correlation-rule.ts';
import { createCorrelationStream } from './correlation-stream.ts';
import { InputStore } from './input-store.ts';
import { type CorrelationPlan, planCorrelations } from './plan.ts';

const RULES = ['a', 'b', 'c'];
const SPAN = 10;

function planOf(...sections: string[]): CorrelationPlan {
  const bases = RULES.map(
    (name) =>
      `title: ${name}\nname: ${name}\nlogsource: { product: windows }\ndetection: { s: { A: 1 }, condition: s }\n`,
  );
  const own = sections.map((section, index) => `title: own ${index}\nname: own${index}\ncorrelation: { ${section} }\n`);
  const { rules, others, errors } = parseRules([...bases, ...own].join('---\n'), 'test.yml');
  expect(errors).toEqual([]);
  const correlations = others.filter((document): document is CorrelationRule => document.kind === 'correlation');
  const planned = planCorrelations(rules, correlations);
  expect(planned.errors).toEqual([]);
  return planned.plan;
}

interface Match {
  readonly at: number;
  readonly rule: number;
  readonly user: string;
  readonly n: number | null;
}

const match = fc.record({
  at: fc.integer({ min: 0, max: 60 }),
  rule: fc.integer({ min: 0, max: 2 }),
  user: fc.constantFrom('x', 'y'),
  n: fc.option(fc.integer({ min: -3, max: 9 }), { nil: null }),
});

const matches = fc.array(match, { maxLength: 40 });

/** The place in the list stands for the place in the log. */
function inputsOf(plan: CorrelationPlan, all: readonly Match[]): CorrelationInput[] {
  return all.flatMap(({ at, rule, user, n }, index) => {
    const ruleIndex = plan.baseRules.findIndex((base) => base.rule.name === RULES[rule]);
    if (ruleIndex === -1) return [];
    const fields: Record<string, InputValue> = { User: user, n };
    const values = plan.baseRules[ruleIndex]!.fields.map((field) => fields[field] ?? null);
    return [{ ruleIndex, timeMs: at * 1000, values, ref: { source: 's', byteOffset: index } }];
  });
}

/** What a case expects of an alert, in short. */
function short({ timeMs, group, value, matches: count, isCut }: CorrelationAlert): unknown[] {
  return [timeMs / 1000, group[0]?.value, value, count, isCut];
}

// ---- The oracle: everything is looked for anew in a plain list of a group's matches.

type Measure = (window: readonly Match[], rule: CorrelationRule) => { value: number; holds: boolean; count: number };

function oracle(rule: CorrelationRule, isWhole: boolean, all: readonly Match[]): unknown[][] {
  const used = rule.rules.map(({ reference }) => RULES.indexOf(reference));
  const takesPart = ({ rule: index, n }: Match): boolean =>
    used.includes(index) && (!rule.type.startsWith('value_') || n !== null);
  const sorted = all.map((one, place) => ({ ...one, place })).filter(takesPart);
  sorted.sort((a, b) => a.at - b.at || a.place - b.place);
  const endAt = Math.max(...all.filter(({ rule: index }) => used.includes(index)).map(({ at }) => at));
  const alerts: unknown[][] = [];
  for (const user of ['x', 'y']) {
    const own = sorted.filter((one) => one.user === user);
    const judge: Measure = measureOf(rule);
    alerts.push(
      ...(isWhole ? wholeAlerts(own, rule, judge, endAt) : slidingAlerts(own, rule, judge)).map(
        ([at, value, count, isCut]) => [at, user, value, count, isCut],
      ),
    );
  }
  return alerts.sort(byText);
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

function slidingAlerts(own: readonly Match[], rule: CorrelationRule, judge: Measure): unknown[][] {
  const alerts: unknown[][] = [];
  let wasHolding = false;
  let alertedAt = Number.NEGATIVE_INFINITY;
  for (const [index, { at }] of own.entries()) {
    const window = own.slice(0, index + 1).filter((one) => one.at >= at - SPAN);
    const { value, holds, count } = judge(window, rule);
    if (holds && (!wasHolding || at > alertedAt + SPAN)) {
      alerts.push([at, value, count, false]);
      alertedAt = at;
    }
    wasHolding = holds;
  }
  return alerts;
}

function wholeAlerts(own: readonly Match[], rule: CorrelationRule, judge: Measure, endAt: number): unknown[][] {
  const alerts: unknown[][] = [];
  for (let index = 0; index < own.length; ) {
    const start = own[index]!.at;
    const window = own.slice(index).filter(({ at }) => at <= start + SPAN);
    index += window.length;
    const { value, holds, count } = judge(window, rule);
    const isCut = start + SPAN > endAt;
    if (holds) alerts.push([isCut ? endAt : start + SPAN, value, count, isCut]);
  }
  return alerts;
}

function within(bounds: readonly Bound[], value: number): boolean {
  const checks = { gt: (x: number) => value > x, gte: (x: number) => value >= x, lt: (x: number) => value < x };
  const more = { lte: (x: number) => value <= x, eq: (x: number) => value === x, neq: (x: number) => value !== x };
  return bounds.every((bound) => ({ ...checks, ...more })[bound.operator](bound.value));
}

function measureOf({ type, condition }: CorrelationRule): Measure {
  const bounds = condition.kind === 'compare' ? condition.bounds : [];
  const ofNumbers =
    (calculate: (numbers: number[]) => number): Measure =>
    (window) => {
      const value = calculate(window.map(({ n }) => n!));
      return { value, holds: within(bounds, value), count: window.length };
    };
  switch (type) {
    case 'event_count':
      return ofNumbers((numbers) => numbers.length);
    case 'value_count':
      return ofNumbers((numbers) => new Set(numbers).size);
    case 'value_sum':
      return ofNumbers((numbers) => numbers.reduce((sum, n) => sum + n, 0));
    case 'value_avg':
      return ofNumbers((numbers) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length);
    case 'value_median':
      return ofNumbers((numbers) => (ranked(numbers, 0.5) + ranked(numbers, 0.5, 'above')) / 2);
    case 'value_percentile':
      return ofNumbers((numbers) => ranked(numbers, (condition.kind === 'compare' ? condition.percentile! : 0) / 100));
    case 'temporal':
      return (window, rule) => {
        const seen = rule.rules.map(({ reference }) => window.some((one) => RULES[one.rule] === reference));
        const value = seen.filter(Boolean).length;
        const holds = condition.kind === 'compare' ? within(bounds, value) : holdsFor(condition.expression, seen, seen);
        return { value, holds, count: value };
      };
    case 'temporal_ordered':
      return orderedMeasure;
  }
}

/** The smallest value that at least this part of all values does not exceed. */
function ranked(numbers: readonly number[], part: number, side: 'below' | 'above' = 'below'): number {
  if (side === 'above')
    return -ranked(
      numbers.map((n) => -n),
      1 - part,
    );
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted.find((n) => numbers.filter((other) => other <= n).length >= part * numbers.length)!;
}

function holdsFor(expression: RuleExpression, seen: boolean[], absent: boolean[], isNegated = false): boolean {
  if (expression.kind === 'rule') return (isNegated ? absent : seen)[expression.rule]!;
  if (expression.kind === 'not') return !holdsFor(expression.operand, seen, absent, !isNegated);
  const operands = expression.operands.map((operand) => holdsFor(operand, seen, absent, isNegated));
  return expression.kind === 'and' ? operands.every(Boolean) : operands.some(Boolean);
}

/** Tries every choice of rules in their order. */
function orderedMeasure(window: readonly Match[], { rules, condition }: CorrelationRule): ReturnType<Measure> {
  const names = rules.map(({ reference }) => RULES.indexOf(reference));
  const seenAnywhere = names.map((name) => window.some(({ rule }) => rule === name));
  let best = { value: 0, holds: false };
  let longest = 0;
  for (let bits = 1; bits < 2 ** names.length; bits++) {
    const wanted = names.filter((_, index) => (bits >> index) & 1);
    if (!canBeSeen(wanted, window, 0)) continue;
    longest = Math.max(longest, wanted.length);
    const seen = names.map((_, index) => ((bits >> index) & 1) === 1);
    const holds = condition.kind === 'rules' && holdsFor(condition.expression, seen, seenAnywhere);
    if (holds && (!best.holds || wanted.length > best.value)) best = { value: wanted.length, holds };
  }
  if (condition.kind === 'compare') best = { value: longest, holds: within(condition.bounds, longest) };
  return { ...best, count: best.value };
}

function canBeSeen([next, ...rest]: readonly number[], window: readonly Match[], from: number): boolean {
  if (next === undefined) return true;
  return window.some(({ rule, at }) => rule === next && at >= from && canBeSeen(rest, window, at));
}

const HEAD = 'rules: [a, b, c], group-by: [User], timespan: 10s';
const CASES = [
  `type: event_count, ${HEAD}, condition: { gte: 3 }`,
  `type: event_count, ${HEAD}, condition: { gt: 1, lt: 4 }`,
  `type: event_count, rules: [a], group-by: [User], timespan: 10s, condition: { eq: 2 }`,
  `type: value_count, ${HEAD}, condition: { field: n, gte: 3 }`,
  `type: value_count, ${HEAD}, condition: { field: n, neq: 2 }`,
  `type: value_sum, ${HEAD}, condition: { field: n, gt: 9 }`,
  `type: value_sum, ${HEAD}, condition: { field: n, lte: 3 }`,
  `type: value_avg, ${HEAD}, condition: { field: n, gte: 4 }`,
  `type: value_percentile, ${HEAD}, condition: { field: n, percentile: 75, gte: 5 }`,
  `type: value_percentile, ${HEAD}, condition: { field: n, percentile: 10, lt: 0 }`,
  `type: value_median, ${HEAD}, condition: { field: n, gt: 4 }`,
  `type: temporal, ${HEAD}`,
  `type: temporal, ${HEAD}, condition: { eq: 2 }`,
  `type: temporal, ${HEAD}, condition: a and (b or c)`,
  `type: temporal, ${HEAD}, condition: a and b and not c`,
  `type: temporal_ordered, ${HEAD}`,
  `type: temporal_ordered, ${HEAD}, condition: { gte: 2 }`,
  `type: temporal_ordered, ${HEAD}, condition: { lt: 2 }`,
];

describe('correlating finds what looking at every window anew finds', () => {
  test.each(CASES)('%s', (section) => {
    const plan = planOf(section);
    const [planned] = plan.correlations;
    const property = fc.property(matches, (all) => {
      const { alerts } = correlate(plan, inputsOf(plan, all));
      expect(alerts.map(short).sort(byText)).toEqual(oracle(planned!.rule, planned!.isWhole, all));
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe('an ordered correlation with a condition holds when trying every choice of rules says so', () => {
  test.each(['a and (b or c)', 'a and c and not b', '(a or b) and c', 'b and (c or not a)'])('%s', (condition) => {
    const plan = planOf(`type: temporal_ordered, ${HEAD}, condition: ${condition}`);
    const [planned] = plan.correlations;
    const times = (alerts: readonly unknown[][]): unknown[] => alerts.map(([at, user, , , isCut]) => [at, user, isCut]);
    const property = fc.property(matches, (all) => {
      const { alerts } = correlate(plan, inputsOf(plan, all));
      const found = alerts.map(short).sort(byText);
      expect(times(found)).toEqual(times(oracle(planned!.rule, planned!.isWhole, all)));
    });
    fc.assert(property, { numRuns: 300 });
  });
});

const CHAIN = [
  ...CASES,
  'type: temporal_ordered, rules: [own0, c], group-by: [User], timespan: 20s',
  'type: event_count, rules: [own2, own14], timespan: 60s, condition: { gte: 2 }',
  'type: value_count, rules: [own18, own19], timespan: 60s, condition: { field: n, gte: 1 }',
];

test('the order in which matches come, and who collects them, changes nothing', () => {
  const plan = planOf(...CHAIN);
  const property = fc.property(matches, fc.array(fc.integer({ min: 0, max: 2 })), (all, workers) => {
    const inputs = inputsOf(plan, all);
    const expected = JSON.stringify(correlate(plan, inputs));
    expect(JSON.stringify(correlate(plan, inputs.toReversed()))).toBe(expected);
    const stores = [new InputStore(), new InputStore(), new InputStore()];
    for (const [index, input] of inputs.entries()) stores[workers[index] ?? 0]!.add(input);
    const merged = new InputStore();
    for (const store of stores.reverse()) merged.addColumns(structuredClone(store.toColumns()));
    expect(JSON.stringify(correlate(plan, merged))).toBe(expected);
  });
  fc.assert(property, { numRuns: 100 });
});

test('a stream finds the same when nothing comes later than the lateness', () => {
  const plan = planOf(...CHAIN);
  const property = fc.property(matches, fc.infiniteStream(fc.integer({ min: 0, max: 5 })), (all, delays) => {
    const inputs = inputsOf(plan, all);
    const arriving = inputs.map((input) => ({ input, at: input.timeMs + delays.next().value * 1000 }));
    const alerts: CorrelationAlert[] = [];
    const stream = createCorrelationStream(plan, { latenessMs: 5000, onAlert: (alert) => alerts.push(alert) });
    for (const { input } of arriving.sort((a, b) => a.at - b.at)) stream.push(input);
    stream.finish();
    const finite = correlate(plan, inputs);
    expect(stream.notices()).toEqual(finite.notices);
    expect(JSON.stringify(alerts)).toBe(JSON.stringify(finite.alerts));
  });
  fc.assert(property, { numRuns: 100 });
});

function at(seconds: number, user = 'x'): Match {
  return { at: seconds, rule: 0, user, n: 1 };
}

test('a match later than the lateness is dropped, and that is noted with its time', () => {
  const plan = planOf('type: event_count, rules: [a], timespan: 10s, condition: { gte: 2 }');
  const alerts: CorrelationAlert[] = [];
  const stream = createCorrelationStream(plan, { latenessMs: 2000, onAlert: (alert) => alerts.push(alert) });
  for (const input of inputsOf(plan, [at(10), at(13), at(12), at(10)])) stream.push(input);
  stream.finish();
  expect(alerts.map(({ timeMs }) => timeMs)).toEqual([12_000]);
  expect(stream.notices()).toMatchObject([{ code: 'LATE', count: 1, firstMs: 10_000, lastMs: 10_000 }]);
});

test('time that passes without matches judges the windows that are over', () => {
  const plan = planOf('type: event_count, rules: [a], timespan: 10s, condition: { lt: 2 }');
  const alerts: CorrelationAlert[] = [];
  const stream = createCorrelationStream(plan, { latenessMs: 2000, onAlert: (alert) => alerts.push(alert) });
  for (const input of inputsOf(plan, [at(0)])) stream.push(input);
  stream.passTo(12_000);
  expect(alerts).toEqual([]);
  stream.passTo(12_001);
  expect(alerts).toMatchObject([{ timeMs: 10_000, isCut: false }]);
});

test('logs that are known to reach further leave no window cut', () => {
  const plan = planOf('type: event_count, rules: [a], timespan: 10s, condition: { lt: 2 }');
  const inputs = inputsOf(plan, [at(0)]);
  expect(correlate(plan, inputs).alerts).toMatchObject([{ timeMs: 0, windowEndMs: 10_000, isCut: true }]);
  expect(correlate(plan, inputs, { untilMs: 10_000 }).alerts).toMatchObject([{ timeMs: 10_000, isCut: false }]);
});

test('matches beyond what a store takes, and matches without a time, are noted', () => {
  const plan = planOf('type: event_count, rules: [a], timespan: 10s, condition: { gte: 3 }');
  const inputs = inputsOf(plan, [at(0), at(1), at(2)]);
  const piece = new InputStore(2);
  for (const input of inputs) piece.add(input);
  const merged = new InputStore(1);
  merged.addColumns(piece.toColumns());
  const { alerts, notices } = correlate(plan, merged, { undated: 4 });
  expect([merged.length, merged.refused, alerts]).toEqual([1, 2, []]);
  expect(notices).toMatchObject([
    { code: 'INPUTS_FULL', count: 2 },
    { code: 'UNDATED', count: 4 },
  ]);
});

test('records are ordered and given back as they are, also beyond 2^53', () => {
  const plan = planOf('type: event_count, rules: [a], timespan: 10s, condition: { gte: 4 }');
  const refs = [{ record: '18446744073709551615' }, { record: '9007199254740993' }, { record: 7 }, { byteOffset: 0 }];
  const inputs = refs.map((ref) => ({ ruleIndex: 0, timeMs: 0, values: [], ref: { source: 's', ...ref } }));
  const [alert] = correlate(plan, inputs).alerts;
  expect(alert!.events.map(({ ref }) => ref)).toEqual([
    { source: 's', record: 7 },
    { source: 's', record: '9007199254740993' },
    { source: 's', record: '18446744073709551615' },
    { source: 's', byteOffset: 0 },
  ]);
});

test('a crowded window forgets its earliest matches, and that is noted', () => {
  const plan = planOf('type: value_sum, rules: [a], timespan: 10s, condition: { field: n, gte: 4 }');
  const inputs = inputsOf(plan, [at(0), at(1), at(2), at(3), at(4)]);
  const { alerts, notices } = correlate(plan, inputs, { limits: { matchesPerWindow: 3 } });
  expect(alerts).toEqual([]);
  expect(notices).toMatchObject([{ code: 'WINDOW_FULL', count: 2, firstMs: 3000, lastMs: 4000 }]);
});

test('too many groups forget the one idle for longest, and that is noted', () => {
  const plan = planOf('type: event_count, rules: [a], group-by: [User], timespan: 60s, condition: { gte: 2 }');
  const users = ['u', 'v', 'w', 'v', 'u'].map((user, index) => at(index, user));
  const { alerts, notices } = correlate(plan, inputsOf(plan, users), { limits: { groups: 2 } });
  expect(alerts.map(({ group }) => group[0]?.value)).toEqual(['v']);
  expect(notices).toMatchObject([{ code: 'GROUPS_FULL', count: 2, firstMs: 2000, lastMs: 4000 }]);
});

test('limits hold for all correlations together, whatever comes', () => {
  const plan = planOf(...CHAIN);
  const limits = fc.record({
    groups: fc.integer({ min: 1, max: 5 }),
    matches: fc.integer({ min: 1, max: 9 }),
    matchesPerWindow: fc.integer({ min: 1, max: 4 }),
  });
  const property = fc.property(matches, limits, (all, some) => {
    const inputs = inputsOf(plan, all);
    const first = JSON.stringify(correlate(plan, inputs, { limits: some }));
    expect(JSON.stringify(correlate(plan, inputs.toReversed(), { limits: some }))).toBe(first);
  });
  fc.assert(property, { numRuns: 200 });
});

test('an alert of a crowded window names the earliest and the latest events', () => {
  const plan = planOf('type: event_count, rules: [a], timespan: 10m, condition: { gte: 150 }');
  const [alert] = correlate(
    plan,
    inputsOf(
      plan,
      Array.from({ length: 150 }, (_, index) => at(index)),
    ),
  ).alerts;
  expect(alert).toMatchObject({ matches: 150, windowStartMs: 0 });
  expect(alert!.events.map(({ timeMs }) => timeMs / 1000)).toEqual(
    Array.from({ length: 100 }, (_, index) => (index < 50 ? index : index + 50)),
  );
});
