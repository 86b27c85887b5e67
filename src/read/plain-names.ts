import { MOST_NAME_BYTES, MOST_NAMES, NAME_SLOTS } from './kernel-layout.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Names of members by number, found by their bytes. What follows a name most often follows it the next time too. */
export class NameTable {
  /** the number of each name that was seen, from 1 on */
  readonly numbers = new Map<string, number>();
  readonly #names: Uint8Array[] = [new Uint8Array(0)];
  readonly #successors = new Int32Array(MOST_NAMES + 1);
  readonly #slots = new Int32Array(NAME_SLOTS);

  /** How many bytes a name takes. */
  lengthOf(number: number): number {
    return this.#names[number]!.length;
  }

  /**
   * The number of the name that stands between a place and the next quote.
   * @param before number of the name before it in its object, 0 for none
   * @returns 0 for what is no such name: not printable ASCII without escapes, or one too many
   */
  numberAt(bytes: Uint8Array, start: number, end: number, before: number): number {
    const expected = this.#successors[before]!;
    if (expected > 0 && this.#standsAt(expected, bytes, start)) return expected;
    const number = this.#find(bytes, start, end);
    this.#successors[before] = number;
    return number;
  }

  #find(bytes: Uint8Array, start: number, limit: number): number {
    let hash = 0;
    let end = start;
    for (; end < limit && bytes[end] !== QUOTE; end++) {
      if (end - start === MOST_NAME_BYTES) return 0;
      const byte = bytes[end]!;
      if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return 0;
      // FNV-1a (Fowler, Noll and Vo), 32 bits.
      hash = Math.imul(hash ^ byte, 0x0100_0193);
    }
    if (end === limit) return 0;
    for (let slot = hash & (NAME_SLOTS - 1); ; slot = (slot + 1) & (NAME_SLOTS - 1)) {
      const number = this.#slots[slot]!;
      if (number === 0) return this.#learn(bytes.slice(start, end), slot);
      if (this.#names[number]!.length === end - start && this.#standsAt(number, bytes, start)) return number;
    }
  }

  #learn(name: Uint8Array, slot: number): number {
    const number = this.#names.length;
    if (number > MOST_NAMES) return 0;
    this.#names.push(name);
    this.#slots[slot] = number;
    this.numbers.set(String.fromCharCode(...name), number);
    return number;
  }

  #standsAt(number: number, bytes: Uint8Array, start: number): boolean {
    const name = this.#names[number]!;
    if (bytes[start + name.length] !== QUOTE) return false;
    for (let index = 0; index < name.length; index++) if (bytes[start + index] !== name[index]) return false;
    return true;
  }
}
