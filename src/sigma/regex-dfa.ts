import type { CharRanges } from './regex-syntax.ts';

/** A step of a program as the automaton needs it; see regex-linear.ts, which makes programs. */
export type DfaStep =
  | { readonly kind: 'char'; readonly ranges: CharRanges; next: number }
  | { readonly kind: 'anchor'; readonly anchor: string; next: number }
  | { readonly kind: 'look'; next: number }
  | { readonly kind: 'split'; next: number; other: number }
  | { readonly kind: 'match' };

/** Where an unknown step leads, in the table of steps. */
const UNKNOWN = 0;
/** Where every text goes on from that has matched; states that have not are numbered from 1. */
const MATCHED = -1;

// Some texts drive some expressions through exponentially many states; forgetting them keeps memory bounded, and the
// time linear, as each character costs at most the making of one state.
const MAX_STATES = 2_000;
const MAX_REMEMBERED_CLASSES = 4_096;

/** A program as the automaton needs it. */
export interface DfaProgram {
  readonly steps: readonly DfaStep[];
  readonly start: number;
  readonly hasCodePoint: (ranges: CharRanges, codePoint: number) => boolean;
  /** ASCII text that every match begins with; empty when there is none */
  readonly prefix: string;
}

/**
 * The same as following all states of a program at once, but each set of states is met only once and remembered with
 * where each kind of character leads, so that a character costs some nanoseconds.
 * @returns undefined when the program asks for what stands around a place (look-around, anchors but the text's start)
 * Source: R. Cox, "Regular Expression Matching Can Be Simple And Fast" (2007), "Caching the NFA to build a DFA".
 */
export function compileDfa(program: DfaProgram): ((text: string) => boolean) | undefined {
  const isPlain = program.steps.every(
    (step) => step.kind !== 'look' && (step.kind !== 'anchor' || step.anchor === 'textStart'),
  );
  return isPlain ? new Dfa(program).test : undefined;
}

class Dfa {
  readonly #steps: readonly DfaStep[];
  readonly #start: number;
  readonly #hasCodePoint: DfaProgram['hasCodePoint'];
  readonly #prefix: string;
  readonly #allRanges: readonly CharRanges[];
  readonly #asciiClass = new Int32Array(128).fill(-1);
  readonly #otherClass = new Map<number, number>();
  readonly #classIds = new Map<string, number>();
  readonly #examples: number[] = [];
  /** by the steps that the next character may go, ascending, a UTF-16 unit for each: thousands of states are kept */
  readonly #stateIds = new Map<string, number>();
  /** those steps, by number of the state */
  #chars: string[] = [''];
  /** where each state goes on by class of the next character, a row for each; filled as texts need it */
  #next = new Int16Array();
  /** rows have two to the power of this many places */
  #rowBits = 3;
  #first = UNKNOWN;

  constructor({ steps, start, hasCodePoint, prefix }: DfaProgram) {
    this.#prefix = prefix;
    this.#steps = steps;
    this.#start = start;
    this.#hasCodePoint = hasCodePoint;
    this.#allRanges = [...new Set(steps.flatMap((step) => (step.kind === 'char' ? [step.ranges] : [])))];
  }

  readonly test = (text: string): boolean => {
    if (this.#first === UNKNOWN) this.#first = this.#stateOf([this.#start], true);
    const classes = this.#asciiClass;
    let state = this.#first;
    // Where a match has not begun, the next one can only begin at the prefix.
    let idle = this.#idle();
    let next = this.#next;
    let rowBits = this.#rowBits;
    for (let index = 0; index < text.length && state !== MATCHED; index++) {
      if (state === idle) {
        index = text.indexOf(this.#prefix, index);
        if (index < 0) return false;
      }
      const unit = text.charCodeAt(index);
      let kind = unit < 128 ? classes[unit]! : -1;
      if (kind < 0) {
        const codePoint = text.codePointAt(index)!;
        if (codePoint > 0xffff) index++;
        kind = this.#classOf(codePoint);
        next = this.#next;
        rowBits = this.#rowBits;
      }
      const known = next[(state << rowBits) + kind]!;
      if (known !== UNKNOWN) state = known;
      else {
        state = this.#advance(state, kind);
        idle = this.#idle();
        next = this.#next;
        rowBits = this.#rowBits;
      }
    }
    return state === MATCHED;
  };

  /** The state in which only the prefix leads on; unknown without a prefix, and until the first state is made again. */
  #idle(): number {
    return this.#prefix === '' ? UNKNOWN : this.#first;
  }

  #advance(state: number, kind: number): number {
    const example = this.#examples[kind]!;
    const pending: number[] = [];
    const chars = this.#chars[state]!;
    for (let index = 0; index < chars.length; index++) {
      const step = this.#steps[chars.charCodeAt(index)]!;
      if (step.kind === 'char' && this.#hasCodePoint(step.ranges, example)) pending.push(step.next);
    }
    const isFull = this.#chars.length > MAX_STATES;
    if (isFull) this.#forgetStates();
    const next = this.#stateOf([...pending, this.#start], false);
    if (!isFull) this.#next[(state << this.#rowBits) + kind] = next;
    return next;
  }

  #forgetStates(): void {
    this.#stateIds.clear();
    this.#chars = [''];
    this.#next.fill(UNKNOWN);
    this.#first = UNKNOWN;
  }

  #stateOf(pending: number[], isTextStart: boolean): number {
    const seen = new Set<number>();
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const step = this.#steps[at]!;
      if (step.kind === 'match') return MATCHED;
      if (step.kind === 'split') pending.push(step.other, step.next);
      else if (step.kind === 'anchor' && isTextStart) pending.push(step.next);
    }
    const steps = [...seen].filter((at) => this.#steps[at]!.kind === 'char').sort((left, right) => left - right);
    const chars = String.fromCharCode(...steps);
    const known = this.#stateIds.get(chars);
    if (known !== undefined) return known;
    const state = this.#chars.push(chars) - 1;
    this.#stateIds.set(chars, state);
    this.#makeRoom();
    return state;
  }

  #makeRoom(): void {
    const needed = this.#chars.length << this.#rowBits;
    if (needed <= this.#next.length) return;
    const next = new Int16Array(needed * 2);
    next.set(this.#next);
    this.#next = next;
  }

  /** Rows are made wider when there are more classes than they have places; where states go on is found out anew. */
  #widenRows(): void {
    this.#rowBits++;
    this.#next = new Int16Array(this.#chars.length << this.#rowBits);
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
      if (id >> this.#rowBits !== 0) this.#widenRows();
    }
    if (codePoint < 128) this.#asciiClass[codePoint] = id;
    else {
      if (this.#otherClass.size >= MAX_REMEMBERED_CLASSES) this.#otherClass.clear();
      this.#otherClass.set(codePoint, id);
    }
    return id;
  }
}
