/** A regular expression that is refused. */
export class RegexError extends Error {
  /** where in the expression, from 0 */
  readonly index: number;
  readonly hint: string | undefined;

  constructor(message: string, index: number, hint?: string) {
    super(message);
    this.name = 'RegexError';
    this.index = index;
    this.hint = hint;
  }
}

/** Ranges of code points, both ends included, sorted and apart. */
export type CharRanges = readonly (readonly [low: number, high: number])[];

/** A place in the text. `end` is the end or before a last line feed, as in PCRE and Python. */
export type Anchor = 'textStart' | 'textEnd' | 'end' | 'lineStart' | 'lineEnd' | 'wordEdge' | 'noWordEdge';

/** A regular expression as a tree; flags `m` and `s` are already resolved into it. */
export type RegexNode =
  | { readonly kind: 'char'; readonly ranges: CharRanges }
  | { readonly kind: 'anchor'; readonly anchor: Anchor }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly items: readonly RegexNode[] }
  /** `max` may be Infinity */
  | { readonly kind: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number }
  | { readonly kind: 'look'; readonly behind: boolean; readonly negated: boolean; readonly item: RegexNode };

export interface ParsedRegex {
  readonly root: RegexNode;
  readonly ignoreCase: boolean;
}

const MAX_CODE_POINT = 0x10ffff;
export const ANY_CHAR: CharRanges = [[0, MAX_CODE_POINT]];
const NOT_LINE_FEED: CharRanges = [
  [0, 9],
  [11, MAX_CODE_POINT],
];
// ASCII classes, as PCRE without UCP.
const DIGIT: CharRanges = [[0x30, 0x39]];
const WORD: CharRanges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
const SPACE: CharRanges = [
  [9, 13],
  [0x20, 0x20],
];

/** Sorts ranges and joins those that touch. */
function normalize(ranges: readonly (readonly [number, number])[]): CharRanges {
  const sorted = [...ranges].sort((left, right) => left[0] - right[0]);
  const joined: [number, number][] = [];
  for (const [low, high] of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else joined.push([low, high]);
  }
  return joined;
}

function complement(ranges: CharRanges): CharRanges {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [low, high] of ranges) {
    if (low > next) gaps.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= MAX_CODE_POINT) gaps.push([next, MAX_CODE_POINT]);
  return gaps;
}

const CLASS_ESCAPES: Readonly<Record<string, CharRanges>> = {
  d: DIGIT,
  D: complement(DIGIT),
  w: WORD,
  W: complement(WORD),
  s: SPACE,
  S: complement(SPACE),
};
const CONTROL_ESCAPES: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11, e: 27, '0': 0 };
const ANCHOR_ESCAPES: Readonly<Record<string, Anchor>> = {
  A: 'textStart',
  Z: 'end',
  z: 'textEnd',
  b: 'wordEdge',
  B: 'noWordEdge',
};

interface Reader {
  readonly source: string;
  readonly flags: { ignoreCase: boolean; multiline: boolean; dotAll: boolean };
  index: number;
  depth: number;
}

// The deepest community expression nests five groups.
const MAX_DEPTH = 60;
// The longest community expression has about 700 characters.
const MAX_LENGTH = 10_000;

/**
 * Parses a regular expression of a rule: the part of PCRE that also Python's `re` has, without back references, atomic
 * groups, possessive quantifiers, recursion, POSIX and Unicode classes.
 * @param flags any of `i`, `m` and `s`
 * @throws RegexError
 * Source: Sigma specification 2.1, modifiers, "Regular Expression" (flavor PCRE); pcre2pattern(3).
 */
export function parseRegex(source: string, flags: string): ParsedRegex {
  if (source.length > MAX_LENGTH) throw new RegexError(`is longer than ${MAX_LENGTH} characters`, MAX_LENGTH);
  const inline = /^\(\?([ims]+)\)/.exec(source);
  const all = flags + (inline?.[1] ?? '');
  const reader: Reader = {
    source,
    flags: { ignoreCase: all.includes('i'), multiline: all.includes('m'), dotAll: all.includes('s') },
    index: inline?.[0].length ?? 0,
    depth: 0,
  };
  const root = readChoice(reader);
  if (reader.index < source.length) throw new RegexError('has a ")" without "("', reader.index);
  return { root, ignoreCase: reader.flags.ignoreCase };
}

