/** Multiplicative hashing: 2^32 divided by the golden ratio (Knuth, The Art of Computer Programming, volume 3, section 6.4). */
export const HASH_FACTOR = 0x9e37_79b1;

// Bits for each number, of which two are set: 1 in 1,000 numbers that are not in the set passes all the same, a few in 1,000
// of the largest sets.
const BITS_FOR_EACH = 64;
/** Bits of a hash that tell one bit of a word. */
export const WORD_BITS = 5;
const FEWEST_BITS = 8;
// 128 KiB, a fraction of the second-level cache of common processors.
const MOST_BITS = 20;

/** The bits of a filter. */
export interface FilterBits {
  /** a power of two of them */
  readonly bits: Uint32Array;
  readonly shift: number;
  /** where a kernel keeps a copy (gram-kernel.ts); 0 when it has no room, undefined before it was asked */
  copyAt?: number;
}

/**
 * A set of 32-bit numbers as bits of their hashes: says "surely not" or "perhaps" in a few nanoseconds. As large as its
 * set needs, because a hunt holds thousands of them. Number `n` with the hash `h = Math.imul(n, HASH_FACTOR)` is two bits of
 * the word `h >>> (shift + WORD_BITS)`, so that one look at memory tells both: `h >>> shift` and `h >>> (shift - WORD_BITS)`,
 * of which the last five bits count.
 */
export class BitFilter {
  #numbers: number[] = [];
  #ready: FilterBits | undefined;

  /** @throws Error when the bits were already made, which is a bug */
  add(number: number): void {
    if (this.#ready !== undefined) throw new Error('a filter in use cannot grow');
    this.#numbers.push(number);
  }

  /** The bits; made when first asked for, from then on nothing can be added. */
  ready(): FilterBits {
    this.#ready ??= this.#build();
    return this.#ready;
  }

  #build(): FilterBits {
    const bits = filterOf(this.#numbers, { count: this.#numbers.length, from: 0, step: 1 });
    this.#numbers = [];
    return bits;
  }
}

/** Whether the number with a hash may be in the set. */
export function mayHold(bits: Uint32Array, shift: number, hash: number): boolean {
  const word = bits[hash >>> (shift + WORD_BITS)]!;
  return ((word >>> (hash >>> shift)) & (word >>> (hash >>> (shift - WORD_BITS))) & 1) !== 0;
}

/** The filter of some numbers of a list: `count` of them, each `step` behind the one before. */
export function filterOf(
  numbers: ArrayLike<number>,
  { count, from, step }: { readonly count: number; readonly from: number; readonly step: number },
): FilterBits {
  const wanted = Math.ceil(Math.log2(Math.max(1, count) * BITS_FOR_EACH));
  const size = Math.min(MOST_BITS, Math.max(FEWEST_BITS, wanted));
  const bits = new Uint32Array(1 << (size - 5));
  const shift = 32 - size;
  for (let index = 0, at = from; index < count; index++, at += step) {
    const hash = Math.imul(numbers[at]!, HASH_FACTOR);
    bits[(hash >>> shift) >>> WORD_BITS]! |= (1 << (hash >>> shift)) | (1 << (hash >>> (shift - WORD_BITS)));
  }
  return { bits, shift };
}
