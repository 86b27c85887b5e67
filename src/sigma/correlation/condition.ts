import { offsets } from '../build-rule.ts';
import { parseCondition } from '../condition.ts';
import { nearest } from '../nearest.ts';
import type { Expression, SourcePosition } from '../rule.ts';
import { RuleFault } from '../rule-fault.ts';
import { entryOf, type YamlEntry, type YamlMap, type YamlScalar } from '../yaml.ts';
import { type CorrelationContext, scalars } from './correlation-context.ts';
import {
  BOUND_OPERATORS,
  type Bound,
  type CorrelationCondition,
  type CorrelationReference,
  type CorrelationType,
  type RuleExpression,
} from './correlation-rule.ts';

/** A condition and the rules it is about: those that are named, or those that an extended condition names. */
export interface ConditionAndRules {
  readonly condition: CorrelationCondition;
  readonly rules: readonly CorrelationReference[];
}

/**
 * Reads the condition of a correlation. For the temporal types it may be missing (all rules must be seen) or extended.
 * @param rules those that `rules:` names; may be empty for an extended condition, which then names them
 * @throws RuleFault
 */
export function readCondition(
  section: YamlMap,
  type: CorrelationType,
  rules: readonly CorrelationReference[],
  context: CorrelationContext,
): ConditionAndRules {
  const entry = entryOf(section, 'condition');
  const isTemporal = type === 'temporal' || type === 'temporal_ordered';
  if (entry?.value.kind === 'scalar' && entry.value.value !== null) {
    const hint = 'An extended condition is for temporal and temporal_ordered.';
    if (!isTemporal) throw fault(`The condition of ${type} must be a map.`, entry.value.offset, hint);
    return readExtended(entry.value, rules, context);
  }
  if (rules.length === 0) {
    throw new RuleFault('RULE_INVALID', 'The correlation names no rules.', section.offset, 'Add "rules:".');
  }
  if (entry !== undefined) return { condition: readComparison(entry, type), rules };
  if (!isTemporal) throw fault(`A correlation of type ${type} needs a condition.`, section.offset, 'Add "condition:".');
  const bounds: Bound[] = [{ operator: 'gte', value: rules.length }];
  return { condition: { kind: 'compare', bounds, fields: [], percentile: undefined }, rules };
}

function readComparison(entry: YamlEntry, type: CorrelationType): CorrelationCondition {
  if (entry.value.kind !== 'map') throw fault('The condition must be a map or a text.', entry.value.offset);
  refuseUnknownKeys(entry.value);
  const bounds = BOUND_OPERATORS.flatMap((operator) => {
    const bound = entryOf(entry.value, operator);
    return bound === undefined ? [] : [{ operator, value: readNumber(bound) }];
  });
  if (bounds.length === 0) {
    throw fault('The condition compares with nothing.', entry.value.offset, `Add ${BOUND_OPERATORS.join(', ')}.`);
  }
  const percentile = readPercentile(entry.value, type);
  return { kind: 'compare', bounds, fields: readFields(entry.value, type), percentile };
}

function refuseUnknownKeys(map: YamlMap): void {
  const known = [...BOUND_OPERATORS, 'field', 'percentile'];
  for (const { key, keyOffset } of map.entries) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    const hint = near === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${near}"?`;
    throw fault(`A correlation condition has no "${key}".`, keyOffset, hint);
  }
}

function readNumber({ key, value }: YamlEntry): number {
  const number = value.kind === 'scalar' && value.text.trim() !== '' ? Number(value.text) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw fault(`"${key}:" must be a number.`, value.offset);
}

function readFields(map: YamlMap, type: CorrelationType): string[] {
  const entry = entryOf(map, 'field');
  if (!type.startsWith('value_')) {
    if (entry === undefined) return [];
    throw fault(`A correlation of type ${type} has no field.`, entry.keyOffset, 'To count values, use value_count.');
  }
  const fields = entry === undefined ? [] : [...new Set(scalars(entry).map(({ text }) => text))];
  if (fields.length === 0) throw fault(`A correlation of type ${type} needs a field.`, map.offset, 'Add "field:".');
  if (fields.length > 1 && type !== 'value_count') {
    throw fault(`A correlation of type ${type} has one field.`, entry!.value.offset);
  }
  return fields;
}

function readPercentile(map: YamlMap, type: CorrelationType): number | undefined {
  const entry = entryOf(map, 'percentile');
  if (entry === undefined) return undefined;
  if (type !== 'value_percentile') throw fault(`A correlation of type ${type} has no percentile.`, entry.keyOffset);
  const percentile = readNumber(entry);
  if (percentile >= 0 && percentile <= 100) return percentile;
  throw fault('A percentile is a number from 0 to 100.', entry.value.offset);
}

// The longest community condition has about 600 characters.
const MAX_LENGTH = 65_536;

function readExtended(
  node: YamlScalar,
  named: readonly CorrelationReference[],
  context: CorrelationContext,
): ConditionAndRules {
  if (node.text.length > MAX_LENGTH) throw fault('The condition is too long.', node.offset);
  const offsetAt = offsets(node, context.source);
  const rules = named.length > 0 ? named : rulesInCondition(node.text, (index) => context.lines.at(offsetAt(index)));
  const used = new Set<number>();
  const names = rules.map(({ reference }, index) => [reference, () => ruleLeaf(reference, index, used)] as const);
  const parsed = parseCondition(node.text, new Map(names), offsetAt);
  const unused = rules.find((_, index) => !used.has(index));
  // As pySigma: a rule that plays no part is a mistake.
  if (unused !== undefined) throw fault(`The condition does not use the rule "${unused.reference}".`, node.offset);
  const indices = new Map(rules.map(({ reference }, index) => [reference, index]));
  return { condition: { kind: 'rules', expression: toRuleExpression(parsed, indices) }, rules };
}

function rulesInCondition(text: string, positionAt: (index: number) => SourcePosition): CorrelationReference[] {
  const rules = new Map<string, CorrelationReference>();
  for (const match of text.matchAll(/[\p{L}\p{N}_.*-]+/gu)) {
    if (/^(?:and|or|not)$/i.test(match[0]) || rules.has(match[0])) continue;
    rules.set(match[0], { reference: match[0], position: positionAt(match.index) });
  }
  return [...rules.values()];
}

/** The grammar is that of detections; a rule stands where a search identifier would. */
function ruleLeaf(reference: string, index: number, used: Set<number>): Expression {
  used.add(index);
  const predicate = { kind: 'exists', expected: true } as const;
  return { kind: 'match', field: reference, predicate, position: { line: 1, column: 1 } };
}

function toRuleExpression(expression: Expression, indices: ReadonlyMap<string, number>): RuleExpression {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return { ...expression, operands: expression.operands.map((operand) => toRuleExpression(operand, indices)) };
    case 'not':
      return { kind: 'not', operand: toRuleExpression(expression.operand, indices) };
    case 'match':
      return { kind: 'rule', rule: indices.get(expression.field)! };
    case 'keyword':
      throw new Error('a condition over rules has no keywords');
  }
}

function fault(message: string, offset: number, hint?: string): RuleFault {
  return new RuleFault('RULE_CONDITION', message, offset, hint);
}
