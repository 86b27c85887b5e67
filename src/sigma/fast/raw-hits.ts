import type { RawEncoding } from './raw-index.ts';

/** The first clause of a rule; what else its bytes must show has the numbers behind it. */
export const FIRST_CLAUSE = 0;
/** How many clauses of a rule are looked for in raw bytes at most: one bit each. */
export const MOST_RAW_CLAUSES = 8;

/** What was found in the raw bytes of one event, of the literals that `rawLiterals` names. One object for all events. */
export class RawHits {
  readonly encoding: RawEncoding;
  /** rules that found a literal of each of their clauses */
  readonly rules: number[] = [];
  readonly #needed: Uint8Array;
  readonly #seen: Uint8Array;
  readonly #seenIn: Int32Array;
  #event = 0;

  /** @param needed bits of the clauses of each rule; may grow while hits are in use */
  constructor(encoding: RawEncoding, needed: Uint8Array) {
    this.encoding = encoding;
    this.#needed = needed;
    this.#seen = new Uint8Array(needed.length);
    this.#seenIn = new Int32Array(needed.length);
  }

  /** Starts with an event. */
  clear(): void {
    this.#event++;
    this.rules.length = 0;
  }

  /** Takes note of a literal of a clause of a rule; it may be found several times. */
  add(rule: number, clause: number): void {
    const before = this.#seenIn[rule] === this.#event ? this.#seen[rule]! : 0;
    const seen = before | (1 << clause);
    if (seen === before) return;
    this.#seenIn[rule] = this.#event;
    this.#seen[rule] = seen;
    if (seen === this.#needed[rule]) this.rules.push(rule);
  }

  /** Whether a rule found all but what it may also find in fields: its first clause. */
  allowsFields(rule: number): boolean {
    const seen = this.#seenIn[rule] === this.#event ? this.#seen[rule]! : 0;
    return (seen | (1 << FIRST_CLAUSE)) === this.#needed[rule];
  }
}
