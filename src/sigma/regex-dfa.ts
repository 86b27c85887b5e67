import type { CharRanges } from './regex-syntax.ts';

/** A step of a program as the automaton needs it; see regex-linear.ts, which makes programs. */
export type DfaStep =
  | { readonly kind: 'char'; readonly ranges: CharRanges; next: number }
  | { readonly kind: 'anchor'; readonly anchor: string; next: number }
  | { readonly kind: 'look'; next: number }
  | { readonly kind: 'split'; next: number; other: number }
  | { readonly kind: 'match' };

interface State {
  readonly chars: readonly number[];
  readonly isMatch: boolean;
  /** by class of the next character; filled as texts need it */
  readonly next: (State | undefined)[];
}

// Some texts drive some expressions through exponentially many states; forgetting them keeps memory bounded, and the
// time linear, as each character costs at most the making of one state.
const MAX_STATES = 2_000;
const MAX_REMEMBERED_CLASSES = 4_096;

/**
 * The same as following all states of a program at once, but each set of states is met only once and remembered with
 * where each kind of character leads, so that a character costs some nanoseconds.
 * @returns undefined when the program asks for what stands around a place (look-around, anchors but the text's start)
 * Source: R. Cox, "Regular Expression Matching Can Be Simple And Fast" (2007), "Caching the NFA to build a DFA".
 */
export function compileDfa(
  steps: readonly DfaStep[],
  start: number,
  hasCodePoint: (ranges: CharRanges, codePoint: number) => boolean,
): ((text: string) => boolean) | undefined {
  const isPlain = steps.every(
    (step) => step.kind !== 'look' && (step.kind !== 'anchor' || step.anchor === 'textStart'),
  );
  return isPlain ? new Dfa(steps, start, hasCodePoint).test : undefined;
}

class Dfa {
  readonly #steps: readonly DfaStep[];
  readonly #start: number;
  readonly #hasCodePoint: (ranges: CharRanges, codePoint: number) => boolean;
  readonly #allRanges: readonly CharRanges[];
  readonly #asciiClass = new Int32Array(128).fill(-1);
  readonly #otherClass = new Map<number, number>();
  readonly #classIds = new Map<string, number>();
  readonly #examples: number[] = [];
  readonly #states = new Map<string, State>();
  #first: State | undefined;

  constructor(
    steps: readonly DfaStep[],
    start: number,
    hasCodePoint: (ranges: CharRanges, codePoint: number) => boolean,
  ) {
    this.#steps = steps;
    this.#start = start;
    this.#hasCodePoint = hasCodePoint;
    this.#allRanges = [...new Set(steps.flatMap((step) => (step.kind === 'char' ? [step.ranges] : [])))];
  }

  readonly test = (text: string): boolean => {
    this.#first ??= this.#stateOf([this.#start], true);
    let state = this.#first;
    for (let index = 0; index < text.length && !state.isMatch; index++) {
      const codePoint = text.codePointAt(index)!;
      if (codePoint > 0xffff) index++;
      const kind = codePoint < 128 ? this.#asciiClass[codePoint]! : -1;
      const known = kind < 0 ? this.#classOf(codePoint) : kind;
      state = state.next[known] ?? this.#advance(state, known);
    }
    return state.isMatch;
  };

  #advance(state: State, kind: number): State {
    if (this.#states.size >= MAX_STATES) {
      this.#states.clear();
      this.#first = undefined;
    }
    const example = this.#examples[kind]!;
    const pending: number[] = [];
    for (const at of state.chars) {
      const step = this.#steps[at]!;
      if (step.kind === 'char' && this.#hasCodePoint(step.ranges, example)) pending.push(step.next);
    }
    const next = this.#stateOf([...pending, this.#start], false);
    state.next[kind] = next;
    return next;
  }

  #stateOf(pending: number[], isTextStart: boolean): State {
    const seen = new Set<number>();
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const step = this.#steps[at]!;
      if (step.kind === 'split') pending.push(step.other, step.next);
      else if (step.kind === 'anchor' && isTextStart) pending.push(step.next);
    }
    const chars = [...seen].filter((at) => this.#steps[at]!.kind === 'char').sort((left, right) => left - right);
    const isMatch = [...seen].some((at) => this.#steps[at]!.kind === 'match');
    const key = `${isMatch ? '!' : ''}${chars.join(',')}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state: State = { chars, isMatch, next: [] };
    this.#states.set(key, state);
    return state;
  }

  /** Characters that lie in the same ranges of the program are of one class: no state can tell them apart. */
  #classOf(codePoint: number): number {
    const remembered = this.#otherClass.get(codePoint);
    if (remembered !== undefined) return remembered;
    const key = this.#allRanges.map((ranges) => (this.#hasCodePoint(ranges, codePoint) ? '1' : '0')).join('');
    let id = this.#classIds.get(key);
    if (id === undefined) {
      id = this.#examples.length;
      this.#classIds.set(key, id);
      this.#examples.push(codePoint);
    }
    if (codePoint < 128) this.#asciiClass[codePoint] = id;
    else {
      if (this.#otherClass.size >= MAX_REMEMBERED_CLASSES) this.#otherClass.clear();
      this.#otherClass.set(codePoint, id);
    }
    return id;
  }
}