function readChoice(reader: Reader): RegexNode {
  if (++reader.depth > MAX_DEPTH) throw new RegexError(`is nested more than ${MAX_DEPTH} deep`, reader.index);
  const items = [readSequence(reader)];
  while (reader.source[reader.index] === '|') {
    reader.index++;
    items.push(readSequence(reader));
  }
  reader.depth--;
  return items.length === 1 ? items[0]! : { kind: 'choice', items };
}

function readSequence(reader: Reader): RegexNode {
  const items: RegexNode[] = [];
  for (let char = reader.source[reader.index]; char !== undefined; char = reader.source[reader.index]) {
    if (char === '|' || char === ')') break;
    const start = reader.index;
    const item = readAtom(reader);
    if (item !== undefined) items.push(readQuantifiers(reader, item, start));
  }
  return items.length === 1 ? items[0]! : { kind: 'sequence', items };
}

const QUANTIFIER = /^(?:[*+?]|\{(\d{1,6})(,(\d{0,6}))?\})/;
// Each repetition is written out for the linear engine.
const MAX_REPEAT = 1000;

function readQuantifiers(reader: Reader, item: RegexNode, start: number): RegexNode {
  const match = QUANTIFIER.exec(reader.source.slice(reader.index, reader.index + 20));
  if (match === null) return item;
  if (item.kind === 'anchor') throw new RegexError('repeats an anchor', reader.index);
  const [text, low, range, high] = match;
  reader.index += text.length;
  const next = reader.source[reader.index];
  if (next === '+') throw unsupported('a possessive quantifier', reader.index, 'Leave out the second "+".');
  // Lazy or greedy: only whether there is a match counts.
  if (next === '?') reader.index++;
  const min = low === undefined ? (text === '+' ? 1 : 0) : Number(low);
  const max = low === undefined ? (text === '?' ? 1 : Number.POSITIVE_INFINITY) : repeatEnd(min, range, high);
  if (min > max) throw new RegexError(`has a range {${min},${max}} that runs backwards`, start);
  if (min > MAX_REPEAT || (Number.isFinite(max) && max > MAX_REPEAT)) {
    throw new RegexError(`repeats more than ${MAX_REPEAT} times`, start, 'Use "+" or "*".');
  }
  if (QUANTIFIER.test(reader.source.slice(reader.index, reader.index + 20))) {
    throw new RegexError('has two quantifiers in a row', reader.index);
  }
  return { kind: 'repeat', item, min, max };
}

function repeatEnd(min: number, range: string | undefined, high: string | undefined): number {
  if (range === undefined) return min;
  return high === undefined || high === '' ? Number.POSITIVE_INFINITY : Number(high);
}

/** One atom; undefined for a comment, which is none. */
function readAtom(reader: Reader): RegexNode | undefined {
  const { source, flags } = reader;
  const char = source[reader.index]!;
  if (char === '(') return readGroup(reader);
  if (char === '[') return { kind: 'char', ranges: readClass(reader) };
  if (char === '\\') return readEscape(reader);
  if (/[*+?]/.test(char)) throw new RegexError(`has nothing to repeat before "${char}"`, reader.index);
  reader.index++;
  if (char === '.') return { kind: 'char', ranges: flags.dotAll ? ANY_CHAR : NOT_LINE_FEED };
  if (char === '^') return { kind: 'anchor', anchor: flags.multiline ? 'lineStart' : 'textStart' };
  if (char === '$') return { kind: 'anchor', anchor: flags.multiline ? 'lineEnd' : 'end' };
  return literal(codePointBefore(reader));
}

/** The code point whose first unit was just read; moves behind its second unit if it has one. */
function codePointBefore(reader: Reader): number {
  const codePoint = reader.source.codePointAt(reader.index - 1)!;
  if (codePoint > 0xffff) reader.index++;
  return codePoint;
}

const literal = (codePoint: number): RegexNode => ({ kind: 'char', ranges: [[codePoint, codePoint]] });

