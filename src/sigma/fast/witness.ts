import { foldCase } from '../fold-case.ts';
import { type CharRanges, parseRegex, RegexError, type RegexNode } from '../regex-syntax.ts';
import type { Expression, PatternPart, Predicate } from '../rule.ts';

/**
 * Something an event must show, or a rule cannot match it: a folded text that a field equals, contains, starts or ends
 * with, or just the field's presence. The field `''` is any field.
 */
export type Witness =
  | { readonly kind: 'equals' | 'contains' | 'startswith' | 'endswith'; readonly field: string; readonly text: string }
  | { readonly kind: 'present'; readonly field: string };

/**
 * What is known of an expression before an event is seen. `never`: it cannot hold. `any`: nothing need be seen.
 * Otherwise at least one of the witnesses is seen whenever the expression holds.
 */
export type Necessity = 'never' | 'any' | readonly Witness[];

/** One test of a field, or of any field. */
export type Leaf = Extract<Expression, { kind: 'match' | 'keyword' }>;

/**
 * The cheapest necessary condition of an expression.
 * @param truth what a leaf is for all events at hand; undefined when it depends on the event
 */
export function necessityOf(expression: Expression, truth: (leaf: Leaf) => boolean | undefined): Necessity {
  switch (expression.kind) {
    case 'and':
      return cheapest(expression.operands.map((operand) => necessityOf(operand, truth)));
    case 'or':
      return unionOf(expression.operands.map((operand) => necessityOf(operand, truth)));
    case 'not':
      return necessityOfNot(expression.operand, truth);
    case 'match':
    case 'keyword':
      return necessityOfLeaf(expression, truth(expression));
  }
}

function necessityOfNot(operand: Expression, truth: (leaf: Leaf) => boolean | undefined): Necessity {
  switch (operand.kind) {
    case 'not':
      return necessityOf(operand.operand, truth);
    case 'and':
      return unionOf(operand.operands.map((inner) => necessityOfNot(inner, truth)));
    case 'or':
      return cheapest(operand.operands.map((inner) => necessityOfNot(inner, truth)));
    case 'match':
    case 'keyword':
      return truth(operand) === true ? 'never' : 'any';
  }
}

function cheapest(operands: readonly Necessity[]): Necessity {
  let best: Necessity = 'any';
  for (const operand of operands) {
    if (operand === 'never') return 'never';
    if (operand !== 'any' && (best === 'any' || costOf(operand) < costOf(best))) best = operand;
  }
  return best;
}

function unionOf(operands: readonly Necessity[]): Necessity {
  const union: Witness[] = [];
  for (const operand of operands) {
    if (operand === 'any') return 'any';
    if (operand !== 'never') union.push(...operand);
  }
  return union.length === 0 ? 'never' : union;
}

function necessityOfLeaf(leaf: Leaf, truth: boolean | undefined): Necessity {
  if (truth === false) return 'never';
  if (truth === true) return 'any';
  return witnessOf(leaf.kind === 'match' ? leaf.field : '', leaf.predicate);
}

/** What an event must show to pass one test of a field. */
export function witnessOf(field: string, predicate: Predicate): Necessity {
  switch (predicate.kind) {
    case 'text':
      return witnessOfPattern(field, predicate.parts);
    case 'number':
    case 'boolean':
      return [{ kind: 'equals', field, text: String(predicate.value) }];
    case 'regex':
      return witnessOfRegex(field, predicate.source, predicate.flags);
    case 'exists':
      return predicate.expected ? [{ kind: 'present', field }] : 'any';
    case 'null':
      return 'any';
    default:
      return [{ kind: 'present', field }];
  }
}

// Folding works character by character, so a text that holds a pattern's literal holds it folded too.
function witnessOfPattern(field: string, parts: readonly PatternPart[]): Necessity {
  const literals = parts.filter((part) => typeof part === 'string');
  if (literals.length === parts.length) return [{ kind: 'equals', field, text: foldCase(literals.join('')) }];
  const longest = longestOf(literals);
  if (longest === '') return [{ kind: 'present', field }];
  const kind = longest === parts[0] ? 'startswith' : longest === parts.at(-1) ? 'endswith' : 'contains';
  return [{ kind, field, text: foldCase(longest) }];
}

function longestOf(literals: readonly string[]): string {
  // Of equal length one without letters: such texts are rarer, and stand in raw bytes in one form only.
  const weight = (text: string): number => text.length + (/[a-z]/i.test(text) ? 0 : 0.5);
  return literals.reduce((best, literal) => (weight(literal) > weight(best) && literal !== '' ? literal : best), '');
}

function witnessOfRegex(field: string, source: string, flags: string): Necessity {
  const longest = longestOf(literalsOfRegex(source, flags));
  return longest === '' ? [{ kind: 'present', field }] : [{ kind: 'contains', field, text: longest }];
}

/** The runs of plain characters that every match of a regular expression holds, folded; none when it is not understood. */
export function literalsOfRegex(source: string, flags: string): readonly string[] {
  try {
    const regex = parseRegex(source, flags);
    const literals: string[] = [];
    gatherLiterals(regex.root, regex.ignoreCase, literals, { open: false });
    return literals.map(foldCase);
  } catch (error) {
    if (error instanceof RegexError) return [];
    throw error;
  }
}

function gatherLiterals(node: RegexNode, ignoresCase: boolean, into: string[], run: { open: boolean }): void {
  if (node.kind === 'sequence') {
    for (const item of node.items) gatherLiterals(item, ignoresCase, into, run);
    return;
  }
  const char = node.kind === 'char' ? onlyChar(node.ranges, ignoresCase) : undefined;
  if (char !== undefined) {
    if (run.open) into.push(into.pop()! + char);
    else into.push(char);
    run.open = true;
    return;
  }
  run.open = false;
  if (node.kind !== 'repeat' || node.min === 0) return;
  gatherLiterals(node.item, ignoresCase, into, run);
  run.open = false;
}

// Without regard to case `k` also matches the Kelvin sign and `s` the long s, which fold to other characters.
function onlyChar([range, ...more]: CharRanges, ignoresCase: boolean): string | undefined {
  if (range === undefined || more.length > 0 || range[0] !== range[1] || range[0] > 0x7e) return undefined;
  const char = String.fromCharCode(range[0]);
  return ignoresCase && /[kKsS]/.test(char) ? undefined : char;
}

/** How often a set of witnesses is likely to be seen, on a scale of its own: rarer is better. */
export function costOf(witnesses: readonly Witness[]): number {
  let cost = 0;
  for (const witness of witnesses) cost += costOfOne(witness);
  return cost;
}

// Texts that many events show, rules' own samples above all. A guess: it decides how fast a match is found, never whether.
const COMMON =
  /^(?:.*\\)?(?:powershell|cmd|svchost|rundll32|explorer|services|wmiprvse|conhost|msiexec|reg|net|net1|pwsh)\.exe$|^(?:\.exe|\.dll|system|windows|\\windows\\|c:\\windows\\|\\system32\\|c:\\windows\\system32\\|\\appdata\\|\\users\\|c:\\users\\|\\temp\\|c:\\|http|https|powershell)$/;

function costOfOne(witness: Witness): number {
  if (witness.kind === 'present') return 400;
  const rarity = 64 / 2 ** Math.min(witness.text.length, 12);
  const base = witness.kind === 'equals' ? Math.min(rarity, 0.2) : rarity;
  const isAnywhere = witness.field === '' ? 4 : 1;
  return (COMMON.test(witness.text) ? base + 40 : base) * isAnywhere;
}
