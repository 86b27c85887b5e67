import { LEVELS } from '../../model/index.ts';
import type { DetectionItem, DetectionTree, ItemValue } from '../detection-item.ts';
import type { Draft } from '../modifiers.ts';
import type { Logsource } from '../rule.ts';
import type { YamlScalar } from '../yaml.ts';
import type { ConditionTable } from './combine.ts';
import { draftOf, isSameDraft, someDraft, textOfParts } from './draft-text.ts';
import type { Params } from './params.ts';
import type { AttributeValue, FieldCondition, ItemCondition, RuleCondition, RuleRun } from './pipeline.ts';
import { PipelineFault } from './pipeline-fault.ts';
import { matchesAtStart } from './python-regex.ts';

/** Conditions on whole rules. Source: pySigma 2.0.1, sigma.processing.conditions, as for the other two tables. */
export const RULE_CONDITIONS: ConditionTable<RuleCondition> = new Map<string, (params: Params) => RuleCondition>([
  ['logsource', logsourceCondition],
  ['contains_field', containsField],
  ['contains_detection_item', containsItem],
  ['processing_item_applied', (params) => ifApplied(params, (run, id) => run.applied.has(id))],
  ['processing_state', stateCondition],
  ['is_sigma_rule', () => (run) => run.kind === 'rule'],
  ['is_sigma_correlation_rule', () => (run) => run.kind === 'correlation'],
  ['rule_attribute', attributeCondition],
  ['tag', tagCondition],
]);

/** Conditions on a field with its values. */
export const ITEM_CONDITIONS: ConditionTable<ItemCondition> = new Map<string, (params: Params) => ItemCondition>([
  ['match_string', matchString],
  ['match_value', matchValue],
  [
    'contains_wildcard',
    (params) =>
      onValues(params, (draft) => draft.kind === 'text' && draft.parts.some((part) => typeof part === 'symbol')),
  ],
  ['is_null', (params) => onValues(params, (draft) => draft.kind === 'null')],
  [
    'processing_item_applied',
    (params) => {
      const id = params.text('processing_item_id');
      return (item) => wasProcessedBy(item, id);
    },
  ],
  [
    'processing_state',
    (params) => {
      const holds = stateCondition(params);
      return (_item, run) => holds(run);
    },
  ],
]);

/** Conditions on a field name. */
export const FIELD_CONDITIONS: ConditionTable<FieldCondition> = new Map<string, (params: Params) => FieldCondition>([
  ['include_fields', (params) => fieldList(params, true)],
  ['exclude_fields', (params) => fieldList(params, false)],
  [
    'processing_item_applied',
    (params) => {
      const id = params.text('processing_item_id');
      return {
        name: (field, run) => run.fieldOrigins.get(field)?.has(id) ?? false,
        item: (item) => wasProcessedBy(item, id),
      };
    },
  ],
  [
    'processing_state',
    (params) => {
      const holds = stateCondition(params);
      return { name: (_field, run) => holds(run) };
    },
  ],
]);

/** A correlation has the logsources of the rules that it refers to. */
function logsourceCondition(params: Params): RuleCondition {
  const keys = ['product', 'category', 'service'] as const;
  const wanted: Partial<Record<keyof Logsource, string>> = {};
  for (const key of keys) {
    const text = params.optionalText(key);
    if (text !== undefined) wanted[key] = text;
  }
  if (Object.keys(wanted).length === 0) params.fail('needs product, category or service');
  const fits = (logsource: Logsource): boolean =>
    keys.every((key) => wanted[key] === undefined || wanted[key] === logsource[key]);
  return (run) => run.logsources().some(fits);
}

function containsField(params: Params): RuleCondition {
  const field = params.text('field');
  return (run) => itemsOf(run).some((item) => item.field === field);
}

function containsItem(params: Params): RuleCondition {
  const field = params.text('field');
  const wanted = draftOf(params.scalar('value'));
  return (run) =>
    itemsOf(run).some(
      (item) =>
        item.field === field && item.values.some((value) => someDraft(value, (draft) => isSameDraft(draft, wanted))),
    );
}

/** All fields with values of a rule; none of a correlation. */
export function itemsOf(run: RuleRun): DetectionItem[] {
  return run.parts.flatMap((part) => (part === undefined ? [] : leaves(part.tree)));
}

function leaves(tree: DetectionTree): DetectionItem[] {
  if (tree.kind === 'item') return [tree];
  return tree.kind === 'not' ? leaves(tree.operand) : tree.operands.flatMap(leaves);
}

function ifApplied(params: Params, holds: (run: RuleRun, id: string) => boolean): RuleCondition {
  const id = params.text('processing_item_id');
  return (run) => holds(run, id);
}

function wasProcessedBy(item: DetectionItem, id: string): boolean {
  return item.processedBy?.includes(id) ?? false;
}

const ORDERS = ['eq', 'ne', 'gte', 'gt', 'lte', 'lt'] as const;
type Order = (typeof ORDERS)[number];

function compare<Value extends string | number | bigint | boolean | null>(
  left: Value,
  order: Order,
  right: Value,
): boolean {
  if (order === 'eq') return left === right;
  if (order === 'ne') return left !== right;
  // As Python: null and booleans with an order are a mistake of the pipeline, not of the rule.
  if (left === null || right === null) return false;
  if (order === 'gte') return left >= right;
  if (order === 'gt') return left > right;
  return order === 'lte' ? left <= right : left < right;
}

