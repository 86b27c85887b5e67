import { foldCase } from '../fold-case.ts';
import { compilePattern, compilePredicate, type Finder } from '../plain-matcher.ts';
import { ANY_RUN, type Expression, type PatternPart, type Predicate } from '../rule.ts';
import { BETWEEN_TEXTS, type FieldCache, foldedTexts, isList } from './field-cache.ts';
import { literalsOfRegex } from './witness.ts';

/** How a folded text is compared with a literal. */
export type TextForm = 'equals' | 'startswith' | 'endswith' | 'contains';

/** In place of a field: all of an event. */
export const EVERY_FIELD = -1;

/**
 * A rule or a part of it, ready to be tried: data of one shape, as tens of thousands are alive in each thread, where closures
 * would take many times the memory and calling them more time.
 */
export interface RuleTest {
  /** `parts`: some or all of `parts` hold, or for `not` the only one does not; `texts`: the field is, starts or ends with or
   * contains some or all of `texts`; `pattern`: it fits `fits`; `other`: `find` finds a value */
  readonly kind: 'parts' | 'not' | 'texts' | 'pattern' | 'other';
  /** whether all parts or texts must hold, not just one */
  readonly needsAll: boolean;
  /** of the field in the cache, or `EVERY_FIELD` */
  readonly slot: number;
  readonly form: TextForm;
  /** folded; for `other`, what the field contains whenever a value is found */
  readonly texts: readonly string[];
  /** cheap ones first */
  readonly parts: readonly RuleTest[];
  /** in the rule's order */
  readonly partsInOrder: readonly RuleTest[];
  readonly fits: ((folded: string) => boolean) | undefined;
  readonly find: Finder | undefined;
  /** about how long it takes, in tests of one text */
  readonly cost: number;
}

const NOTHING: readonly never[] = [];

/** All of one shape, whatever they are: else each access would have to find out which. */
function newTest(kind: RuleTest['kind'], cost: number, given: Partial<RuleTest>): RuleTest {
  const { needsAll = true, slot = EVERY_FIELD, form = 'equals', texts = NOTHING } = given;
  const { parts = NOTHING, partsInOrder = parts, fits, find } = given;
  return { kind, needsAll, slot, form, texts, parts, partsInOrder, fits, find, cost };
}

/** Prepares a rule's detection; fields get their numbers in the cache. */
export function ruleTestOf(expression: Expression, cache: FieldCache): RuleTest {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return partsTest(expression.kind === 'and', withJoinedTexts(expression, cache));
    case 'not': {
      const operand = ruleTestOf(expression.operand, cache);
      return newTest('not', operand.cost, { parts: [operand] });
    }
    case 'keyword':
      return leafTest(expression.predicate, EVERY_FIELD);
    case 'match':
      return leafTest(expression.predicate, cache.slotOf(expression.field));
  }
}

function partsTest(needsAll: boolean, partsInOrder: readonly RuleTest[]): RuleTest {
  const [only] = partsInOrder;
  if (partsInOrder.length === 1) return only!;
  const isSorted = partsInOrder.every(({ cost }, index) => index === 0 || partsInOrder[index - 1]!.cost <= cost);
  const parts = isSorted ? partsInOrder : [...partsInOrder].sort((left, right) => left.cost - right.cost);
  const cost = parts.reduce((sum, part) => sum + part.cost, 0);
  return newTest('parts', cost, { needsAll, parts, partsInOrder });
}

/** The operands, those one behind the other as one that compare texts with the same field in the same way. */
function withJoinedTexts(
  { kind, operands }: Extract<Expression, { kind: 'and' | 'or' }>,
  cache: FieldCache,
): readonly RuleTest[] {
  const tests: RuleTest[] = [];
  let run: RuleTest[] = [];
  const endRun = (): void => {
    if (run.length > 0) tests.push(joined(kind === 'and', run));
    run = [];
  };
  for (const operand of operands) {
    const test = ruleTestOf(operand, cache);
    if (run.length > 0 && !isLike(run[0]!, test)) endRun();
    if (test.kind === 'texts' && test.texts.length === 1) run.push(test);
    else tests.push(test);
  }
  endRun();
  return tests;
}

function isLike(left: RuleTest, right: RuleTest): boolean {
  return right.kind === 'texts' && right.texts.length === 1 && left.slot === right.slot && left.form === right.form;
}

function joined(needsAll: boolean, run: readonly RuleTest[]): RuleTest {
  const [first] = run;
  if (run.length === 1) return first!;
  const { slot, form, cost } = first!;
  const texts = run.map(({ texts: [text] }) => text!);
  return newTest('texts', cost * run.length, { needsAll, slot, form, texts });
}

// A text test is some nanoseconds, a regular expression up to microseconds, a keyword reads the whole event.
const COST_OF_REGEX = 50;
const COST_OF_KEYWORD = 1000;

