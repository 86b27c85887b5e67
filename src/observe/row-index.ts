import { hashSeed, mixed, spread } from './mixed-hash.ts';
import type { Rows } from './rows.ts';

/** No row: the table is full, or the key is not in it. */
export const NO_ROW = -1;

/** The first numbers of each row are its key. */
export const KEYS = 4;

const LEAST_SLOTS = 64;
// Of every index without a row, as most pieces of a hunt have nothing for most tables; never written to.
const NO_SLOTS = new Uint32Array(2 * LEAST_SLOTS);

/** Finds rows by keys of four whole numbers, up to a number of rows. */
export class RowIndex {
  readonly #most: number;
  readonly #rows: Rows;
  /** a pair for each slot: row + 1, 0 where nothing is; and the hash of its key, so that keys, which lie far apart, are compared only where they are likely the same. Open addressing */
  #slots = NO_SLOTS;

  constructor(most: number, rows: Rows) {
    this.#most = most;
    this.#rows = rows;
  }

  get isFull(): boolean {
    return this.#rows.size >= this.#most;
  }

  /** The row of a key, made when it is new: the next number. `NO_ROW` when it is new and there is no room. */
  rowOf(a: number, b: number, c: number, d: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const hash = hashOf(a, b, c, d);
    let slot = (hash << 1) & mask;
    for (; slots[slot] !== 0; slot = (slot + 2) & mask) {
      const row = slots[slot]! - 1;
      if (slots[slot + 1] === hash && this.#is(row, a, b, c, d)) return row;
    }
    if (this.isFull) return NO_ROW;
    if (slots === NO_SLOTS) this.#slots = new Uint32Array(NO_SLOTS.length);
    const rows = this.#rows;
    const row = rows.push();
    this.#slots[slot] = row + 1;
    this.#slots[slot + 1] = hash;
    const block = rows.blockOf(row);
    const start = rows.startOf(row);
    block[start] = a;
    block[start + 1] = b;
    block[start + 2] = c;
    block[start + 3] = d;
    if (rows.size * 3 > this.#slots.length) this.#double();
    return row;
  }

  /** The row of a key; `NO_ROW` when it has none. */
  find(a: number, b: number, c: number, d: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const hash = hashOf(a, b, c, d);
    for (let slot = (hash << 1) & mask; slots[slot] !== 0; slot = (slot + 2) & mask) {
      const row = slots[slot]! - 1;
      if (slots[slot + 1] === hash && this.#is(row, a, b, c, d)) return row;
    }
    return NO_ROW;
  }

  #is(row: number, a: number, b: number, c: number, d: number): boolean {
    const block = this.#rows.blockOf(row);
    const start = this.#rows.startOf(row);
    return block[start] === a && block[start + 1] === b && block[start + 2] === c && block[start + 3] === d;
  }

  #double(): void {
    const before = this.#slots;
    const slots = new Uint32Array(before.length * 2);
    const mask = slots.length - 1;
    for (let from = 0; from < before.length; from += 2) {
      if (before[from] === 0) continue;
      const hash = before[from + 1]!;
      let slot = (hash << 1) & mask;
      while (slots[slot] !== 0) slot = (slot + 2) & mask;
      slots[slot] = before[from]!;
      slots[slot + 1] = hash;
    }
    this.#slots = slots;
  }
}

function hashOf(a: number, b: number, c: number, d: number): number {
  return spread(mixed(mixed(mixed(mixed(hashSeed, a), b), c), d));
}
