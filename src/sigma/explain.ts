import type { FieldValue, Level } from '../model/index.ts';
import { describePredicate, type Expectation } from './describe-predicate.ts';
import { nearMiss } from './near-miss.ts';
import { holdsLeaf, type MatchableEvent } from './plain-matcher.ts';
import type { Expression, SigmaRule, SourcePosition } from './rule.ts';

/** One test of a rule on an event. */
export interface ExplainedTest {
  readonly kind: 'test';
  readonly isTrue: boolean;
  readonly identifier?: string;
  /** as the rule names it; empty for a keyword, which is looked for in every field */
  readonly field: string;
  /** what the event holds; undefined when it has no such field, and for keywords */
  readonly value: FieldValue | undefined;
  readonly expected: Expectation;
  /** what nearly fits, when the test failed by little: one clause */
  readonly remark?: string;
  /** where the rule says it */
  readonly position: SourcePosition;
}

/** A part of a rule with its outcome. */
export type ExplainedNode =
  | ExplainedTest
  | {
      readonly kind: 'all' | 'any';
      readonly isTrue: boolean;
      readonly identifier?: string;
      readonly parts: readonly ExplainedNode[];
    }
  | { readonly kind: 'not'; readonly isTrue: boolean; readonly identifier?: string; readonly part: ExplainedNode };

/** Why a rule matches an event or does not. Plain data. */
export interface Explanation {
  readonly rule: { readonly id: string; readonly title: string; readonly level: Level };
  readonly isMatch: boolean;
  /** the shortest proof of the outcome, one sentence for each field */
  readonly because: readonly string[];
  /** the whole condition, in the rule's order */
  readonly tree: ExplainedNode;
}

/**
 * Explains the outcome of a rule on an event as the plain matcher sees it, test by test.
 * @param event under the field names that the rule uses; whether its logsource fits is not asked
 * @returns texts hold values of the event as they are: make them inert before showing them
 * @throws never for any event, if the rule comes from `parseRules`
 * @example
 * explain(rule, event).because; // ["CommandLine is 'netsh show all'; it does not contain 'portproxy'"]
 */
export function explain(rule: SigmaRule, event: MatchableEvent): Explanation {
  const { id, title, level, missingPlaceholders } = rule;
  const tree = explainNode(rule.detection, event);
  const head = { id, title, level };
  if (missingPlaceholders.length === 0) {
    return { rule: head, isMatch: tree.isTrue, because: sentencesOf(proofOf(tree)), tree };
  }
  const names = missingPlaceholders.map((name) => `%${name}%`).join(', ');
  return { rule: head, isMatch: false, because: [`the rule cannot run, as ${names} has no values`], tree };
}

function explainNode(expression: Expression, event: MatchableEvent): ExplainedNode {
  const named = expression.identifier === undefined ? {} : { identifier: expression.identifier };
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const parts = expression.operands.map((operand) => explainNode(operand, event));
      const isAll = expression.kind === 'and';
      const isTrue = isAll ? parts.every((part) => part.isTrue) : parts.some((part) => part.isTrue);
      return { kind: isAll ? 'all' : 'any', isTrue, ...named, parts };
    }
    case 'not': {
      const part = explainNode(expression.operand, event);
      return { kind: 'not', isTrue: !part.isTrue, ...named, part };
    }
    default:
      return { ...explainTest(expression, event), ...named };
  }
}

type Leaf = Extract<Expression, { kind: 'match' | 'keyword' }>;

function explainTest(leaf: Leaf, event: MatchableEvent): ExplainedTest {
  const isTrue = holdsLeaf(leaf)(event);
  const field = leaf.kind === 'match' ? leaf.field : '';
  const remark = isTrue || leaf.kind === 'keyword' ? undefined : nearMiss(leaf, event);
  return {
    kind: 'test',
    isTrue,
    field,
    value: leaf.kind === 'match' ? event.get(field) : undefined,
    expected: describePredicate(leaf.predicate),
    ...(remark === undefined ? {} : { remark }),
    position: leaf.position,
  };
}

