import type { Expression, Logsource, Predicate, SigmaRule } from '../rule.ts';
import { digestOf } from './rule-digest.ts';

// Rules that look alike before their detections are compared are nearly always equal. No set of rules is to make this slow.
const MOST_COMPARED = 8;

/**
 * Tells which rules are for the same logsource and test the same, whatever they are called: who loads two collections, or
 * copies rules to change their ids, has many rules twice. They match the same events for the same reasons.
 */
export class EqualRules {
  readonly #firstOf = new Map<SigmaRule, SigmaRule>();
  /** those that are the first of their kind, by a hash of what is known of them without their detections */
  readonly #firsts = new Map<number, readonly SigmaRule[]>();

  /** Of the rules asked about so far the first that equals this one, which may be itself. */
  firstOf(rule: SigmaRule): SigmaRule {
    let first = this.#firstOf.get(rule);
    if (first === undefined) {
      first = this.#find(rule);
      this.#firstOf.set(rule, first);
    }
    return first;
  }

  #find(rule: SigmaRule): SigmaRule {
    const key = hashOf(likenessOf(rule));
    const others = this.#firsts.get(key) ?? [];
    const first = others.find((other) => isEqual(rule, other));
    if (first !== undefined) return first;
    if (others.length < MOST_COMPARED) this.#firsts.set(key, [...others, rule]);
    return rule;
  }
}

/** The same for equal rules, and for few others; found without their detections, which may not be decoded yet. */
function likenessOf(rule: SigmaRule): string {
  const { fields, necessity } = digestOf(rule);
  if (typeof necessity === 'string') return `${necessity} ${fields.join(' ')}`;
  const [first, last] = [necessity[0], necessity.at(-1)];
  const texts = [first, last].map((witness) =>
    witness === undefined || witness.kind === 'present' ? '' : witness.text,
  );
  return `${necessity.length} ${texts.join('\n')}\n${fields.length} ${first?.field}`;
}

/** FNV-1a by UTF-16 units: thousands of likenesses would take a megabyte. Source: G. Fowler et al., "The FNV hash" (1991). */
function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193);
  return hash;
}

function isEqual(left: SigmaRule, right: SigmaRule): boolean {
  if (left.missingPlaceholders.length > 0 || right.missingPlaceholders.length > 0) return false;
  return isSameLogsource(left.logsource, right.logsource) && testsSame(left.detection, right.detection);
}

function isSameLogsource(left: Logsource, right: Logsource): boolean {
  return left.product === right.product && left.category === right.category && left.service === right.service;
}

/** Whether two expressions test the same in the same order, and so give the same reasons. */
function testsSame(left: Expression, right: Expression): boolean {
  switch (left.kind) {
    case 'and':
    case 'or':
      return (
        right.kind === left.kind &&
        right.operands.length === left.operands.length &&
        left.operands.every((operand, index) => testsSame(operand, right.operands[index]!))
      );
    case 'not':
      return right.kind === 'not' && testsSame(left.operand, right.operand);
    case 'match':
      return right.kind === 'match' && right.field === left.field && isSamePredicate(left.predicate, right.predicate);
    case 'keyword':
      return right.kind === 'keyword' && isSamePredicate(left.predicate, right.predicate);
  }
}

function isSamePredicate(left: Predicate, right: Predicate): boolean {
  const names = Object.keys(left) as (keyof typeof left)[];
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && isSamePart(left[name], right[name]));
}

/** Of what predicates are made of: single values, and lists or bytes of them. */
function isSamePart(left: unknown, right: unknown): boolean {
  if (!isRow(left) || !isRow(right)) return Object.is(left, right);
  return left.length === right.length && Array.from(left).every((one, index) => Object.is(one, right[index]));
}

function isRow(part: unknown): part is ArrayLike<unknown> {
  return Array.isArray(part) || part instanceof Uint8Array;
}
