import type { FieldValue } from '../../model/index.ts';
import { foldCase } from '../fold-case.ts';
import { compilePattern, holdsLeaf } from '../plain-matcher.ts';
import { ANY_RUN, type Expression, type PatternPart } from '../rule.ts';
import { BETWEEN_TEXTS, type FieldCache } from './field-cache.ts';
import { literalsOfRegex } from './witness.ts';

/** Whether the event that the cache shows satisfies a part of a rule. */
export type Evaluator = () => boolean;

/** An expression as nested functions over cached fields, cheap tests first. */
export function compileEvaluator(expression: Expression, cache: FieldCache): Evaluator {
  switch (expression.kind) {
    case 'and':
      return allOf(inOrderOfCost(expression.operands).map((operand) => compileEvaluator(operand, cache)));
    case 'or':
      return anyOf(inOrderOfCost(expression.operands).map((operand) => compileEvaluator(operand, cache)));
    case 'not': {
      const operand = compileEvaluator(expression.operand, cache);
      return () => !operand();
    }
    case 'keyword':
      return compileKeyword(expression, cache);
    case 'match':
      return compileMatch(expression, cache);
  }
}

function compileKeyword(leaf: Extract<Expression, { kind: 'keyword' }>, cache: FieldCache): Evaluator {
  const { predicate } = leaf;
  if (predicate.kind === 'text' && !predicate.cased) {
    const contained = containedLiteral(predicate.parts);
    // The empty text is in any value, but not in an event that has none.
    if (contained !== undefined && contained !== '' && !contained.includes(BETWEEN_TEXTS)) {
      return () => cache.joinedFolded().includes(contained);
    }
    const test = compileText(predicate.parts);
    return () => cache.allFolded().some(test);
  }
  const holds = holdsLeaf(leaf);
  const reader = { get: (name: string) => cache.event.get(name), entries: () => cache.entries() };
  return () => holds(reader);
}

/** Folded; undefined for any other pattern than `*literal*`. */
function containedLiteral(parts: readonly PatternPart[]): string | undefined {
  const [first, second, third] = parts;
  const isContained = parts.length === 3 && first === ANY_RUN && typeof second === 'string' && third === ANY_RUN;
  return isContained ? foldCase(second) : undefined;
}

function compileMatch(leaf: Extract<Expression, { kind: 'match' }>, cache: FieldCache): Evaluator {
  const { field, predicate } = leaf;
  const slot = cache.slotOf(field);
  if (predicate.kind === 'text' && !predicate.cased) {
    const test = compileText(predicate.parts);
    const testEach = (value: FieldValue): boolean => {
      if (value === null) return false;
      return isList(value) ? value.some(testEach) : test(foldCase(String(value)));
    };
    return () => {
      const value = cache.value(slot);
      if (value === undefined || value === null) return false;
      return isList(value) ? testEach(value) : test(cache.folded(slot, value));
    };
  }
  const holds = holdsLeaf(leaf);
  const literals = predicate.kind === 'regex' ? literalsOfRegex(predicate.source, predicate.flags) : [];
  const reader = {
    get: (name: string) => (name === field ? cache.value(slot) : cache.event.get(name)),
    entries: () => cache.event.entries(),
  };
  if (literals.length === 0) return () => holds(reader);
  return () => {
    const value = cache.value(slot);
    if (value === undefined || value === null) return false;
    // Looking for what every match holds is much cheaper than matching.
    if (!isList(value)) {
      const text = cache.folded(slot, value);
      for (const literal of literals) if (!text.includes(literal)) return false;
    }
    return holds(reader);
  };
}

/** A test of a folded text; the four common forms of pattern are one native call each. */
function compileText(parts: readonly PatternPart[]): (text: string) => boolean {
  const [first, second] = parts;
  if (parts.length === 0) return (text) => text === '';
  if (parts.length === 1 && typeof first === 'string') {
    const literal = foldCase(first);
    return (text) => text === literal;
  }
  if (parts.length === 2 && typeof first === 'string' && second === ANY_RUN) {
    const literal = foldCase(first);
    return (text) => text.startsWith(literal);
  }
  if (parts.length === 2 && first === ANY_RUN && typeof second === 'string') {
    const literal = foldCase(second);
    return (text) => text.endsWith(literal);
  }
  const contained = containedLiteral(parts);
  if (contained !== undefined) return (text) => text.includes(contained);
  return compilePattern(parts, false);
}

function allOf(operands: readonly Evaluator[]): Evaluator {
  const [first, second] = operands;
  if (operands.length === 1) return first!;
  if (operands.length === 2) return () => first!() && second!();
  return () => {
    for (const operand of operands) if (!operand()) return false;
    return true;
  };
}

function anyOf(operands: readonly Evaluator[]): Evaluator {
  const [first, second] = operands;
  if (operands.length === 1) return first!;
  if (operands.length === 2) return () => first!() || second!();
  return () => {
    for (const operand of operands) if (operand()) return true;
    return false;
  };
}

function inOrderOfCost(operands: readonly Expression[]): Expression[] {
  return [...operands].sort((left, right) => costOf(left) - costOf(right));
}

// A text test is some nanoseconds, a regular expression up to microseconds, a keyword reads the whole event.
function costOf(expression: Expression): number {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.operands.reduce((sum, operand) => sum + costOf(operand), 0);
    case 'not':
      return costOf(expression.operand);
    case 'keyword':
      return 1000;
    case 'match':
      return expression.predicate.kind === 'regex' ? 50 : 1;
  }
}

function isList(value: FieldValue): value is readonly FieldValue[] {
  return Array.isArray(value);
}
