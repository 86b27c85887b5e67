import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FieldSource, FieldValue, LogEvent, LogsourceView, Schema } from '../model/index.ts';
import { type Expression, matchesRule, parseRules, type SigmaRule } from '../sigma/index.ts';
import { candidateFinder } from './candidates.ts';
import { createDetector } from './detector.ts';

test('a rule that matches through two views alerts once, with the values as the log holds them', () => {
  const schema = schemaWith([
    view({ category: 'process_creation', fields: { Image: 'NewProcessName' } }),
    view({}),
    view({}),
  ]);
  const rules = [
    rule('selection: {Image|endswith: \\CMD.exe}', 'category: process_creation'),
    rule('selection: {NewProcessName|contains: cmd}', 'product: windows'),
  ];
  const alerts = createDetector(rules).detect(eventOf(schema, { NewProcessName: 'C:\\Cmd.exe' }));
  expect(alerts.map((alert) => alert.because)).toEqual([
    [{ field: 'Image', value: 'C:\\Cmd.exe' }],
    [{ field: 'NewProcessName', value: 'C:\\Cmd.exe' }],
  ]);
  expect(alerts[0]).toMatchObject({
    rule: { title: 'T', level: 'high', tags: ['attack.t1059'] },
    event: { source: 'a.evtx', record: 3, channel: 'Security', eventId: 4688 },
    ...{ timeMs: null, host: 'PC1' },
  });
});

test('rules of a service do not see the field names of a category', () => {
  const schema = schemaWith([
    view({ service: 'security', fields: {} }),
    view({ service: 'security', category: 'process_creation', fields: { Image: 'NewProcessName' } }),
  ]);
  const rules = [rule('selection: {Image: a.exe}', 'product: windows\n  service: security')];
  expect(createDetector(rules).detect(eventOf(schema, { NewProcessName: 'a.exe' }))).toEqual([]);
});

test('a derived field is computed when a rule asks for it, once an event, and anew for the next', () => {
  let computed = 0;
  const derive = ([name]: readonly (FieldValue | undefined)[]) => {
    computed++;
    return typeof name === 'string' ? name.toUpperCase() : undefined;
  };
  const schema = schemaWith([view({ category: 'x', fields: { Big: { from: ['small'], derive } } })]);
  const detector = createDetector([
    rule('selection: {Big|cased: AB}', 'category: x'),
    rule('a: {other: 1}\n  b: {Big|contains: B}\n  condition: a or b', 'category: x'),
  ]);
  expect(detector.detect(eventOf(schema, { small: 'ab' }))).toHaveLength(2);
  expect(computed).toBe(1);
  expect(detector.detect(eventOf(schema, { small: 'cb' }))).toHaveLength(1);
  expect(detector.detect(eventOf(schema, {}))).toHaveLength(0);
  expect(computed).toBe(3);
});

test('keywords are looked for in what the log holds', () => {
  const schema = schemaWith([view({ category: 'x', fields: {} })]);
  const [alert] = createDetector([rule('selection: [mimikatz]', 'category: x')]).detect(
    eventOf(schema, { any: 'Mimikatz' }),
  );
  expect(alert?.because).toEqual([{ field: '', value: 'Mimikatz' }]);
});

test.each<[detection: string, isTried: boolean]>([
  ['selection: {EventID: 4688}', true],
  ["selection: {EventID: '4688'}", true],
  ['selection: {EventID: 4689}', false],
  ['selection: {EventID: [1, 4688]}', true],
  ['selection: {EventID: 1, a: b}', false],
  ['a: {EventID: 1}\n  b: {x: y}\n  condition: a or b', true],
  ['a: {EventID: 4688}\n  condition: not a', false],
  ['a: {EventID: 1}\n  b: {x: y}\n  condition: b and not a', true],
  ['selection: {Channel: SECURITY, x: y}', true],
  ['selection: {Where: Security}', true],
  ['selection: {Where: System}', false],
  ['selection: {EventID|fieldref: x}', true],
  ['selection: {EventID: null}', false],
  ['selection: {EventID|exists: false}', false],
])('whether a rule is tried on event 4688 of Security: %j %s', (detection, isTried) => {
  const schema = schemaWith([view({ category: 'x', fields: { Where: 'Channel' } })]);
  expect(candidateFinder([rule(detection, 'category: x')])(schema)).toHaveLength(isTried ? 1 : 0);
});

test('no rule that is left out could have matched', () => {
  const field = fc.constantFrom('EventID', 'Channel', 'a', 'b');
  const value = fc.constantFrom<FieldValue>(1, 2, '1', 'Security', 'x', null);
  const leaf = fc.record({ field, value }).map(({ field, value }) => leafOf(field, value));
  const expression = fc.letrec<{ node: Expression }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((operands) => ({ kind: 'and', operands }) as const),
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((operands) => ({ kind: 'or', operands }) as const),
      tie('node').map((operand) => ({ kind: 'not', operand }) as const),
    ),
  })).node;
  const constants = fc.dictionary(fc.constantFrom('EventID', 'Channel'), value);
  const rest = fc.dictionary(fc.constantFrom('a', 'b'), value);
  fc.assert(
    fc.property(expression, constants, rest, (detection, common, own) => {
      const tried = { ...rule('selection: {x: y}', 'category: x'), detection };
      const schema = {
        ...schemaWith([view({ category: 'x', fields: {} })]),
        constants: new Map(Object.entries(common)),
      };
      const event = eventOf(schema, { ...own, ...common });
      if (matchesRule(tried, event) !== undefined) expect(candidateFinder([tried])(schema)).toHaveLength(1);
    }),
    { numRuns: 2_000 },
  );
});

function leafOf(field: string, value: FieldValue): Expression {
  const position = { line: 1, column: 1 };
  if (value === null) return { kind: 'match', field, predicate: { kind: 'null' }, position };
  if (typeof value === 'number') return { kind: 'match', field, predicate: { kind: 'number', value }, position };
  return { kind: 'match', field, predicate: { kind: 'text', parts: [String(value)], cased: false }, position };
}

function rule(detection: string, logsource: string): SigmaRule {
  const condition = detection.includes('condition:') ? '' : '\n  condition: selection';
  const text = `title: T\nid: 0\nlevel: high\ntags: [attack.t1059]\nlogsource:\n  ${logsource}\ndetection:\n  ${detection}${condition}\n`;
  const { rules, errors } = parseRules(text, 'rule.yml');
  expect(errors).toEqual([]);
  return rules[0]!;
}

interface ViewDraft {
  readonly category?: string;
  readonly service?: string;
  readonly fields?: Readonly<Record<string, FieldSource>>;
}

function view({ fields = {}, ...logsource }: ViewDraft): LogsourceView {
  return { product: 'windows', ...logsource, fields: new Map(Object.entries(fields)) };
}

function schemaWith(views: readonly LogsourceView[]): Schema {
  const constants = new Map<string, FieldValue>([
    ['EventID', 4688],
    ['Channel', 'Security'],
  ]);
  return { id: 'windows/Security/4688', product: 'windows', views, constants };
}

function eventOf(schema: Schema, fields: Readonly<Record<string, FieldValue>>): LogEvent {
  const all = new Map([...(schema.constants ?? []), ...Object.entries(fields)]);
  return {
    ...{ schema, ref: { source: 'a.evtx', record: 3 }, timeMs: undefined, host: 'PC1' },
    get: (field) => all.get(field),
    entries: () => all,
  };
}
