import type { LineIndex } from './line-index.ts';
import type { Draft } from './modifiers.ts';
import { joinParts } from './pattern.ts';
import { compileRegex, RegexError } from './regex.ts';
import { ANY_RUN, type Expression, type PatternPart, type Predicate } from './rule.ts';
import { RuleFault } from './rule-fault.ts';
import type { YamlMap } from './yaml.ts';

/** A field of a detection with its values, all modifiers applied: what processing pipelines change. */
export interface DetectionItem {
  readonly kind: 'item';
  /** empty for keywords, which are looked for in every field */
  readonly field: string;
  /** none stands for null, as in pySigma */
  readonly values: readonly ItemValue[];
  readonly linking: 'and' | 'or';
  readonly isNegated: boolean;
  /** a modifier said where in the field the values lie, so that keywords are not searched anywhere */
  readonly isAnchored: boolean;
  /** where its key stands in the file */
  readonly offset: number;
  /** the ids of the processing items that changed it */
  readonly processedBy?: readonly string[];
  /** the search identifier that this item is all of, for explanations */
  readonly identifier?: string;
}

/** One value of a rule, which some modifiers turn into several, of which one must match. */
export interface ItemValue {
  readonly alternatives: readonly Draft[];
  /** as the rule writes it */
  readonly text: string;
  readonly offset: number;
  /** placeholders without values that could not stay, so that alternatives are lacking */
  readonly missing?: readonly string[];
}

/** A node of a tree that joins leaves. */
export type Joined<Leaf> =
  | Leaf
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Joined<Leaf>[]; readonly identifier?: string }
  | { readonly kind: 'not'; readonly operand: Joined<Leaf>; readonly identifier?: string };

/** A search identifier, or a whole detection with its condition resolved, before its values are predicates. */
export type DetectionTree = Joined<DetectionItem>;

/** A rule as processing pipelines need it. */
export interface RuleDraft {
  /** the detection with its condition resolved */
  readonly detection: DetectionTree;
  /** places of the rule's file */
  readonly lines: LineIndex;
  /** filters that are applied to the rule, each with the places of its own file */
  readonly filters?: readonly (Pick<RuleDraft, 'detection' | 'lines'> & { readonly file: string })[];
  /** the rule's own document, with attributes that Landfall has no other use for */
  readonly document: YamlMap;
}

/** What is needed to turn items into predicates. */
export interface FinishScope {
  readonly lines: LineIndex;
  /** filled with the placeholders that have no values; their patterns are left out */
  readonly missingPlaceholders: Set<string>;
}

/** Joins operands; one alone stays as it is. */
export function join<Node>(
  kind: 'and' | 'or',
  operands: readonly Node[],
): Node | { readonly kind: 'and' | 'or'; readonly operands: readonly Node[] } {
  return operands.length === 1 ? operands[0]! : { kind, operands };
}

/**
 * Turns a detection into the expression that is matched.
 * @throws RuleFault for a regular expression that cannot be compiled and for null among keywords
 */
export function finishDetection(tree: DetectionTree, scope: FinishScope): Expression {
  const expression = finishNode(tree, scope);
  return tree.identifier === undefined ? expression : identified(expression, tree.identifier);
}

/** The same expression as a search identifier. Written out: V8 gives each object that is spread a shape of its own. */
export function identified(expression: Expression, identifier: string): Expression {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return { kind: expression.kind, operands: expression.operands, identifier };
    case 'not':
      return { kind: 'not', operand: expression.operand, identifier };
    case 'match': {
      const { field, predicate, position } = expression;
      return { kind: 'match', field, predicate, position, identifier };
    }
    case 'keyword':
      return { kind: 'keyword', predicate: expression.predicate, position: expression.position, identifier };
  }
}

function finishNode(tree: DetectionTree, scope: FinishScope): Expression {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return { kind: tree.kind, operands: tree.operands.map((operand) => finishDetection(operand, scope)) };
    case 'not':
      return { kind: 'not', operand: finishDetection(tree.operand, scope) };
    case 'item':
      return finishItem(tree, scope);
  }
}