const GROUP_START = /^\((?:\?(?:P?<[A-Za-z_][A-Za-z0-9_]*>|:|=|!|<=|<!|#[^)]*\)))?/;

function readGroup(reader: Reader): RegexNode | undefined {
  const { source, index } = reader;
  const [start] = GROUP_START.exec(source.slice(index))!;
  if (start === '(' && source[index + 1] === '?') throw unknownGroup(source, index);
  reader.index += start.length;
  if (start.startsWith('(?#')) return undefined;
  const item = readChoice(reader);
  if (source[reader.index] !== ')') throw new RegexError('has a "(" without ")"', index);
  reader.index++;
  if (!/[=!]$/.test(start)) return item;
  return { kind: 'look', behind: start.includes('<'), negated: start.endsWith('!'), item };
}

function unknownGroup(source: string, index: number): RegexError {
  const rest = source.slice(index, index + 6);
  if (rest.startsWith('(?>')) return unsupported('an atomic group', index, 'Write "(?:" for "(?>".');
  if (/^\(\?[a-zA-Z-]+[:)]/.test(rest))
    return unsupported('flags inside the expression', index, 'Put them at the start, as (?i), or use |re|i.');
  return unsupported(`"${rest}"`, index);
}

function unsupported(what: string, index: number, hint?: string): RegexError {
  return new RegexError(`uses ${what}, which is not supported`, index, hint);
}

function readEscape(reader: Reader): RegexNode {
  const next = reader.source[reader.index + 1];
  if (next !== undefined && next in ANCHOR_ESCAPES) {
    reader.index += 2;
    return { kind: 'anchor', anchor: ANCHOR_ESCAPES[next]! };
  }
  const ranges = readEscapedRanges(reader);
  return { kind: 'char', ranges };
}

/** An escape that stands for characters, inside or outside of a class. */
function readEscapedRanges(reader: Reader): CharRanges {
  const { source, index } = reader;
  const next = source[index + 1];
  if (next === undefined) throw new RegexError('ends with a backslash', index);
  const hex = /^\\(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4}))/.exec(
    source.slice(index, index + 10),
  );
  if (hex !== null) {
    reader.index += hex[0].length;
    const codePoint = Number.parseInt((hex[1] ?? hex[2] ?? hex[3])!, 16);
    if (codePoint > MAX_CODE_POINT) throw new RegexError('names a character beyond Unicode', index);
    return [[codePoint, codePoint]];
  }
  reader.index += 2;
  if (next in CLASS_ESCAPES) return CLASS_ESCAPES[next]!;
  if (next in CONTROL_ESCAPES) return [[CONTROL_ESCAPES[next]!, CONTROL_ESCAPES[next]!]];
  if (/[1-9]/.test(next)) throw unsupported('a back reference', index);
  if (/[A-Za-z]/.test(next)) throw unsupported(`the escape "\\${next}"`, index);
  const codePoint = codePointBefore(reader);
  return [[codePoint, codePoint]];
}

function readClass(reader: Reader): CharRanges {
  const { source } = reader;
  const start = reader.index++;
  const isNegated = source[reader.index] === '^';
  if (isNegated) reader.index++;
  const ranges: (readonly [number, number])[] = [];
  // A "]" right at the start is itself.
  for (let isFirst = true; isFirst || source[reader.index] !== ']'; isFirst = false) {
    if (reader.index >= source.length) throw new RegexError('has a "[" without "]"', start);
    if (
      /^\[[:.=]/.test(source.slice(reader.index, reader.index + 2)) &&
      /^\[([:.=]).*?\1\]/.test(source.slice(reader.index))
    ) {
      throw unsupported('a POSIX class', reader.index, 'Write the characters, as in [a-z].');
    }
    ranges.push(...readClassItem(reader));
  }
  reader.index++;
  const all = normalize(ranges);
  return isNegated ? complement(all) : all;
}

function readClassItem(reader: Reader): CharRanges {
  const { source } = reader;
  const start = reader.index;
  const low = readClassChar(reader);
  if (source[reader.index] !== '-' || source[reader.index + 1] === ']' || source[reader.index + 1] === undefined)
    return low;
  // "-" behind a class such as \w is itself, as in PCRE.
  if (low.length !== 1 || low[0]![0] !== low[0]![1]) return low;
  reader.index++;
  const high = readClassChar(reader);
  if (high.length !== 1 || high[0]![0] !== high[0]![1]) return [...low, [0x2d, 0x2d], ...high];
  if (high[0]![0] < low[0]![0]) throw new RegexError('has a range of characters that runs backwards', start);
  return [[low[0]![0], high[0]![0]]];
}

function readClassChar(reader: Reader): CharRanges {
  const { source } = reader;
  if (source[reader.index] === '\\') {
    if (source[reader.index + 1] !== 'b') return readEscapedRanges(reader);
    reader.index += 2;
    return [[8, 8]];
  }
  reader.index++;
  const codePoint = codePointBefore(reader);
  return [[codePoint, codePoint]];
}
