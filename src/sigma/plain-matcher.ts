import type { Because, FieldValue } from '../model/index.ts';
import { foldCase } from './fold-case.ts';
import { isInNetwork, parseIp } from './ip-network.ts';
import { compileRegex } from './regex.ts';
import { ANY_ONE, ANY_RUN, type Expression, type PatternPart, type Predicate, type SigmaRule } from './rule.ts';
import { timePartOf } from './time-part.ts';

/** What a rule is matched against. `LogEvent` is one. */
export interface MatchableEvent {
  /** undefined when the event has no such field */
  get(field: string): FieldValue | undefined;
  /** every field with a value, for keywords */
  entries(): Iterable<readonly [field: string, value: FieldValue]>;
}

/** A rule ready to be matched. */
export interface RuleMatcher {
  matches(event: MatchableEvent): boolean;
  /**
   * Why the rule matches: each field value that made a part of the rule true, in the rule's order, once; keywords and
   * values under `not` come without a field and not at all. Undefined when the rule does not match. A field that
   * matched by being absent has the value null.
   */
  explain(event: MatchableEvent): Because[] | undefined;
}

/**
 * Prepares a rule for matching: the plain way, one test after the other, which faster ones are checked against.
 *
 * Text is compared without regard to case unless `cased` (see `foldCase`). A field with several values matches when one
 * of them does. Numbers and booleans match their text form too, in both directions: the rule's `3` matches the text "3",
 * not "0x3" or "03", and the rule's `'3'` matches the number 3. `null` matches a field that is absent or has no value,
 * `''` only an empty text. `not` of a test on an absent field is true, so `neq` is too. Values that are absent or null
 * match no pattern, not even `*`. Regular expressions are found anywhere in the value.
 * A rule with missing placeholders never matches.
 * @throws never for any event, if the rule comes from `parseRules`
 */
export function compileRule(rule: SigmaRule): RuleMatcher {
  if (rule.missingPlaceholders.length > 0) return { matches: () => false, explain: () => undefined };
  const check = compileExpression(rule.detection);
  return {
    matches: (event) => check.holds(event),
    explain: (event) => (check.holds(event) ? reasonsOf(check, event) : undefined),
  };
}

const matchers = new WeakMap<SigmaRule, RuleMatcher>();

/** Matches one rule against one event; see `compileRule` for what matches and `RuleMatcher.explain` for the result. */
export function matchesRule(rule: SigmaRule, event: MatchableEvent): Because[] | undefined {
  let matcher = matchers.get(rule);
  if (matcher === undefined) {
    matcher = compileRule(rule);
    matchers.set(rule, matcher);
  }
  return matcher.explain(event);
}

/** The test of one field, or of any field, by itself. */
export function holdsLeaf(
  leaf: Extract<Expression, { kind: 'match' | 'keyword' }>,
): (event: MatchableEvent) => boolean {
  return compileExpression(leaf).holds;
}

function reasonsOf(check: Check, event: MatchableEvent): Because[] {
  const reasons: Because[] = [];
  check.collect(event, reasons);
  return reasons.length > 1 ? withoutRepeats(reasons) : reasons;
}

interface Check {
  readonly holds: (event: MatchableEvent) => boolean;
  /** adds what made a check true, and nothing when it does not hold; returns whether it does */
  readonly collect: (event: MatchableEvent, reasons: Because[]) => boolean;
}

function compileExpression(expression: Expression): Check {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return compileOperands(expression.kind, expression.operands.map(compileExpression));
    case 'not': {
      const operand = compileExpression(expression.operand);
      const holds = (event: MatchableEvent): boolean => !operand.holds(event);
      return { holds, collect: holds };
    }
    case 'match':
      return compileMatch(expression.field, expression.predicate);
    case 'keyword':
      return compileKeyword(expression.predicate);
  }
}

function compileOperands(kind: 'and' | 'or', operands: readonly Check[]): Check {
  return {
    holds: (event) =>
      kind === 'and'
        ? operands.every((operand) => operand.holds(event))
        : operands.some((operand) => operand.holds(event)),
    collect: (event, reasons) =>
      kind === 'and' ? collectAll(operands, event, reasons) : collectAny(operands, event, reasons),
  };
}

function collectAll(operands: readonly Check[], event: MatchableEvent, reasons: Because[]): boolean {
  const before = reasons.length;
  for (const operand of operands) {
    if (operand.collect(event, reasons)) continue;
    reasons.length = before;
    return false;
  }
  return true;
}