function leafTest(predicate: Predicate, slot: number): RuleTest {
  const isRegex = predicate.kind === 'regex';
  const cost = slot === EVERY_FIELD ? COST_OF_KEYWORD : isRegex ? COST_OF_REGEX : 1;
  if (predicate.kind === 'text' && !predicate.cased) return textTest(predicate.parts, slot, cost);
  const texts = isRegex && slot !== EVERY_FIELD ? literalsOfRegex(predicate.source, predicate.flags) : NOTHING;
  return newTest('other', cost, { slot, texts, find: compilePredicate(predicate) });
}

/** The four common forms of patterns are one native call each. */
function textTest(parts: readonly PatternPart[], slot: number, cost: number): RuleTest {
  const formed = formedText(parts);
  // What every text contains is not in an event without any, and one that spans several texts is in none.
  const isJoinable = formed?.form !== 'contains' || (formed.text !== '' && !formed.text.includes(BETWEEN_TEXTS));
  if (formed !== undefined && (isJoinable || slot !== EVERY_FIELD)) {
    return newTest('texts', cost, { slot, form: formed.form, texts: [formed.text] });
  }
  return newTest('pattern', cost, { slot, fits: compilePattern(parts, false) });
}

function formedText(parts: readonly PatternPart[]): { readonly form: TextForm; readonly text: string } | undefined {
  const [first, second, third] = parts;
  if (parts.length === 0) return { form: 'equals', text: '' };
  if (parts.length === 1 && typeof first === 'string') return { form: 'equals', text: foldCase(first) };
  if (parts.length === 2 && typeof first === 'string' && second === ANY_RUN) {
    return { form: 'startswith', text: foldCase(first) };
  }
  if (first !== ANY_RUN || typeof second !== 'string') return undefined;
  if (parts.length === 2) return { form: 'endswith', text: foldCase(second) };
  return parts.length === 3 && third === ANY_RUN ? { form: 'contains', text: foldCase(second) } : undefined;
}

/** Whether the event that the cache shows passes. */
export function holds(test: RuleTest, cache: FieldCache): boolean {
  switch (test.kind) {
    case 'texts':
      return holdsTexts(test, cache);
    case 'parts': {
      const { needsAll, parts } = test;
      for (const part of parts) if (holds(part, cache) !== needsAll) return !needsAll;
      return needsAll;
    }
    case 'not':
      return !holds(test.parts[0]!, cache);
    case 'pattern':
      return fitsPattern(test, cache);
    case 'other':
      return findsValue(test, cache);
  }
}

function holdsTexts(test: RuleTest, cache: FieldCache): boolean {
  const { slot, form, texts, needsAll } = test;
  if (slot === EVERY_FIELD) return isShownAnywhere(test, cache);
  const value = cache.value(slot);
  if (value === undefined || value === null) return false;
  if (isList(value)) return isShownByOneOf(foldedTexts(value), test);
  const text = cache.folded(slot, value);
  switch (form) {
    case 'contains':
      for (const literal of texts) if (text.includes(literal) !== needsAll) return !needsAll;
      return needsAll;
    case 'endswith':
      for (const literal of texts) if (text.endsWith(literal) !== needsAll) return !needsAll;
      return needsAll;
    case 'startswith':
      for (const literal of texts) if (text.startsWith(literal) !== needsAll) return !needsAll;
      return needsAll;
    case 'equals':
      for (const literal of texts) if ((text === literal) !== needsAll) return !needsAll;
      return needsAll;
  }
}

function isShownAnywhere(test: RuleTest, cache: FieldCache): boolean {
  if (test.form !== 'contains') return isShownByOneOf(cache.allFolded(), test);
  const { texts, needsAll } = test;
  const text = cache.joinedFolded();
  for (const literal of texts) if (text.includes(literal) !== needsAll) return !needsAll;
  return needsAll;
}

function isShownByOneOf(values: readonly string[], { form, texts, needsAll }: RuleTest): boolean {
  for (const literal of texts) {
    if (values.some((value) => hasForm(value, form, literal)) !== needsAll) return !needsAll;
  }
  return needsAll;
}

/** Whether a folded text is, starts or ends with, or contains another. */
export function hasForm(text: string, form: TextForm, literal: string): boolean {
  switch (form) {
    case 'equals':
      return text === literal;
    case 'startswith':
      return text.startsWith(literal);
    case 'endswith':
      return text.endsWith(literal);
    case 'contains':
      return text.includes(literal);
  }
}

function fitsPattern({ slot, fits }: RuleTest, cache: FieldCache): boolean {
  if (slot === EVERY_FIELD) return cache.allFolded().some(fits!);
  const value = cache.value(slot);
  if (value === undefined || value === null) return false;
  return isList(value) ? foldedTexts(value).some(fits!) : fits!(cache.folded(slot, value));
}

function findsValue({ slot, texts, find }: RuleTest, cache: FieldCache): boolean {
  if (slot === EVERY_FIELD) return cache.entries().some(([, value]) => find!(value, cache.event) !== undefined);
  const value = cache.value(slot);
  // Looking for what every match holds is much cheaper than matching.
  if (texts.length > 0 && value !== undefined && value !== null && !isList(value)) {
    const text = cache.folded(slot, value);
    for (const literal of texts) if (!text.includes(literal)) return false;
  }
  return find!(value, cache.event) !== undefined;
}
