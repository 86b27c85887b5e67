import { foldCase } from './fold-case.ts';
import { compileLinear } from './regex-linear.ts';
import { type Anchor, type CharRanges, type ParsedRegex, parseRegex, type RegexNode } from './regex-syntax.ts';

export { RegexError } from './regex-syntax.ts';

/** A compiled regular expression: whether it is found anywhere in a text. */
export type RegexTest = (text: string) => boolean;

// JavaScript's engine tries some hundred million steps a second: a test of one field stays under some ten milliseconds.
const MAX_BACKTRACKING_STEPS = 1_000_000;
// Rules share few expressions; the bound only keeps a long-lived process from growing. What an expression has learnt from
// texts may take much memory, and goes with the rules that it is of.
const MAX_CACHED = 10_000;
const compiled = new Map<string, WeakRef<RegexTest>>();

/**
 * Compiles a regular expression of a rule for untrusted text. JavaScript's own engine runs it where an upper bound on
 * its steps for a text of that length is small, an engine of linear time otherwise; both give the same answer.
 * See docs/decisions/0002-regular-expressions.md.
 * @param flags any of `i`, `m` and `s`
 * @throws RegexError when the expression is not valid or uses what is not supported
 */
export function compileRegex(source: string, flags: string): RegexTest {
  const key = `${flags}/${source}`;
  const known = compiled.get(key)?.deref();
  if (known !== undefined) return known;
  const test = compile(parseRegex(source, flags));
  if (compiled.size >= MAX_CACHED) compiled.clear();
  compiled.set(key, new WeakRef(test));
  return test;
}

function compile(regex: ParsedRegex): RegexTest {
  const least = leastLength(regex.root);
  const test = compileAnyLength(regex);
  return least > 1 ? (text) => text.length >= least && test(text) : test;
}

/** How many characters every match takes, at least. */
function leastLength(node: RegexNode): number {
  switch (node.kind) {
    case 'char':
      return 1;
    case 'anchor':
    case 'look':
      return 0;
    case 'repeat':
      return node.min === 0 ? 0 : node.min * leastLength(node.item);
    case 'sequence':
      return node.items.reduce((sum, item) => sum + leastLength(item), 0);
    case 'choice':
      return Math.min(...node.items.map(leastLength));
  }
}

function compileAnyLength(regex: ParsedRegex): RegexTest {
  const test = compileEngines(regex);
  const literal = requiredLiteral(regex.root, regex.ignoreCase);
  if (literal === '') return test;
  if (!regex.ignoreCase) return (text) => text.includes(literal) && test(text);
  const folded = foldRegexCase(literal);
  return (text) => foldRegexCase(text).includes(folded) && test(text);
}

/** The long s and the Kelvin sign are letters of ASCII to a regular expression without regard to case, not to `foldCase`. */
function foldRegexCase(text: string): string {
  return foldCase(text).replaceAll('\u017f', 's').replaceAll('\u212a', 'k');
}

/**
 * The longest text that every match holds; empty when there is none. Most texts lack it, and looking for it costs a
 * hundredth of running an expression.
 */
function requiredLiteral(root: RegexNode, ignoreCase: boolean): string {
  let longest = '';
  let current = '';
  for (const item of root.kind === 'sequence' ? root.items : [root]) {
    const [range] = item.kind === 'char' && item.ranges.length === 1 ? item.ranges : [];
    const isOne = range !== undefined && range[0] === range[1] && (!ignoreCase || range[0] < 0x80);
    current = isOne ? current + String.fromCodePoint(range[0]) : '';
    if (current.length > longest.length) longest = current;
  }
  return longest;
}

function compileEngines(regex: ParsedRegex): RegexTest {
  const linear = compileLinear(regex);
  const effort = effortOf(regex.root);
  if (effort.paths === Number.POSITIVE_INFINITY) return linear;
  const native = new RegExp(toJavaScript(regex.root), regex.ignoreCase ? 'iu' : 'u');
  // Unless it is bound to the start, the search begins anew at each character.
  const degree = effort.degree + (startsAtStart(regex.root) ? 0 : 1);
  const looksBehind = hasLookBehind(regex.root);
  return (text) => {
    if (effort.paths * text.length ** degree > MAX_BACKTRACKING_STEPS) return linear(text);
    return looksBehind && HAS_SURROGATE.test(text) ? linear(text) : native.test(text);
  };
}

