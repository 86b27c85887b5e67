import { HASH_FACTOR } from './bit-filter.ts';

const SLOT_BITS = 16;

/**
 * About how often each gram was seen, by 16 bits of its hash. A guess that decides how fast literals are found, never
 * which: common grams make poor places to look for a literal.
 */
export class GramCounts {
  // Made when it is first needed: most runs see one encoding of text.
  #counts: Uint32Array | undefined;

  note(gram: number): void {
    this.#counts ??= new Uint32Array(1 << SLOT_BITS);
    this.#counts[Math.imul(gram, HASH_FACTOR) >>> (32 - SLOT_BITS)]!++;
  }

  of(gram: number): number {
    return this.#counts?.[Math.imul(gram, HASH_FACTOR) >>> (32 - SLOT_BITS)] ?? 0;
  }

  clear(): void {
    this.#counts?.fill(0);
  }
}