function finishItem(item: DetectionItem, scope: FinishScope): Expression {
  const alternatives = item.values.map((value) => join('or', finishValue(item, value, scope)));
  if (alternatives.length === 0) {
    const position = scope.lines.at(item.offset);
    alternatives.push({ kind: 'match', field: item.field, predicate: { kind: 'null' }, position });
  }
  const joined = join(item.linking, alternatives);
  return item.isNegated ? { kind: 'not', operand: joined } : joined;
}

function finishValue(item: DetectionItem, value: ItemValue, scope: FinishScope): Expression[] {
  const { field } = item;
  const position = scope.lines.at(value.offset);
  if (value.missing !== undefined) for (const name of value.missing) scope.missingPlaceholders.add(name);
  const finished: Expression[] = [];
  for (const draft of value.alternatives) {
    if (isIncomplete(draft, scope.missingPlaceholders)) continue;
    const predicate = toPredicate(draft, item, value);
    finished.push(
      field === '' ? { kind: 'keyword', predicate, position } : { kind: 'match', field, predicate, position },
    );
  }
  return finished;
}

function isIncomplete(draft: Draft, missing: Set<string>): boolean {
  const names = placeholdersOf(draft);
  for (const name of names) missing.add(name);
  return names.length > 0;
}

/** The placeholders that a value still holds. */
export function placeholdersOf(draft: Draft): readonly string[] {
  if (draft.kind === 'regex') return draft.placeholders ?? [];
  // Nearly all values are complete.
  if (draft.kind !== 'text' || isComplete(draft.parts)) return [];
  return draft.parts.flatMap((part) => (typeof part === 'object' ? [part.placeholder] : []));
}

function toPredicate(draft: Draft, item: DetectionItem, value: ItemValue): Predicate {
  if (draft.kind === 'regex') {
    checkRegex(draft, value);
    return draft;
  }
  if (item.field === '' && !item.isAnchored) return keywordPredicate(draft, value);
  if (draft.kind === 'text') return { kind: 'text', parts: patternParts(draft.parts), cased: draft.cased };
  if (draft.kind === 'number') return { kind: 'number', value: draft.value };
  return draft;
}

/** A keyword is searched anywhere in the event, so in a field it may have anything around it. */
function keywordPredicate(draft: Exclude<Draft, { kind: 'regex' }>, value: ItemValue): Predicate {
  switch (draft.kind) {
    case 'text':
      return { kind: 'text', parts: joinParts([ANY_RUN, ...patternParts(draft.parts), ANY_RUN]), cased: draft.cased };
    case 'number':
    case 'boolean':
      return {
        kind: 'text',
        parts: [ANY_RUN, draft.kind === 'number' ? draft.text : String(draft.value), ANY_RUN],
        cased: false,
      };
    case 'null':
      throw new RuleFault('RULE_INVALID', 'null is no keyword; it needs a field.', value.offset);
    default:
      return draft;
  }
}

type DraftParts = Extract<Draft, { kind: 'text' }>['parts'];

function isComplete(parts: DraftParts): parts is readonly PatternPart[] {
  for (const part of parts) if (typeof part === 'object') return false;
  return true;
}

/** All placeholders are gone here: an incomplete draft becomes no predicate. */
function patternParts(parts: DraftParts): readonly PatternPart[] {
  // A copy takes the room it needs, and a list that grew room for 17.
  if (isComplete(parts)) return parts.slice();
  throw new Error('a value with placeholders became a predicate');
}

function checkRegex(draft: { source: string; flags: string }, value: ItemValue): void {
  try {
    compileRegex(draft.source, draft.flags);
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    const message = `The regular expression ${error.message}, at its character ${error.index + 1}.`;
    throw new RuleFault('RULE_INVALID', message, value.offset, error.hint);
  }
}
