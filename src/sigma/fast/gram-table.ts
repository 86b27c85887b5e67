import { BitFilter, type FilterBits, HASH_FACTOR } from './bit-filter.ts';

/**
 * Places of literals by one gram of each, in flat arrays: a hunt asks about hundreds of millions of grams and files
 * hundreds of thousands. Ask `filter` first; then follow `next` from `first(gram)` until it is -1.
 */
export class GramTable {
  /** for each place, the one filed before it under the same gram; -1 for none */
  readonly next: Int32Array;
  /** number of the literal */
  readonly literal: Int32Array;
  /** bytes of the literal before its gram */
  readonly lead: Int32Array;
  /** another word of the literal, its case bits set */
  readonly check: Int32Array;
  /** how many words behind the gram that other word stands; 0 for none */
  readonly checkAt: Int32Array;
  readonly #filter = new BitFilter();
  readonly #grams: Int32Array;
  readonly #firsts: Int32Array;
  readonly #shift: number;
  #size = 0;

  /** @param capacity how many places will be added at most */
  constructor(capacity: number) {
    // At most half full.
    const bits = Math.max(4, Math.ceil(Math.log2(capacity * 2 + 1)));
    this.#shift = 32 - bits;
    this.#grams = new Int32Array(1 << bits);
    this.#firsts = new Int32Array(1 << bits).fill(-1);
    this.next = new Int32Array(capacity);
    this.literal = new Int32Array(capacity);
    this.lead = new Int32Array(capacity);
    this.check = new Int32Array(capacity);
    this.checkAt = new Int32Array(capacity);
  }

  /** @throws Error when the filter is in use, which is a bug */
  add(gram: number, literal: number, lead: number, check: number, checkAt: number): void {
    const place = this.#size++;
    this.#filter.add(gram);
    const slot = this.#slotOf(gram);
    this.next[place] = this.#firsts[slot]!;
    this.#firsts[slot] = place;
    this.#grams[slot] = gram;
    this.literal[place] = literal;
    this.lead[place] = lead;
    this.check[place] = check;
    this.checkAt[place] = checkAt;
  }

  /** Says of a gram "surely not here" or "perhaps". */
  filter(): FilterBits {
    return this.#filter.ready();
  }

  /** The place filed last under a gram; -1 for none. */
  first(gram: number): number {
    return this.#firsts[this.#slotOf(gram)]!;
  }

  /** Where a gram is, or would be. */
  #slotOf(gram: number): number {
    const last = this.#grams.length - 1;
    let slot = Math.imul(gram, HASH_FACTOR) >>> this.#shift;
    while (this.#firsts[slot]! >= 0 && this.#grams[slot] !== gram) slot = (slot + 1) & last;
    return slot;
  }
}
