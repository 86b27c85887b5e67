import { LEVELS, type Level, parseLevel } from '../model/index.ts';
import { type Detections, parseCondition } from './condition.ts';
import { type DetectionScope, draftDetection, MAX_LEAVES } from './detection.ts';
import {
  type DetectionItem,
  type DetectionTree,
  type FinishScope,
  finishDetection,
  identified,
  type Joined,
  join,
} from './detection-item.ts';
import type { LineIndex } from './line-index.ts';
import type { ParseOptions } from './parse-rule.ts';
import type { Expression, Logsource, RuleOrigin, SigmaRule } from './rule.ts';
import { RuleFault } from './rule-fault.ts';
import { readDefaults, readNotes } from './rule-notes.ts';
import { entryOf, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from './yaml.ts';
import { textOf, textsOf } from './yaml-text.ts';

/** Where a rule's document comes from. */
export interface RuleContext {
  readonly source: string;
  readonly lines: LineIndex;
  readonly origin: RuleOrigin;
  readonly options: ParseOptions;
}

/**
 * Builds a rule from its document.
 * @throws RuleFault for the first thing that is wrong
 */
export function buildRule(map: YamlMap, context: RuleContext): SigmaRule {
  const title = textOf(map, 'title');
  if (title === undefined || title === '') throw invalid('The rule has no title.', map.offset, 'Add "title:".');
  const logsource = readLogsource(map, 'rule');
  const missing = new Set<string>();
  const { expression, tree } = readDetection(
    detectionSection(map),
    DETECTION_KEYS,
    withDefaults(map, context),
    missing,
  );
  return {
    kind: 'rule',
    // The specification leaves `id` optional; the title is then the next best name for the rule.
    id: textOf(map, 'id') ?? title,
    name: textOf(map, 'name'),
    title,
    status: textOf(map, 'status'),
    level: readLevel(map),
    description: textOf(map, 'description'),
    author: textOf(map, 'author'),
    references: textsOf(map, 'references'),
    tags: textsOf(map, 'tags'),
    falsePositives: textsOf(map, 'falsepositives'),
    ...readNotes(map),
    fields: textsOf(map, 'fields'),
    logsource,
    detection: expression,
    missingPlaceholders: [...missing],
    origin: context.origin,
    ...(tree === undefined ? {} : { draft: { detection: tree, lines: context.lines, document: map } }),
  };
}

/** The values of placeholders that were given, and for others those that the rule itself brings. */
function withDefaults(map: YamlMap, context: RuleContext): RuleContext {
  const defaults = readDefaults(map);
  if (defaults.size === 0) return context;
  const placeholders = new Map([...defaults, ...(context.options.placeholders ?? [])]);
  return { ...context, options: { ...context.options, placeholders } };
}

/** The specification leaves the level optional; such a rule counts as medium, so that no view hides it. */
export function readLevel(map: YamlMap): Level {
  const entry = entryOf(map, 'level');
  if (entry === undefined || (entry.value.kind === 'scalar' && entry.value.value === null)) return 'medium';
  const level = entry.value.kind === 'scalar' ? parseLevel(entry.value.text) : undefined;
  if (level !== undefined) return level;
  throw invalid('The level is none that Sigma knows.', entry.value.offset, `Known are ${LEVELS.join(', ')}.`);
}

/**
 * Reads the logsource of a rule or a filter.
 * @throws RuleFault
 */
export function readLogsource(map: YamlMap, noun: 'rule' | 'filter'): Logsource {
  const entry = entryOf(map, 'logsource');
  if (entry?.value.kind !== 'map') {
    throw invalid(
      `The ${noun} has no logsource.`,
      entry?.value.offset ?? map.offset,
      'Add "logsource:" with product, category or service.',
    );
  }
  const logsource: { product?: string; category?: string; service?: string } = {};
  for (const key of ['product', 'category', 'service'] as const) {
    const text = textOf(entry.value, key);
    if (text !== undefined && text !== '') logsource[key] = text;
  }
  // As pySigma.
  if (Object.keys(logsource).length > 0) return logsource;
  throw invalid('The logsource names no product, category or service.', entry.value.offset);
}

// As pySigma: `timeframe` belongs to the aggregations that correlations replaced.
const DETECTION_KEYS = new Set(['condition', 'timeframe']);

function detectionSection(map: YamlMap): YamlMap {
  const entry = entryOf(map, 'detection');
  if (entry?.value.kind === 'map') return entry.value;
  const offset = entry?.value.offset ?? map.offset;
  throw invalid('The rule has no detection.', offset, 'Add "detection:" with a condition.');
}

type ExpressionLeaf = Extract<Expression, { kind: 'match' | 'keyword' }>;

/** A detection with its condition: as it is matched, and as processing pipelines change it. */
export interface Detection {
  readonly expression: Expression;
  /** only with `keepDrafts` */
  readonly tree: DetectionTree | undefined;
}

/**
 * Reads search identifiers and their condition.
 * @param otherKeys keys of the section that are no search identifiers
 * @param missingPlaceholders filled with the placeholders that have no values
 * @throws RuleFault
 */
export function readDetection(
  section: YamlMap,
  otherKeys: ReadonlySet<string>,
  context: RuleContext,
  missingPlaceholders: Set<string>,
): Detection {
  const condition = entryOf(section, 'condition');
  if (condition === undefined) throw invalid('The detection has no condition.', section.offset, 'Add "condition:".');
  const placeholders = context.options.placeholders ?? new Map();
  const scope: DetectionScope = { placeholders, remainingLeaves: MAX_LEAVES };
  const finish: FinishScope = { lines: context.lines, missingPlaceholders };
  // Each identifier is resolved once, also those that no condition uses, so that their errors are found.
  const trees = new Map<string, () => DetectionTree>();
  const expressions = new Map<string, () => Expression>();
  for (const { key, value } of section.entries) {
    if (otherKeys.has(key)) continue;
    const draft = draftDetection(value, scope);
    const expression = identified(finishDetection(draft, finish), key);
    expressions.set(key, () => expression);
    if (context.options.keepDrafts) trees.set(key, () => ({ ...draft, identifier: key }));
  }
  const conditions = conditionsOf(condition);
  const resolve = <Leaf>(detections: Detections<Leaf>): Joined<Leaf> =>
    join(
      'or',
      conditions.map((node) => parseCondition(node.text, detections, offsets(node, context.source))),
    );
  const expression = resolve<ExpressionLeaf>(expressions);
  return { expression, tree: context.options.keepDrafts ? resolve<DetectionItem>(trees) : undefined };
}

// Joined conditions; the community's longest rule has one.
const MAX_CONDITIONS = 1000;
// The longest community condition has about 600 characters.
const MAX_CONDITION_LENGTH = 65_536;

function conditionsOf(entry: YamlEntry): YamlScalar[] {
  const nodes: readonly YamlNode[] = entry.value.kind === 'list' ? entry.value.items : [entry.value];
  if (nodes.length === 0) throw conditionFault('The list of conditions is empty.', entry.keyOffset);
  if (nodes.length > MAX_CONDITIONS)
    throw conditionFault(`There are more than ${MAX_CONDITIONS} conditions.`, entry.keyOffset);
  return nodes.map((node) => {
    if (node.kind !== 'scalar') throw conditionFault('A condition must be text.', node.offset);
    if (node.text.length > MAX_CONDITION_LENGTH) throw conditionFault('The condition is too long.', node.offset);
    return node;
  });
}

/** Places inside a condition: exact where the file has the same text, else (folded blocks) word by word from its start. */
export function offsets(node: YamlScalar, source: string): (index: number) => number {
  const quote = /["']/.test(source[node.offset] ?? '') ? 1 : 0;
  const start = node.offset + quote;
  if (source.startsWith(node.text, start)) return (index) => start + index;
  return (index) => {
    // Folding changes white space only.
    const wanted = node.text.slice(0, index).replace(/\s/g, '').length;
    let seen = 0;
    for (let offset = start; offset < source.length; offset++) {
      if (/\s/.test(source[offset]!)) continue;
      if (seen++ === wanted) return offset;
    }
    return start;
  };
}

function conditionFault(message: string, offset: number): RuleFault {
  return new RuleFault('RULE_CONDITION', message, offset);
}

function invalid(message: string, offset: number, hint?: string): RuleFault {
  return new RuleFault('RULE_INVALID', message, offset, hint);
}
