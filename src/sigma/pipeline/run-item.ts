import type { CorrelationRule } from '../correlation/correlation-rule.ts';
import { type DetectionItem, type DetectionTree, type ItemValue, join } from '../detection-item.ts';
import type { Draft } from '../modifiers.ts';
import { joinParts } from '../pattern.ts';
import { ANY_RUN } from '../rule.ts';
import { itemsOf } from './conditions.ts';
import type { FieldCondition, ProcessingItem, RuleRun, Transform } from './pipeline.ts';
import { PipelineFault } from './pipeline-fault.ts';

/** A change of one item: a tree in its place, `drop`, or undefined to leave it. */
type ItemChange = (item: DetectionItem) => DetectionTree | 'drop' | undefined;

/**
 * Applies a processing item to a rule, if its conditions on rules hold.
 * @throws PipelineFault with the item that is at work
 */
export function runItem(step: ProcessingItem, run: RuleRun): void {
  try {
    if (!step.ruleConditions((condition) => condition(run))) return;
    applyTransform(step, run);
    if (step.id !== undefined) run.applied.add(step.id);
    if (itemsOf(run).length > MAX_ITEMS) throw new PipelineFault(`the rule grows beyond ${MAX_ITEMS} fields`);
  } catch (error) {
    if (error instanceof PipelineFault) error.item ??= step;
    throw error;
  }
}

// Mappings to several fields multiply; the largest community rule has about 60 fields with values.
const MAX_ITEMS = 10_000;

function applyTransform(step: ProcessingItem, run: RuleRun): void {
  const { transform } = step;
  switch (transform.on) {
    case 'rule':
      transform.apply(run);
      return;
    case 'nested':
      for (const item of transform.items) runItem(item, run);
      return;
    case 'item':
      changeItems(step, run, (item) => transform.apply(item, run));
      return;
    case 'value':
      changeItems(step, run, (item) => changeValues(item, transform, run));
      return;
    case 'field':
      run.fields = run.fields.flatMap((field) => mapName(field, step, transform, run));
      if (run.correlation !== undefined)
        run.correlation = mapCorrelation(run.correlation, (field) => mapName(field, step, transform, run));
      changeItems(step, run, (item) => mapItem(item, step, transform, run));
  }
}

/** Changes the items that the conditions on items and fields hold for. */
function changeItems(step: ProcessingItem, run: RuleRun, change: ItemChange): void {
  const changeOne: ItemChange = (item) => {
    const result = isMeant(step, item, run) ? change(item) : undefined;
    return result === undefined || result === 'drop' ? result : markTree(result, step.id);
  };
  run.parts = run.parts.map((part) => {
    const tree = part === undefined ? undefined : changeTree(part.tree, changeOne);
    return part === undefined || tree === undefined ? undefined : { ...part, tree };
  });
}

function isMeant(step: ProcessingItem, item: DetectionItem, run: RuleRun): boolean {
  const meansField = (condition: FieldCondition): boolean => {
    if (condition.item !== undefined) return condition.item(item, run);
    return condition.name(item.field, run) || referencesOf(item).some((field) => condition.name(field, run));
  };
  return step.itemConditions((condition) => condition(item, run)) && step.fieldConditions(meansField);
}

/** The fields that the values of an item refer to with `|fieldref`. */
function referencesOf(item: DetectionItem): string[] {
  return item.values.flatMap(({ alternatives }) =>
    alternatives.flatMap((draft) => (draft.kind === 'fieldref' ? [draft.field] : [])),
  );
}

/** As pySigma, what is left of a joined part stays; a part of which nothing is left is left out too. */
function changeTree(tree: DetectionTree, change: ItemChange): DetectionTree | undefined {
  if (tree.kind === 'item') {
    const changed = change(tree);
    if (changed === undefined) return tree;
    if (changed === 'drop') return undefined;
    return tree.identifier === undefined ? changed : { ...changed, identifier: tree.identifier };
  }
  if (tree.kind === 'not') {
    const operand = changeTree(tree.operand, change);
    return operand === undefined ? undefined : { ...tree, operand };
  }
  const operands = tree.operands
    .map((operand) => changeTree(operand, change))
    .filter((operand) => operand !== undefined);
  return operands.length === 0 ? undefined : { ...tree, operands };
}

function markTree(tree: DetectionTree, id: string | undefined): DetectionTree {
  if (id === undefined) return tree;
  if (tree.kind === 'not') return { ...tree, operand: markTree(tree.operand, id) };
  if (tree.kind !== 'item') return { ...tree, operands: tree.operands.map((operand) => markTree(operand, id)) };
  return { ...tree, processedBy: [...new Set([...(tree.processedBy ?? []), id])] };
}

