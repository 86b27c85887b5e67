import { hashSeed, mixed, spread } from './mixed-hash.ts';
import { Numbers, type NumbersPart } from './numbers.ts';

/** No row: the table is full, or the key is not in it. */
export const NO_ROW = -1;

const LEAST_SLOTS = 128;

export type KeyColumns = readonly [NumbersPart, NumbersPart, NumbersPart, NumbersPart];

/** Finds rows by keys of four whole numbers, up to a number of rows. */
export class RowIndex {
  readonly #most: number;
  readonly #keys = [new Numbers(), new Numbers(), new Numbers(), new Numbers()] as const;
  /** row + 1 by hash, 0 where nothing is; open addressing */
  #slots = new Uint32Array(LEAST_SLOTS);
  /** the hash of what is in a slot, so that keys, which lie far apart, are compared only where they are likely the same */
  #hashes = new Uint32Array(LEAST_SLOTS);
  size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.size >= this.#most;
  }

  /** The row of a key, made when it is new: the next number. `NO_ROW` when it is new and there is no room. */
  rowOf(a: number, b: number, c: number, d: number): number {
    const mask = this.#slots.length - 1;
    const hash = hashOf(a, b, c, d);
    let slot = hash & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const row = this.#slots[slot]! - 1;
      if (this.#hashes[slot] === hash && this.#is(row, a, b, c, d)) return row;
    }
    if (this.isFull) return NO_ROW;
    const row = this.size++;
    this.#slots[slot] = row + 1;
    this.#hashes[slot] = hash;
    const [ofA, ofB, ofC, ofD] = this.#keys;
    ofA.set(row, a);
    ofB.set(row, b);
    ofC.set(row, c);
    ofD.set(row, d);
    if (this.size * 3 > this.#slots.length * 2) this.#spread();
    return row;
  }

  /** One of the four numbers of a row. */
  keyAt(row: number, place: 0 | 1 | 2 | 3): number {
    return this.#keys[place].at(row);
  }

  /** The four numbers of all rows, a column each. */
  keys(): KeyColumns {
    const [a, b, c, d] = this.#keys;
    return [a.part(), b.part(), c.part(), d.part()];
  }

  #is(row: number, a: number, b: number, c: number, d: number): boolean {
    const [ofA, ofB, ofC, ofD] = this.#keys;
    return ofA.at(row) === a && ofB.at(row) === b && ofC.at(row) === c && ofD.at(row) === d;
  }

  #spread(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const hashes = new Uint32Array(slots.length);
    const mask = slots.length - 1;
    for (const [from, taken] of this.#slots.entries()) {
      if (taken === 0) continue;
      let slot = this.#hashes[from]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = taken;
      hashes[slot] = this.#hashes[from]!;
    }
    this.#slots = slots;
    this.#hashes = hashes;
  }
}

function hashOf(a: number, b: number, c: number, d: number): number {
  return spread(mixed(mixed(mixed(mixed(hashSeed, a), b), c), d));
}
