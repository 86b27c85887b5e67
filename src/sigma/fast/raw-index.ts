import { BitFilter, HASH_FACTOR } from './bit-filter.ts';

/** How text stands in raw bytes: as UTF-16LE, or within JSON (UTF-8, `\\` and `\"` escaped, no other escapes). */
export type RawEncoding = 'utf16le' | 'json';

/** Bytes that are searched, also seen as the 32-bit words that they start with. */
export interface RawBytes {
  readonly bytes: Uint8Array;
  /** `bytes` from its start; the last up to 3 bytes may be missing */
  readonly words: Int32Array;
}

interface Filed {
  readonly literal: Uint8Array;
  /** where the literal starts, in bytes from the first of the words that gave the gram */
  readonly startOffset: number;
  readonly id: number;
}

const CASE_BITS = 0x2020_2020;

/**
 * Finds which of many ASCII literals stand in raw bytes, without regard to case, looking only at aligned words: 4 bytes a
 * step, wherever the text starts. For that each literal is filed once for each place that it can have in a word.
 *
 * UTF-16LE text shows 2 characters a word, so two words in a row make a gram of (up to) 4; one-byte text shows 4 in one.
 * Setting bit 5 of every byte folds the case of letters, and some other characters together, which the comparison of the
 * whole literal sorts out.
 */
export class RawIndex {
  readonly #isWide: boolean;
  readonly #filter = new BitFilter();
  readonly #filed = new Map<number, Filed[]>();
  #count = 0;

  constructor(encoding: RawEncoding) {
    this.#isWide = encoding === 'utf16le';
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Whether a text is long enough to fill the words it lies in, wherever it starts. */
  static canHold(text: string, encoding: RawEncoding): boolean {
    // 3 bytes before the first whole word, then the words of a gram.
    return encoding === 'utf16le' ? text.length * 2 >= 3 + 8 : text.length >= 3 + 4;
  }

  /** @param text folded ASCII that `canHold`, in JSON as it is escaped; @param id what `scan` reports */
  add(text: string, id: number): void {
    this.#count++;
    const literal = this.#isWide ? wideBytes(text) : Uint8Array.from(text, (char) => char.charCodeAt(0));
    for (let lead = 0; lead < 4; lead++) this.#file(literal, lead, id);
  }

  /** @param lead bytes of the literal before the first whole word */
  #file(literal: Uint8Array, lead: number, id: number): void {
    const gramBytes = this.#isWide ? 8 : 4;
    let best = lead;
    let bestCost = Number.POSITIVE_INFINITY;
    for (let at = lead; at + gramBytes <= literal.length; at += 4) {
      const cost = this.#commonness(literal, at);
      if (cost < bestCost) [best, bestCost] = [at, cost];
    }
    const gram = this.#gramAt(literal, best);
    this.#filter.add(gram);
    const filed = this.#filed.get(gram) ?? [];
    filed.push({ literal, startOffset: -best, id });
    this.#filed.set(gram, filed);
  }

  #gramAt(literal: Uint8Array, at: number): number {
    const first = wordAt(literal, at);
    return (this.#isWide ? first | (wordAt(literal, at + 4) << 8) : first) | CASE_BITS;
  }

  #commonness(literal: Uint8Array, at: number): number {
    let cost = this.#filed.get(this.#gramAt(literal, at))?.length ?? 0;
    for (let index = at; index < at + (this.#isWide ? 8 : 4); index++) {
      cost += COMMONNESS[literal[index]!]!;
    }
    return cost;
  }

  /**
   * The hottest loop of a hunt; measured by `npm run bench`.
   * @param found called with the id of each literal between `start` and `end`, perhaps several times
   */
  scan({ bytes, words }: RawBytes, start: number, end: number, found: (id: number) => void): void {
    const { bits: seen, shift: hashShift } = this.#filter.ready();
    const last = Math.min(end >>> 2, words.length) - (this.#isWide ? 1 : 0);
    const shift = this.#isWide ? 8 : 32;
    for (let index = (start + 3) >>> 2; index < last; index++) {
      const next = shift === 8 ? words[index + 1]! << 8 : 0;
      const gram = words[index]! | next | CASE_BITS;
      const slot = Math.imul(gram, HASH_FACTOR) >>> hashShift;
      if ((seen[slot >>> 5]! & (1 << (slot & 31))) !== 0) this.#report(bytes, index << 2, gram, start, end, found);
    }
  }

  #report(bytes: Uint8Array, at: number, gram: number, start: number, end: number, found: (id: number) => void): void {
    const filed = this.#filed.get(gram);
    if (filed === undefined) return;
    for (const { literal, startOffset, id } of filed) {
      const from = at + startOffset;
      if (from >= start && from + literal.length <= end && sameFolded(literal, bytes, from)) found(id);
    }
  }
}

function wideBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index++) bytes[index * 2] = text.charCodeAt(index);
  return bytes;
}

function sameFolded(literal: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let index = 0; index < literal.length; index++) {
    const byte = bytes[from + index]!;
    if (literal[index] !== (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)) return false;
  }
  return true;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

// Letters by how often paths and command lines hold them; everything else is rarer.
const FREQUENT = 'e\\os tin.crdwlap-mux/h';
const COMMONNESS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const rank = FREQUENT.indexOf(String.fromCharCode(byte));
  return rank < 0 ? 0 : FREQUENT.length - rank;
});