type TransformOn<On extends Transform['on']> = Extract<Transform, { on: On }>;

function changeValues(item: DetectionItem, transform: TransformOn<'value'>, run: RuleRun): DetectionItem | undefined {
  let isChanged = false;
  const values = item.values.map((value): ItemValue => {
    const alternatives = value.alternatives.flatMap((draft) => {
      const changed = transform.apply(draft, { item, value, run });
      isChanged ||= changed !== undefined;
      return changed ?? [draft];
    });
    return { ...value, alternatives };
  });
  return isChanged ? { ...item, values } : undefined;
}

/** The names that stand for a field name outside detections. */
function mapName(
  field: string,
  step: ProcessingItem,
  transform: TransformOn<'field'>,
  run: RuleRun,
): readonly string[] {
  const names = transform.apply(field);
  if (names === undefined || !step.fieldConditions((condition) => condition.name(field, run))) return [field];
  trackNames(field, names, step.id, run);
  return names;
}

function trackNames(field: string, names: readonly string[], id: string | undefined, run: RuleRun): void {
  for (const name of [field, ...names]) run.mappedFields.add(name);
  const before = [...(run.fieldOrigins.get(field) ?? []), ...(id === undefined ? [] : [id])];
  for (const name of names) run.fieldOrigins.set(name, new Set([...(run.fieldOrigins.get(name) ?? []), ...before]));
}

/** Several names are alternatives. Under `neq` none of them may match; pySigma lets any other value of one of them do. */
function mapItem(
  given: DetectionItem,
  step: ProcessingItem,
  transform: TransformOn<'field'>,
  run: RuleRun,
): DetectionTree | 'drop' | undefined {
  const item = mapReferences(given, step, transform, run);
  const names = transform.apply(item.field);
  const isNamed = step.fieldConditions((condition) => condition.item?.(given, run) ?? condition.name(item.field, run));
  if (names === undefined || !isNamed) return item === given ? undefined : item;
  trackNames(item.field, names, step.id, run);
  const [only, ...others] = names;
  if (only === undefined) return 'drop';
  const values = item.field === '' ? item.values.map((value) => anywhere(value, item)) : item.values;
  if (others.length === 0) return { ...item, values, field: only };
  const alternatives = join(
    'or',
    names.map((field): DetectionItem => ({ ...item, values, field, isNegated: false })),
  );
  return item.isNegated ? { kind: 'not', operand: alternatives } : alternatives;
}

function mapReferences(
  item: DetectionItem,
  step: ProcessingItem,
  transform: TransformOn<'field'>,
  run: RuleRun,
): DetectionItem {
  if (referencesOf(item).length === 0) return item;
  let isChanged = false;
  const mapDraft = (draft: Draft): readonly Draft[] => {
    if (draft.kind !== 'fieldref') return [draft];
    const names = mapName(draft.field, step, transform, run);
    isChanged ||= names.length !== 1 || names[0] !== draft.field;
    return names.map((field) => ({ ...draft, field }));
  };
  const values = item.values.map((value) => ({ ...value, alternatives: value.alternatives.flatMap(mapDraft) }));
  return isChanged ? { ...item, values } : item;
}

/** A keyword is found anywhere in a field, so a field that it becomes has anything around it. */
function anywhere(value: ItemValue, { isAnchored }: DetectionItem): ItemValue {
  if (isAnchored) return value;
  const alternatives = value.alternatives.map((draft): Draft => {
    if (draft.kind === 'text') return { ...draft, parts: joinParts([ANY_RUN, ...draft.parts, ANY_RUN]) };
    const text = draft.kind === 'number' ? draft.text : draft.kind === 'boolean' ? String(draft.value) : undefined;
    return text === undefined ? draft : { kind: 'text', parts: [ANY_RUN, text, ANY_RUN], cased: false, bytes: false };
  });
  return { ...value, alternatives };
}

/** The names of aliases are a correlation's own and stay. */
function mapCorrelation(correlation: CorrelationRule, map: (field: string) => readonly string[]): CorrelationRule {
  const single = (field: string): string => {
    const [name, ...others] = map(field);
    if (name !== undefined && others.length === 0) return name;
    throw new PipelineFault(`the field "${field}" must stay one field in an alias or a condition of a correlation`);
  };
  const own = new Set(correlation.aliases.map(({ alias }) => alias));
  const { condition } = correlation;
  return {
    ...correlation,
    aliases: correlation.aliases.map((alias) => ({
      ...alias,
      fields: alias.fields.map((one) => ({ ...one, field: single(one.field) })),
    })),
    groupBy: correlation.groupBy.flatMap((field) => (own.has(field) ? [field] : map(field))),
    condition: condition.kind === 'compare' ? { ...condition, fields: condition.fields.map(single) } : condition,
  };
}
