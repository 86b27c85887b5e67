import { type FilterBits, filterOf, HASH_FACTOR } from './bit-filter.ts';

// Numbers for each place: the place filed before it in the same slot (-1 for none), its gram, what else of the literal is in
// the word before or behind the gram, and how these stand to each other.
const GRAM = 1;
const CHECK = 2;
const LEAD = 3;
const NUMBERS_OF_ONE = 4;
// Bits of the last: two for where the other word is, and one for each byte of it that is the literal's.
const CHECKED_BITS = 6;

// The words of which some bytes are all ones, by these bytes as bits.
const BYTES_OF_WORD = Int32Array.from({ length: 16 }, (_, bytes) =>
  [0, 1, 2, 3].reduce((word, byte) => word | (((bytes >>> byte) & 1) * (0xff << (byte * 8))), 0),
);

/**
 * Places of literals by one gram of each, in flat arrays: a hunt asks about hundreds of millions of grams and files
 * hundreds of thousands. Ask `filter` first; then go from `first(gram)` to `next` until it is -1.
 */
export class GramTable {
  readonly #places: Int32Array;
  /** the place filed last in each slot */
  readonly #slots: Int32Array;
  readonly #shift: number;
  #size = 0;
  #filter: FilterBits | undefined;

  /** @param capacity how many places will be added at most */
  constructor(capacity: number) {
    const bits = Math.max(4, Math.ceil(Math.log2(capacity + 1)));
    this.#shift = 32 - bits;
    this.#slots = new Int32Array(1 << bits).fill(-1);
    this.#places = new Int32Array(capacity * NUMBERS_OF_ONE);
  }

  /**
   * Files one more place; they are numbered from 0.
   * @param lead bytes of the literal before the gram
   * @param check another word, of which the literal holds some bytes, its case bits set
   * @param checked where that word is: a bit for each of these bytes, the first of the word lowest, and below them two bits
   * with one more than the words between the start of the gram and it, -1 to 2
   * @throws Error when the filter is in use, which is a bug
   */
  add(gram: number, lead: number, check: number, checked: number): void {
    if (this.#filter !== undefined) throw new Error('a filter in use cannot grow');
    const place = this.#size++;
    const slot = Math.imul(gram, HASH_FACTOR) >>> this.#shift;
    const at = place * NUMBERS_OF_ONE;
    this.#places[at] = this.#slots[slot]!;
    this.#slots[slot] = place;
    this.#places[at + GRAM] = gram;
    this.#places[at + CHECK] = check;
    this.#places[at + LEAD] = (lead << CHECKED_BITS) | checked;
  }

  /** Says of a gram "surely not here" or "perhaps". */
  filter(): FilterBits {
    this.#filter ??= filterOf(this.#places, { count: this.#size, from: GRAM, step: NUMBERS_OF_ONE });
    return this.#filter;
  }

  /** The place filed last of those that may be under a gram; -1 for none. */
  first(gram: number): number {
    return this.#slots[Math.imul(gram, HASH_FACTOR) >>> this.#shift]!;
  }

  /** The one that was filed before it. */
  next(place: number): number {
    return this.#places[place * NUMBERS_OF_ONE]!;
  }

  gram(place: number): number {
    return this.#places[place * NUMBERS_OF_ONE + GRAM]!;
  }

  /** How many words behind the start of the gram the word is that `isRuledOut` wants to see. */
  checkAt(place: number): number {
    return (this.#places[place * NUMBERS_OF_ONE + LEAD]! & 3) - 1;
  }

  /** Whether a word, its case bits set, shows that the literal is not there. */
  isRuledOut(place: number, word: number): boolean {
    const bytes = (this.#places[place * NUMBERS_OF_ONE + LEAD]! >>> 2) & 15;
    return ((word ^ this.#places[place * NUMBERS_OF_ONE + CHECK]!) & BYTES_OF_WORD[bytes]!) !== 0;
  }

  lead(place: number): number {
    return this.#places[place * NUMBERS_OF_ONE + LEAD]! >>> CHECKED_BITS;
  }
}