function collectAny(operands: readonly Check[], event: MatchableEvent, reasons: Because[]): boolean {
  let isOneTrue = false;
  for (const operand of operands) if (operand.collect(event, reasons)) isOneTrue = true;
  return isOneTrue;
}

/** The value of a field that satisfies a predicate; undefined when none does. */
export type Finder = (value: FieldValue | undefined, event: MatchableEvent) => FieldValue | undefined;

function compileMatch(field: string, predicate: Predicate): Check {
  const find = compilePredicate(predicate);
  return {
    holds: (event) => find(event.get(field), event) !== undefined,
    collect(event, reasons) {
      const value = find(event.get(field), event);
      if (value !== undefined) reasons.push({ field, value });
      return value !== undefined;
    },
  };
}

function compileKeyword(predicate: Predicate): Check {
  const find = compilePredicate(predicate);
  const first = (event: MatchableEvent): FieldValue | undefined => {
    for (const [, value] of event.entries()) {
      const found = find(value, event);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    holds: (event) => first(event) !== undefined,
    collect(event, reasons) {
      const value = first(event);
      if (value !== undefined) reasons.push({ field: '', value });
      return value !== undefined;
    },
  };
}

/** Prepares the test of the value of one field, or of any. */
export function compilePredicate(predicate: Predicate): Finder {
  switch (predicate.kind) {
    case 'null':
      return (value) => (value === undefined || value === null || isEmptyList(value) ? null : undefined);
    case 'exists':
      return (value) => ((value !== undefined) === predicate.expected ? (value ?? null) : undefined);
    case 'fieldref':
      return (value, event) => {
        const others = textsOf(event.get(predicate.field), predicate.cased);
        return findValue(value, (one) =>
          others.some((other) => isAt(predicate.position, textOf(one, predicate.cased), other)),
        );
      };
    default: {
      const test = compileValueTest(predicate);
      return (value) => findValue(value, test);
    }
  }
}

type Single = string | number | bigint | boolean;

/** The first value that passes, of a field that may have several. */
export function findValue(value: FieldValue | undefined, test: (one: Single) => boolean): FieldValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (isList(value)) {
    for (const one of value) {
      const found = findValue(one, test);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return test(value) ? value : undefined;
}

function isList(value: FieldValue): value is readonly FieldValue[] {
  return Array.isArray(value);
}

function isEmptyList(value: FieldValue): boolean {
  return isList(value) && value.length === 0;
}

function textOf(value: Single, cased: boolean): string {
  if (cased || typeof value !== 'string') return cased ? String(value) : foldCase(String(value));
  if (value !== lastUnfolded) [lastUnfolded, lastFolded] = [value, foldCase(value)];
  return lastFolded;
}

// A rule asks of one long text, a script, whether it holds this or that; it is folded once.
let lastUnfolded = '';
let lastFolded = '';

function textsOf(value: FieldValue | undefined, cased: boolean): string[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value.flatMap((one) => textsOf(one, cased)) : [textOf(value, cased)];
}

function isAt(position: 'equals' | 'startswith' | 'endswith' | 'contains', text: string, other: string): boolean {
  switch (position) {
    case 'equals':
      return text === other;
    case 'startswith':
      return text.startsWith(other);
    case 'endswith':
      return text.endsWith(other);
    case 'contains':
      return text.includes(other);
  }
}

function compileValueTest(
  predicate: Exclude<Predicate, { kind: 'null' | 'exists' | 'fieldref' }>,
): (one: Single) => boolean {
  switch (predicate.kind) {
    case 'text': {
      const test = compilePattern(predicate.parts, predicate.cased);
      return (one) => test(textOf(one, predicate.cased));
    }
    case 'regex': {
      const test = compileRegex(predicate.source, predicate.flags);
      return (one) => test(String(one));
    }
    case 'number': {
      const text = String(predicate.value);
      return (one) =>
        typeof one === 'string' ? one === text : typeof one !== 'boolean' && isSame(one, predicate.value);
    }
    case 'boolean':
      return (one) => foldCase(String(one)) === String(predicate.value);
    case 'compare':
      return (one) => compareNumbers(predicate.operator, numberOf(one), predicate.value);
    case 'cidr':
      return (one) => {
        const address = typeof one === 'string' ? parseIp(one.trim()) : undefined;
        return address !== undefined && isInNetwork(address, predicate);
      };
    case 'timepart':
      return (one) => {
        const part = typeof one === 'string' ? timePartOf(one, predicate.part) : undefined;
        return compareNumbers(predicate.operator, part, predicate.value);
      };
  }
}

/** A number, or text that is one in decimal digits. */
function numberOf(value: Single): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value !== 'string' || value.length > 64) return undefined;
  if (/^[-+]?[0-9]{16,}$/.test(value)) return BigInt(value.replace('+', ''));
  return /^[-+]?[0-9]+(?:\.[0-9]+)?$/.test(value) ? Number(value) : undefined;
}

