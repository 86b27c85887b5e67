import { compileDfa } from './regex-dfa.ts';
import { type Anchor, type CharRanges, type ParsedRegex, RegexError, type RegexNode } from './regex-syntax.ts';

/** One step of a program; `next` and `other` are the steps to go on with. */
type Step =
  | { readonly kind: 'char'; readonly ranges: CharRanges; next: number }
  | { readonly kind: 'anchor'; readonly anchor: Anchor; next: number }
  | { readonly kind: 'look'; readonly look: number; readonly negated: boolean; next: number }
  | { readonly kind: 'split'; next: number; other: number }
  | { readonly kind: 'match' };

interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
  readonly backward: boolean;
}

interface LinearRegex {
  readonly main: Program;
  /** look-around assertions, each after those that it holds itself */
  readonly looks: readonly Program[];
  readonly ignoreCase: boolean;
}

// Time is text length times steps; a larger program would make one long field take seconds.
const MAX_STEPS = 10_000;

/**
 * Compiles a regular expression for matching in time linear in the text, whatever the text: all states are followed at
 * once (Thompson's construction). Look-around is decided for every place of the text beforehand, by one pass of its own
 * (look-ahead backwards from the end), and so stays linear too.
 * @returns a test whether the expression is found anywhere
 * @throws RegexError when the expression is too large
 * Source: R. Cox, "Regular Expression Matching Can Be Simple And Fast" (2007).
 */
export function compileLinear({ root, ignoreCase }: ParsedRegex): (text: string) => boolean {
  const looks: Program[] = [];
  const main = compileProgram(root, false, looks);
  const regex: LinearRegex = { main, looks, ignoreCase };
  const dfa = compileDfa({
    ...main,
    hasCodePoint: (ranges, codePoint) => hasCodePoint(ranges, codePoint, ignoreCase),
    prefix: ignoreCase ? '' : prefixOf(root),
  });
  if (dfa !== undefined) return dfa;
  return (text) => {
    const places: Uint8Array[] = [];
    for (const look of looks) places.push(markPlaces(regex, look, text, places));
    return run(regex, main, text, places, undefined);
  };
}

/** The ASCII characters that every match begins with. */
function prefixOf(root: RegexNode): string {
  let prefix = '';
  for (const item of root.kind === 'sequence' ? root.items : [root]) {
    const [range] = item.kind === 'char' && item.ranges.length === 1 ? item.ranges : [];
    if (range === undefined || range[0] !== range[1] || range[0] >= 0x80) break;
    prefix += String.fromCharCode(range[0]);
  }
  return prefix;
}

function compileProgram(root: RegexNode, backward: boolean, looks: Program[]): Program {
  const steps: Step[] = [{ kind: 'match' }];
  const add = (step: Step): number => {
    if (steps.length >= MAX_STEPS) throw new RegexError('is too large', 0, 'Use fewer or smaller repetitions.');
    steps.push(step);
    return steps.length - 1;
  };
  /** Adds a node in front of the step `next`; returns where it starts. */
  const emit = (node: RegexNode, next: number): number => {
    switch (node.kind) {
      case 'char':
        return add({ kind: 'char', ranges: node.ranges, next });
      case 'anchor':
        return add({ kind: 'anchor', anchor: node.anchor, next });
      case 'look':
        // Behind: what ends here, so read forwards; ahead: what starts here, so read backwards.
        looks.push(compileProgram(node.item, !node.behind, looks));
        return add({ kind: 'look', look: looks.length - 1, negated: node.negated, next });
      case 'sequence':
        return (backward ? node.items : node.items.toReversed()).reduce((after, item) => emit(item, after), next);
      case 'choice':
        return node.items
          .map((item) => emit(item, next))
          .reduce((other, one) => add({ kind: 'split', next: one, other }));
      case 'repeat':
        return emitRepeat(node, next);
    }
  };
  const emitRepeat = ({ item, min, max }: Extract<RegexNode, { kind: 'repeat' }>, next: number): number => {
    let start = next;
    if (max === Number.POSITIVE_INFINITY) {
      const loop = add({ kind: 'split', next: 0, other: next });
      (steps[loop] as { next: number }).next = emit(item, loop);
      start = loop;
    } else
      for (let count = min; count < max; count++) start = add({ kind: 'split', next: emit(item, start), other: next });
    for (let count = 0; count < min; count++) start = emit(item, start);
    return start;
  };
  const start = emit(root, 0);
  return { steps, start, backward };
}