interface Reason {
  readonly test: ExplainedTest;
  readonly identifier: string | undefined;
  /** behind an odd number of `not` */
  readonly isExcluded: boolean;
}

/** The fewest tests that settle a part: one false operand of `all` or one true one of `any` is enough. */
function proofOf(node: ExplainedNode, identifier?: string, isExcluded = false): readonly Reason[] {
  const name = node.identifier ?? identifier;
  if (node.kind === 'test') return [{ test: node, identifier: name, isExcluded }];
  if (node.kind === 'not') return proofOf(node.part, name, !isExcluded);
  const decisive = node.kind === 'any';
  if (node.isTrue !== decisive) return node.parts.flatMap((part) => proofOf(part, name, isExcluded));
  const proofs = node.parts.filter((part) => part.isTrue === decisive).map((part) => proofOf(part, name, isExcluded));
  return proofs.reduce((shortest, proof) => (proof.length < shortest.length ? proof : shortest));
}

/** Reasons about one field in the same words become one sentence. */
function sentencesOf(reasons: readonly Reason[]): readonly string[] {
  const groups = new Map<string, Reason[]>();
  for (const reason of reasons) {
    const { field, isTrue, expected } = reason.test;
    const key = [field, isTrue, expected.positive, reason.isExcluded, reason.identifier].join('\u0000');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [reason]);
    else group.push(reason);
  }
  return [...groups.values()].map(sentenceOf);
}

function sentenceOf(reasons: readonly Reason[]): string {
  const [{ test, identifier, isExcluded }] = reasons as readonly [Reason, ...Reason[]];
  const { field, isTrue, value, expected } = test;
  const remark = reasons.find((reason) => reason.test.remark !== undefined)?.test.remark;
  const objects = [...new Set(reasons.map((reason) => reason.test.expected.object))].filter((object) => object !== '');
  const verb = isTrue ? expected.positive : objects.length > 1 ? `${expected.negative} any of` : expected.negative;
  const claim = [verb, listText(objects, isTrue)].filter((part) => part !== '').join(' ');
  const excluded = isExcluded && isTrue ? `, which the rule excludes${identifier ? ` (${identifier})` : ''}` : '';
  const nearly = remark === undefined ? '' : ` (${remark})`;
  if (field === '')
    return `${isTrue ? 'a' : 'no'} value of the event ${isTrue ? claim : keywordClaim(expected, objects)}${excluded}`;
  if (value === undefined) return `the event has no field ${field}; ${wanted(test, objects)}${nearly}${excluded}`;
  return `${field} is ${valueText(value)}; it ${claim}${nearly}${excluded}`;
}

function keywordClaim(expected: Expectation, objects: readonly string[]): string {
  return `${expected.positive} ${listText(objects, false)}`;
}

function wanted({ isTrue, expected }: ExplainedTest, objects: readonly string[]): string {
  if (isTrue) return 'that is what the rule asks for';
  return `the rule asks for one that ${[expected.positive, listText(objects, false)].filter((part) => part !== '').join(' ')}`;
}

// Enough to recognise a list by; the tree has all of it.
const SHOWN_OBJECTS = 4;

function listText(objects: readonly string[], isAll: boolean): string {
  const shown = objects.slice(0, SHOWN_OBJECTS);
  const more = objects.length - shown.length;
  const word = isAll ? 'and' : 'or';
  if (more > 0) return `${shown.join(', ')} ${word} ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} ${word} ${shown.at(-1)}`;
}

// A value can have a megabyte; a sentence shows how it begins.
const SHOWN_CHARACTERS = 300;

function valueText(value: FieldValue): string {
  if (value === null) return 'empty';
  if (typeof value === 'object') return value.map(valueText).join(', ');
  const text = String(value);
  const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return typeof value === 'string' ? `'${cut}'` : cut;
}