function stateCondition(params: Params): RuleCondition {
  const key = params.text('key');
  const { value } = params.scalar('val');
  const order = params.choice('op', ORDERS, 'eq');
  return (run) => {
    const state = run.state.get(key);
    if (state === undefined) return false;
    const isOrdered = order === 'eq' || order === 'ne' || typeof state === typeof value;
    if (!isOrdered) throw new PipelineFault(`the state "${key}" cannot be compared with ${String(value)}`);
    return compare(state, order, value);
  };
}

// Worst first, as pySigma orders them.
const STATUSES = ['unsupported', 'deprecated', 'experimental', 'test', 'stable'];
const RANKED: Readonly<Record<string, readonly string[]>> = { level: LEVELS, status: STATUSES };

function attributeCondition(params: Params): RuleCondition {
  const attribute = params.text('attribute');
  const wanted = params.scalar('value');
  const operation = params.choice('op', [...ORDERS, 'in', 'not_in'], 'eq');
  const ranks = RANKED[attribute];
  if (ranks !== undefined && !ranks.includes(wanted.text.toLowerCase())) {
    params.fail(`compares the ${attribute} with "${wanted.text}"`, 'value', `Known are ${ranks.join(', ')}.`);
  }
  return (run) => {
    const value = run.attribute(attribute);
    if (value === undefined || value === null) return false;
    if (isListValue(value)) return holdsInList(value, operation, wanted);
    if (operation === 'in' || operation === 'not_in' || typeof value === 'object')
      throw wrongOperation(attribute, operation);
    if (ranks !== undefined)
      return compare(ranks.indexOf(String(value).toLowerCase()), operation, ranks.indexOf(wanted.text.toLowerCase()));
    return compareAttribute(attribute, value, operation, wanted);
  };
}

function isListValue(value: AttributeValue): value is readonly YamlScalar['value'][] {
  return Array.isArray(value);
}

/** As pySigma: a list never equals a value and is neither more nor less. */
function holdsInList(
  list: readonly YamlScalar['value'][],
  operation: Order | 'in' | 'not_in',
  { value, text }: YamlScalar,
): boolean {
  const holds = list.some((one) => one === value || String(one) === text);
  if (operation === 'in') return holds;
  return operation === 'not_in' ? !holds : operation === 'ne';
}

function compareAttribute(
  attribute: string,
  value: string | number | bigint | boolean,
  order: Order,
  wanted: YamlScalar,
): boolean {
  if (typeof value === 'number' || typeof value === 'bigint') {
    const right = Number(wanted.text);
    if (Number.isNaN(right))
      throw new PipelineFault(`the attribute "${attribute}" is a number, "${wanted.text}" is none`);
    return compare(Number(value), order, right);
  }
  const isDate = /^[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}$/;
  const left = String(value);
  if (order === 'eq' || order === 'ne') return compare(left, order, wanted.text);
  if (!isDate.test(left) || !isDate.test(wanted.text)) throw wrongOperation(attribute, order);
  return compare(left.replaceAll('/', '-'), order, wanted.text.replaceAll('/', '-'));
}

function wrongOperation(attribute: string, operation: string): PipelineFault {
  return new PipelineFault(`the attribute "${attribute}" cannot be compared with "${operation}"`);
}

function tagCondition(params: Params): RuleCondition {
  const tag = params.text('tag');
  if (!/^[^.]+\../.test(tag))
    params.fail(`takes a tag with a namespace, not "${tag}"`, 'tag', 'Write it like attack.t1059.');
  return (run) => {
    const tags = run.attribute('tags');
    return isListValue(tags) && tags.includes(tag);
  };
}

/** A condition on values, `cond` of which must fulfil it. An item without values has none. */
function onValues(params: Params, test: (draft: Draft, value: ItemValue) => boolean): ItemCondition {
  const isAny = params.choice('cond', ['any', 'all']) === 'any';
  return (item) => {
    const holds = (value: ItemValue): boolean => someDraft(value, (draft) => test(draft, value));
    return isAny ? item.values.some(holds) : item.values.every(holds);
  };
}

function matchString(params: Params): ItemCondition {
  const test = matchesAtStart(params, 'pattern', params.text('pattern'));
  const isNegated = params.flag('negate');
  return onValues(params, (draft) => (draft.kind === 'text' && test(textOfParts(draft.parts))) !== isNegated);
}

function matchValue(params: Params): ItemCondition {
  const wanted = draftOf(params.scalar('value'));
  return onValues(params, (draft) => isSameDraft(draft, wanted));
}

/** Keywords have no field name: they are not included and always excluded. */
function fieldList(params: Params, isIncluded: boolean): FieldCondition {
  const fields = params.texts('fields');
  const isPattern = params.choice('mode', ['plain', 're'], 'plain') === 're';
  const tests = isPattern
    ? fields.map((field) => matchesAtStart(params, 'fields', field))
    : fields.map((wanted) => (field: string) => field === wanted);
  return { name: (field) => (field !== '' && tests.some((test) => test(field))) === isIncluded };
}