/** For each place between characters: whether the program, started anywhere, can end there. */
function markPlaces(regex: LinearRegex, look: Program, text: string, places: readonly Uint8Array[]): Uint8Array {
  const marks = new Uint8Array(text.length + 1);
  run(regex, look, text, places, marks);
  return marks;
}

/** Follows all states through the text; with `marks` to the end, without until the first match. */
function run(
  regex: LinearRegex,
  program: Program,
  text: string,
  places: readonly Uint8Array[],
  marks: Uint8Array | undefined,
): boolean {
  const { steps, backward } = program;
  const seenAt = new Int32Array(steps.length).fill(-1);
  let current: number[] = [];
  let index = backward ? text.length : 0;
  for (;;) {
    const chars = closure(program, [...current, program.start], text, index, places, seenAt);
    if (seenAt[0] === index) {
      if (marks === undefined) return true;
      marks[index] = 1;
    }
    if (backward ? index === 0 : index === text.length) return false;
    const codePoint = backward ? codePointBefore(text, index) : text.codePointAt(index)!;
    current = [];
    for (const step of chars) {
      const { ranges, next } = steps[step] as { ranges: CharRanges; next: number };
      if (hasCodePoint(ranges, codePoint, regex.ignoreCase)) current.push(next);
    }
    const width = codePoint > 0xffff ? 2 : 1;
    index += backward ? -width : width;
  }
}

/** All character steps that can be reached without reading a character; marks the visited steps in `seenAt`. */
function closure(
  { steps }: Program,
  pending: number[],
  text: string,
  index: number,
  places: readonly Uint8Array[],
  seenAt: Int32Array,
): number[] {
  const chars: number[] = [];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (seenAt[at] === index) continue;
    seenAt[at] = index;
    const step = steps[at]!;
    if (step.kind === 'char') chars.push(at);
    else if (step.kind === 'split') pending.push(step.other, step.next);
    else if (step.kind === 'anchor') {
      if (isAnchored(step.anchor, text, index)) pending.push(step.next);
    } else if (step.kind === 'look' && (places[step.look]![index] === 1) !== step.negated) pending.push(step.next);
  }
  return chars;
}

function codePointBefore(text: string, index: number): number {
  const unit = text.charCodeAt(index - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff && index > 1;
  const pair = isLow ? text.codePointAt(index - 2)! : 0;
  return pair > 0xffff ? pair : unit;
}

function isAnchored(anchor: Anchor, text: string, index: number): boolean {
  switch (anchor) {
    case 'textStart':
      return index === 0;
    case 'textEnd':
      return index === text.length;
    case 'end':
      return index === text.length || (index === text.length - 1 && text[index] === '\n');
    case 'lineStart':
      return index === 0 || text[index - 1] === '\n';
    case 'lineEnd':
      return index === text.length || text[index] === '\n';
    case 'wordEdge':
      return isWord(text, index - 1) !== isWord(text, index);
    case 'noWordEdge':
      return isWord(text, index - 1) === isWord(text, index);
  }
}

function isWord(text: string, index: number): boolean {
  return /\w/.test(text[index] ?? '');
}

function hasCodePoint(ranges: CharRanges, codePoint: number, ignoreCase: boolean): boolean {
  if (inRanges(ranges, codePoint)) return true;
  if (!ignoreCase) return false;
  const char = String.fromCodePoint(codePoint);
  return [char.toLowerCase(), char.toUpperCase()].some((other) => {
    const folded = other.codePointAt(0)!;
    return other.length === (folded > 0xffff ? 2 : 1) && inRanges(ranges, folded);
  });
}

function inRanges(ranges: CharRanges, codePoint: number): boolean {
  for (const [low, high] of ranges) {
    if (codePoint < low) return false;
    if (codePoint <= high) return true;
  }
  return false;
}