// V8 also tries look-behind between the two halves of a character beyond U+FFFF, where no character starts.
const HAS_SURROGATE = /[\ud800-\udfff]/;

function hasLookBehind(node: RegexNode): boolean {
  switch (node.kind) {
    case 'char':
      return false;
    case 'anchor':
      return node.anchor === 'lineStart';
    case 'look':
      return node.behind || hasLookBehind(node.item);
    case 'repeat':
      return hasLookBehind(node.item);
    case 'sequence':
    case 'choice':
      return node.items.some(hasLookBehind);
  }
}

/** An upper bound on the ways a backtracking engine can try a node: `paths` times (text length to the power `degree`). */
interface Effort {
  readonly paths: number;
  readonly degree: number;
}

const ONE_PATH: Effort = { paths: 1, degree: 0 };
const ENDLESS: Effort = { paths: Number.POSITIVE_INFINITY, degree: 0 };

/** Exported for its test. */
export function effortOf(node: RegexNode): Effort {
  switch (node.kind) {
    case 'char':
    case 'anchor':
      return ONE_PATH;
    case 'look':
      return effortOf(node.item);
    case 'sequence':
      return node.items.map(effortOf).reduce(both, ONE_PATH);
    case 'choice':
      return node.items.map(effortOf).reduce(either);
    case 'repeat':
      return repeatEffort(effortOf(node.item), node.min, node.max);
  }
}

function both(left: Effort, right: Effort): Effort {
  return { paths: left.paths * right.paths, degree: left.degree + right.degree };
}

function either(left: Effort, right: Effort): Effort {
  return { paths: left.paths + right.paths, degree: Math.max(left.degree, right.degree) };
}

function repeatEffort(item: Effort, min: number, max: number): Effort {
  const isOnePath = item.paths === 1 && item.degree === 0;
  if (max === Number.POSITIVE_INFINITY) return isOnePath ? { paths: 1, degree: 1 } : ENDLESS;
  if (isOnePath) return { paths: max - min + 1, degree: 0 };
  return { paths: (item.paths + (min === max ? 0 : 1)) ** max, degree: item.degree * max };
}

function startsAtStart(node: RegexNode): boolean {
  if (node.kind === 'anchor') return node.anchor === 'textStart';
  if (node.kind === 'choice') return node.items.every(startsAtStart);
  return node.kind === 'sequence' && node.items[0] !== undefined && startsAtStart(node.items[0]);
}

/** The same expression for JavaScript with flag `u`, everything else written out, so that no dialect is left to chance. */
function toJavaScript(node: RegexNode): string {
  switch (node.kind) {
    case 'char':
      return charSource(node.ranges);
    case 'anchor':
      return ANCHORS[node.anchor];
    case 'look':
      return `(?${node.behind ? '<' : ''}${node.negated ? '!' : '='}${toJavaScript(node.item)})`;
    case 'sequence':
      return node.items.map((item) => (item.kind === 'choice' ? group(item) : toJavaScript(item))).join('');
    case 'choice':
      return node.items.map(toJavaScript).join('|');
    case 'repeat':
      return group(node.item) + quantifierSource(node.min, node.max);
  }
}

// `$` of PCRE also matches before a last line feed; `^` and `$` are used without flag `m`.
const ANCHORS: Readonly<Record<Anchor, string>> = {
  textStart: '^',
  textEnd: '$',
  end: '(?=\\n?$)',
  lineStart: '(?<![^\\n])',
  lineEnd: '(?![^\\n])',
  wordEdge: '\\b',
  noWordEdge: '\\B',
};

function group(node: RegexNode): string {
  return node.kind === 'char' ? charSource(node.ranges) : `(?:${toJavaScript(node)})`;
}

function quantifierSource(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`;
}

function charSource(ranges: CharRanges): string {
  const [first] = ranges;
  if (first !== undefined && ranges.length === 1 && first[0] === first[1]) return codePointSource(first[0]);
  return `[${ranges.map(([low, high]) => (low === high ? codePointSource(low) : `${codePointSource(low)}-${codePointSource(high)}`)).join('')}]`;
}

function codePointSource(codePoint: number): string {
  const char = String.fromCodePoint(codePoint);
  return /^[A-Za-z0-9 ]$/.test(char) ? char : `\\u{${codePoint.toString(16)}}`;
}
