import { BOUND_OPERATORS, CORRELATION_TYPES } from '../correlation/correlation-rule.ts';
import { entryOf, type YamlScalar } from '../yaml.ts';
import { type LintCheck, type LintFault, SOURCES } from './check.ts';
import { firstRepeated, type LintDocument, mapAt, scalarAt, scalarsAt } from './document.ts';
import { unknownWord } from './metadata-checks.ts';

const KEYS = ['type', 'rules', 'aliases', 'group-by', 'timespan', 'condition', 'generate'];
const OPERATORS: readonly string[] = BOUND_OPERATORS;
const TYPES: readonly string[] = CORRELATION_TYPES;
const isTemporal = (type: string): boolean => type.startsWith('temporal');

/** Checks of correlation rules. */
export const CORRELATION_CHECKS: readonly LintCheck[] = [
  correlationCheck(
    'correlation-type',
    'error',
    `A correlation has a type: ${TYPES.join(', ')}.`,
    'Correlation type',
    function* (section) {
      const type = scalarAt(section, 'type');
      if (type === undefined)
        yield { offset: section.offset, message: 'The correlation has no type.', hint: 'Add "type:".' };
      else if (!TYPES.includes(type.text)) yield unknownWord('correlation type', type, TYPES);
    },
  ),
  correlationCheck(
    'correlation-rules',
    'error',
    'A correlation names at least one rule, each once.',
    'Related rules',
    function* (section) {
      const rules = scalarsAt(section, 'rules');
      if (rules.length === 0)
        yield { offset: section.offset, message: 'The correlation names no rules.', hint: 'Add "rules:".' };
      const repeated = firstRepeated(rules);
      if (repeated !== undefined) yield { offset: repeated.offset, message: 'This rule was named before.' };
    },
  ),
  correlationCheck(
    'correlation-timespan',
    'error',
    'A correlation has a timespan: a number and s, m, h or d.',
    'Time Selection',
    function* (section) {
      const timespan = scalarAt(section, 'timespan');
      if (timespan !== undefined && /^[1-9]\d*[smhdwMy]$/.test(timespan.text)) return;
      yield timespan === undefined
        ? {
            offset: section.offset,
            message: 'The correlation has no timespan.',
            hint: 'Add "timespan:", for example 15m.',
          }
        : {
            offset: timespan.offset,
            message: `"${timespan.text}" is no timespan.`,
            hint: 'Write a number and s, m, h or d: 90m.',
          };
    },
  ),
  correlationCheck(
    'correlation-timespan-unit',
    'note',
    'Timespans are in s, m, h or d; w, M and y are additions of pySigma.',
    'Time Selection',
    function* (section) {
      const timespan = scalarAt(section, 'timespan');
      if (timespan === undefined || !/^\d+[wMy]$/.test(timespan.text)) return;
      yield { offset: timespan.offset, message: `Not every tool knows the unit of "${timespan.text}".` };
    },
  ),
  correlationCheck(
    'correlation-group-by',
    'warning',
    'A correlation says what it groups by.',
    'Grouping',
    function* (section) {
      if (scalarsAt(section, 'group-by').length > 0) return;
      yield {
        offset: section.offset,
        message: 'Events of all hosts and users are counted together.',
        hint: 'Add "group-by:".',
      };
    },
  ),
  correlationCheck(
    'correlation-group-by-unique',
    'error',
    'No field of "group-by" occurs twice.',
    'Grouping',
    function* (section) {
      const fields = scalarsAt(section, 'group-by');
      const repeated = firstRepeated(fields);
      if (repeated !== undefined) yield { offset: repeated.offset, message: `"${repeated.text}" was listed before.` };
    },
  ),
  correlationCheck(
    'correlation-condition',
    'error',
    'A correlation that counts has a condition with gt, gte, lt, lte or eq.',
    'Condition',
    function* (section) {
      const type = scalarAt(section, 'type')?.text ?? '';
      const condition = entryOf(section, 'condition');
      if (isTemporal(type) || type === '') return;
      const hasOperator = OPERATORS.some((name) => entryOf(condition?.value ?? section, name) !== undefined);
      if (condition !== undefined && hasOperator) return;
      const { offset } = condition?.value ?? section;
      yield { offset, message: 'The correlation says no number to reach.', hint: 'Add "condition:" with "gte: 10".' };
    },
  ),
  correlationCheck(
    'correlation-condition-key',
    'error',
    'A condition has operators, field and percentile, nothing else.',
    'Condition',
    function* (section) {
      const known = [...OPERATORS, 'field', 'percentile'];
      for (const { key, keyOffset } of mapAt(section, 'condition')?.entries ?? []) {
        if (!known.includes(key)) yield unknownWord('operator', wordAt(key, keyOffset), known);
      }
    },
  ),
  correlationCheck(
    'correlation-condition-number',
    'error',
    'Operators of a condition take numbers.',
    'Condition',
    function* (section) {
      for (const { key, value } of mapAt(section, 'condition')?.entries ?? []) {
        if (!OPERATORS.includes(key) || (value.kind === 'scalar' && typeof value.value === 'number')) continue;
        yield { offset: value.offset, message: `"${key}" takes a number, without quotes.` };
      }
    },
  ),
  correlationCheck(
    'correlation-condition-range',
    'warning',
    'A number can lie in the range of a condition.',
    'Condition',
    function* (section) {
      const condition = mapAt(section, 'condition');
      const lower = Math.max(boundOf(section, 'gt', 1), boundOf(section, 'gte', 0), boundOf(section, 'eq', 0));
      const upper = -Math.max(
        boundOf(section, 'lt', 1, -1),
        boundOf(section, 'lte', 0, -1),
        boundOf(section, 'eq', 0, -1),
      );
      if (condition !== undefined && lower > upper)
        yield { offset: condition.offset, message: 'No number lies in this range.' };
    },
  ),
  correlationCheck(
    'correlation-field',
    'error',
    'A correlation of values names their field in its condition.',
    'Value Count',
    function* (section) {
      const type = scalarAt(section, 'type')?.text ?? '';
      const condition = mapAt(section, 'condition');
      if (!type.startsWith('value_') || scalarsAt(condition, 'field').length > 0) return;
      yield { offset: (condition ?? section).offset, message: 'The condition names no field.', hint: 'Add "field:".' };
    },
  ),
  correlationCheck(
    'correlation-field-unused',
    'error',
    'Only correlations of values have a field.',
    'Condition',
    function* (section) {
      const type = scalarAt(section, 'type')?.text ?? '';
      const field = scalarAt(mapAt(section, 'condition'), 'field');
      if (field === undefined || type.startsWith('value_')) return;
      yield {
        offset: field.offset,
        message: `"${type}" counts no values.`,
        hint: 'Use value_count, or remove "field".',
      };
    },
  ),
  correlationCheck(
    'correlation-key',
    'error',
    `A correlation has ${KEYS.join(', ')}.`,
    'Correlation section',
    function* (section) {
      for (const { key, keyOffset } of section.entries) {
        if (!KEYS.includes(key)) yield unknownWord('key of a correlation', wordAt(key, keyOffset), KEYS);
      }
    },
  ),
  correlationCheck(
    'correlation-alias-rule',
    'error',
    'Aliases speak of rules that the correlation names.',
    'Field Name Aliases',
    function* (section) {
      const rules = scalarsAt(section, 'rules').map(({ text }) => text);
      for (const { value } of mapAt(section, 'aliases')?.entries ?? []) {
        if (value.kind !== 'map') yield { offset: value.offset, message: 'An alias is a map from rules to fields.' };
        else {
          for (const { key, keyOffset } of value.entries) {
            if (!rules.includes(key)) yield unknownWord('rule of this correlation', wordAt(key, keyOffset), rules);
          }
        }
      }
    },
  ),
  correlationCheck(
    'correlation-alias-unused',
    'warning',
    'Every alias is used to group by.',
    'Aliases',
    function* (section) {
      const used = scalarsAt(section, 'group-by').map(({ text }) => text);
      for (const { key, keyOffset } of mapAt(section, 'aliases')?.entries ?? []) {
        if (!used.includes(key)) yield { offset: keyOffset, message: `"group-by" does not use the alias "${key}".` };
      }
    },
  ),
  correlationCheck(
    'correlation-temporal-single',
    'warning',
    'A temporal correlation names several rules.',
    'Temporal Proximity',
    function* (section) {
      const type = scalarAt(section, 'type');
      const rules = scalarsAt(section, 'rules');
      if (type === undefined || !isTemporal(type.text) || rules.length !== 1) return;
      yield { offset: rules[0]!.offset, message: 'One rule is always near itself.', hint: 'Use event_count.' };
    },
  ),
  {
    ...{ id: 'correlation-generate', severity: 'error', kinds: ['correlation'] },
    ...{ says: '"generate" is true or false.', source: `${SOURCES.correlations}, "Generate"` },
    *find({ map }) {
      for (const holder of [map, mapAt(map, 'correlation')]) {
        const generate = scalarAt(holder, 'generate');
        if (generate === undefined || typeof generate.value === 'boolean') continue;
        yield { offset: generate.offset, message: `"${generate.text}" is neither true nor false.` };
      }
    },
  },
  {
    ...{ id: 'correlation-detection', severity: 'error', kinds: ['correlation'] },
    ...{
      says: 'A correlation is a document of its own, without detection and logsource.',
      source: `${SOURCES.correlations}, "Syntax"`,
    },
    *find({ map }) {
      for (const key of ['detection', 'logsource']) {
        const entry = entryOf(map, key);
        if (entry === undefined) continue;
        const hint = 'Put the rule into a document of its own, behind "---".';
        yield { offset: entry.keyOffset, message: `A correlation has no "${key}".`, hint };
      }
    },
  },
];

function correlationCheck(
  id: string,
  severity: LintCheck['severity'],
  says: string,
  section: string,
  findIn: (section: NonNullable<ReturnType<typeof mapAt>>, document: LintDocument) => Iterable<LintFault>,
): LintCheck {
  return {
    ...{ id, severity, says, kinds: ['correlation'], source: `${SOURCES.correlations}, "${section}"` },
    *find(document) {
      const correlation = mapAt(document.map, 'correlation');
      if (correlation !== undefined) yield* findIn(correlation, document);
    },
  };
}

function wordAt(text: string, offset: number): YamlScalar {
  return { kind: 'scalar', value: text, text, offset };
}

/** A bound of the condition for whole numbers, `sign` -1 for upper ones; without one anything goes. */
function boundOf(
  section: NonNullable<ReturnType<typeof mapAt>>,
  operator: string,
  step: number,
  sign: 1 | -1 = 1,
): number {
  const value = scalarAt(mapAt(section, 'condition'), operator)?.value;
  return typeof value === 'number' ? sign * value + step : Number.NEGATIVE_INFINITY;
}