function compareNumbers(
  operator: 'eq' | 'lt' | 'lte' | 'gt' | 'gte',
  left: number | bigint | undefined,
  right: number | bigint,
): boolean {
  if (left === undefined) return false;
  switch (operator) {
    case 'eq':
      return isSame(left, right);
    case 'lt':
      return left < right;
    case 'lte':
      return left <= right;
    case 'gt':
      return left > right;
    case 'gte':
      return left >= right;
  }
}

/** Number and bigint by value: neither is less. */
function isSame(left: number | bigint, right: number | bigint): boolean {
  return left <= right && left >= right;
}

/** A test of a whole (folded) text against a pattern. */
export function compilePattern(parts: readonly PatternPart[], cased: boolean): (text: string) => boolean {
  const folded = cased ? parts : parts.map((part) => (typeof part === 'string' ? foldCase(part) : part));
  const segments = splitAtRuns(folded);
  const [first = []] = segments;
  if (segments.length === 1) return (text) => segmentEnd(first, text, 0) === text.length;
  const last = segments.at(-1)!;
  const middle = segments.slice(1, -1);
  return (text) => {
    let position = segmentEnd(first, text, 0);
    for (const segment of middle) {
      if (position === -1) return false;
      position = findSegment(segment, text, position);
    }
    return position !== -1 && endsWithSegment(last, text, position);
  };
}

type Segment = readonly (string | typeof ANY_ONE)[];

/** The pieces between the `*` of a pattern; empty at its ends where it starts or ends with one. */
function splitAtRuns(parts: readonly PatternPart[]): Segment[] {
  const segments: (string | typeof ANY_ONE)[][] = [[]];
  for (const part of parts) {
    if (part === ANY_RUN) segments.push([]);
    else segments.at(-1)!.push(part);
  }
  return segments;
}

/** Where a segment ends that starts exactly at `start`; -1 when it does not stand there. `?` is one code point. */
function segmentEnd(segment: Segment, text: string, start: number): number {
  let position = start;
  for (const part of segment) {
    if (part === ANY_ONE) {
      if (position >= text.length) return -1;
      position += text.codePointAt(position)! > 0xffff ? 2 : 1;
    } else {
      if (!text.startsWith(part, position)) return -1;
      position += part.length;
    }
  }
  return position;
}

/** Where the leftmost occurrence of a segment ends; taking the leftmost leaves the most room for what follows. */
function findSegment(segment: Segment, text: string, from: number): number {
  const [head] = segment;
  for (let start = from; start <= text.length; start++) {
    if (typeof head === 'string') start = text.indexOf(head, start);
    if (start === -1) return -1;
    const end = segmentEnd(segment, text, start);
    if (end !== -1) return end;
  }
  return -1;
}

function endsWithSegment(segment: Segment, text: string, from: number): boolean {
  const minimum = segment.reduce((sum, part) => sum + (part === ANY_ONE ? 1 : part.length), 0);
  const wildcards = segment.filter((part) => part === ANY_ONE).length;
  // Each `?` takes one or two units, so only so many starts are possible.
  for (let start = text.length - minimum; start >= Math.max(from, text.length - minimum - wildcards); start--) {
    if (segmentEnd(segment, text, start) === text.length) return true;
  }
  return false;
}

/** Each value of a field once, where it comes first. */
export function withoutRepeats(reasons: readonly Because[]): Because[] {
  const seen = new Map<string, Set<FieldValue>>();
  return reasons.filter(({ field, value }) => {
    const values = seen.get(field) ?? new Set();
    if (values.has(value)) return false;
    seen.set(field, values.add(value));
    return true;
  });
}
