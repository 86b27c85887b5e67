import { damaged } from './container.ts';

/** Says that zstd data is damaged; where, the caller knows. */
export function zstdDamage(): Error {
  return damaged('The zstd data is damaged.');
}

/** Bits from the end of some bytes to their start, as zstd writes what it decodes first. Source: RFC 8878, 4.1. */
export class BackwardBits {
  readonly #bytes: Uint8Array;
  /** bits that were not read yet; below 0 when more were read than there are */
  #left: number;

  constructor(bytes: Uint8Array) {
    const last = bytes.at(-1) ?? 0;
    if (last === 0) throw zstdDamage();
    this.#bytes = bytes;
    // The highest set bit marks the end.
    this.#left = bytes.length * 8 - 8 + (31 - Math.clz32(last));
  }

  get left(): number {
    return this.#left;
  }

  /** @param count at most 31; bits before the first are zeros */
  read(count: number): number {
    if (count > 24) return this.read(count - 16) * 65_536 + this.read(16);
    this.#left -= count;
    return this.#at(this.#left, count);
  }

  /** The next bits without taking them. @param count at most 24 */
  peek(count: number): number {
    return this.#at(this.#left - count, count);
  }

  skip(count: number): void {
    this.#left -= count;
  }

  #at(position: number, count: number): number {
    if (position < 0) {
      const missing = -position;
      return missing >= count ? 0 : (this.#at(0, count - missing) << missing) >>> 0;
    }
    const at = position >> 3;
    const bytes = this.#bytes;
    const word =
      (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
    return (word >>> (position & 7)) & ((1 << count) - 1);
  }
}

/** Bits from the start on, the lowest of a byte first. */
class ForwardBits {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get byteLength(): number {
    return Math.ceil(this.#position / 8);
  }

  peek(count: number): number {
    const at = this.#position >> 3;
    if (at >= this.#bytes.length) throw zstdDamage();
    const word = this.#bytes[at]! | ((this.#bytes[at + 1] ?? 0) << 8) | ((this.#bytes[at + 2] ?? 0) << 16);
    return (word >>> (this.#position & 7)) & ((1 << count) - 1);
  }

  skip(count: number): void {
    this.#position += count;
  }

  read(count: number): number {
    const value = this.peek(count);
    this.#position += count;
    return value;
  }
}

/** A table for finite state entropy: what each state stands for, and how the next is found. Source: RFC 8878, 4.1. */
export interface FseTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** The table that knows one symbol only. */
export function singleSymbol(symbol: number): FseTable {
  return { log: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), bases: new Uint16Array(1) };
}

/** Reads a table. @returns it, and how many bytes it took */
export function readFseTable(
  bytes: Uint8Array,
  mostLog: number,
  mostSymbol: number,
): { table: FseTable; size: number } {
  const input = new ForwardBits(bytes);
  const log = input.read(4) + 5;
  if (log > mostLog) throw zstdDamage();
  const counts: number[] = [];
  let remaining = (1 << log) + 1;
  let threshold = 1 << log;
  let width = log + 1;
  while (remaining > 1) {
    if (counts.length > mostSymbol) throw zstdDamage();
    const short = 2 * threshold - 1 - remaining;
    const value = input.peek(width);
    let count = value & (threshold - 1);
    if (count < short) input.skip(width - 1);
    else {
      count = value & (2 * threshold - 1);
      if (count >= threshold) count -= short;
      input.skip(width);
    }
    count--;
    remaining -= Math.abs(count);
    counts.push(count);
    for (let zeros = count === 0 ? 3 : 0; zeros === 3; ) {
      zeros = input.read(2);
      for (let zero = 0; zero < zeros; zero++) counts.push(0);
    }
    while (remaining < threshold) {
      threshold >>= 1;
      width--;
    }
  }
  if (remaining !== 1 || counts.length > mostSymbol + 1) throw zstdDamage();
  return { table: fseTable(counts, log), size: input.byteLength };
}

/** @param counts how many of the states each symbol has; -1 for one that has less than one */
export function fseTable(counts: readonly number[], log: number): FseTable {
  const size = 1 << log;
  const table = { log, symbols: new Uint8Array(size), bits: new Uint8Array(size), bases: new Uint16Array(size) };
  const next = counts.map((count) => Math.abs(count));
  let last = size - 1;
  counts.forEach((count, symbol) => {
    if (count === -1) table.symbols[last--] = symbol;
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  counts.forEach((count, symbol) => {
    for (let state = 0; state < count; state++) {
      table.symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at > last);
    }
  });
  for (let state = 0; state < size; state++) {
    const number = next[table.symbols[state]!]!++;
    const bits = log - (31 - Math.clz32(number));
    table.bits[state] = bits;
    table.bases[state] = (number << bits) - size;
  }
  return table;
}

/** A state of a table that is fed from bits. */
export class FseState {
  readonly #table: FseTable;
  readonly #input: BackwardBits;
  #state: number;

  constructor(table: FseTable, input: BackwardBits) {
    this.#table = table;
    this.#input = input;
    this.#state = input.read(table.log);
  }

  get symbol(): number {
    return this.#table.symbols[this.#state]!;
  }

  next(): void {
    this.#state = this.#table.bases[this.#state]! + this.#input.read(this.#table.bits[this.#state]!);
  }
}
