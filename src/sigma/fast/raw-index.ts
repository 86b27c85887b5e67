import { BitFilter, HASH_FACTOR } from './bit-filter.ts';

/** How text stands in raw bytes: as UTF-16LE, or within JSON (UTF-8, `\\` and `\"` escaped, no other escapes). */
export type RawEncoding = 'utf16le' | 'json';

/** Bytes that are searched, also seen as the 32-bit words that they start with. */
export interface RawBytes {
  readonly bytes: Uint8Array;
  /** `bytes` from its start; the last up to 3 bytes may be missing */
  readonly words: Int32Array;
}

// A literal is filed by its number and the bytes before its gram, in one number: a hunt files some hundred thousand.
const OFFSETS = 4096;

// About how many literals are filed under each gram, by 16 bits of its hash: asking the map for each gram that a literal
// could be filed under took most of the time of building an index. Shared, as one index is built after the other.
const filedPerSlot = new Uint32Array(1 << 16);
let slotsOwner: RawIndex | undefined;

/** Where to search, and whom to tell. */
interface Search {
  readonly start: number;
  readonly end: number;
  readonly found: (id: number) => void;
}

// Bit 5 of every byte; with `HASH_FACTOR` written out in the loops, which an imported constant slows down.
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
  /** a literal's number times `OFFSETS`, plus where the gram stands in it that it is filed under */
  readonly #entries: number[] = [];
  /** for each entry, the place of the one filed before it under the same gram; -1 for none */
  readonly #next: number[] = [];
  /** by gram, the place of the entry filed last */
  readonly #last = new Map<number, number>();
  readonly #literals: string[] = [];
  readonly #ids: number[] = [];

  constructor(encoding: RawEncoding) {
    this.#isWide = encoding === 'utf16le';
  }

  /** Whether a text is long enough to fill the words it lies in, wherever it starts. */
  static canHold(text: string, encoding: RawEncoding): boolean {
    // 3 bytes before the first whole word, then the words of a gram.
    return encoding === 'utf16le' ? text.length * 2 >= 3 + 8 : text.length >= 3 + 4;
  }

  /** @param text folded ASCII that `canHold`, in JSON as it is escaped; @param id what `scan` reports */
  add(text: string, id: number): void {
    if (slotsOwner !== this) {
      filedPerSlot.fill(0);
      slotsOwner = this;
    }
    const literal = this.#isWide ? wideBytes(text) : Uint8Array.from(text, (char) => char.charCodeAt(0));
    for (let lead = 0; lead < 4; lead++) this.#file(literal, lead);
    this.#literals.push(text);
    this.#ids.push(id);
  }

  /** @param lead bytes of the literal before the first whole word */
  #file(literal: Uint8Array, lead: number): void {
    const gramBytes = this.#isWide ? 8 : 4;
    let best = lead;
    let bestCost = Number.POSITIVE_INFINITY;
    for (let at = lead; at + gramBytes <= Math.min(literal.length, OFFSETS); at += 4) {
      const cost = this.#commonness(literal, at);
      if (cost < bestCost) [best, bestCost] = [at, cost];
    }
    const gram = this.#gramAt(literal, best);
    this.#filter.add(gram);
    filedPerSlot[slotOf(gram)]!++;
    this.#next.push(this.#last.get(gram) ?? -1);
    this.#last.set(gram, this.#entries.length);
    this.#entries.push(this.#literals.length * OFFSETS + best);
  }

  #gramAt(literal: Uint8Array, at: number): number {
    const first = wordAt(literal, at);
    return (this.#isWide ? first | (wordAt(literal, at + 4) << 8) : first) | CASE_BITS;
  }

  #commonness(literal: Uint8Array, at: number): number {
    const step = this.#isWide ? 2 : 1;
    let cost = filedPerSlot[slotOf(this.#gramAt(literal, at))]!;
    for (let index = at, end = at + 4 * step; index < end; index += step) {
      // Of UTF-16LE the other half of each character is 0.
      cost += COMMONNESS[literal[index]! | literal[index + step - 1]!]!;
    }
    return cost;
  }

  /** @param found called with the id of each literal between `start` and `end`, perhaps several times */
  scan(source: RawBytes, start: number, end: number, found: (id: number) => void): void {
    const first = (start + 3) >>> 2;
    const last = Math.min(end >>> 2, source.words.length);
    if (this.#isWide) this.#scanWide(source, first, last - 1, { start, end, found });
    else this.#scanNarrow(source, first, last, { start, end, found });
  }

  // This loop and the next are the hottest of a hunt; measured by `npm run bench`.
  #scanWide({ bytes, words }: RawBytes, first: number, last: number, search: Search): void {
    const { bits, shift } = this.#filter.ready();
    for (let index = first; index < last; index++) {
      const gram = words[index]! | (words[index + 1]! << 8) | 0x2020_2020;
      const bit = Math.imul(gram, 0x9e37_79b1) >>> shift;
      if (((bits[bit >>> 5]! >>> bit) & 1) !== 0) this.#report(bytes, index << 2, gram, search);
    }
  }

  #scanNarrow({ bytes, words }: RawBytes, first: number, last: number, search: Search): void {
    const { bits, shift } = this.#filter.ready();
    for (let index = first; index < last; index++) {
      const gram = words[index]! | 0x2020_2020;
      const bit = Math.imul(gram, 0x9e37_79b1) >>> shift;
      if (((bits[bit >>> 5]! >>> bit) & 1) !== 0) this.#report(bytes, index << 2, gram, search);
    }
  }

  #report(bytes: Uint8Array, at: number, gram: number, { start, end, found }: Search): void {
    for (let place = this.#last.get(gram) ?? -1; place >= 0; place = this.#next[place]!) {
      const entry = this.#entries[place]!;
      const number = Math.floor(entry / OFFSETS);
      const literal = this.#literals[number]!;
      const from = at - (entry % OFFSETS);
      const length = this.#isWide ? literal.length * 2 : literal.length;
      if (from < start || from + length > end) continue;
      if (this.#isWide ? isWideAt(literal, bytes, from) : isNarrowAt(literal, bytes, from)) found(this.#ids[number]!);
    }
  }
}

function wideBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index++) bytes[index * 2] = text.charCodeAt(index);
  return bytes;
}

function isWideAt(literal: string, bytes: Uint8Array, from: number): boolean {
  for (let index = 0, at = from; index < literal.length; index++, at += 2) {
    if (bytes[at + 1] !== 0 || literal.charCodeAt(index) !== folded(bytes[at]!)) return false;
  }
  return true;
}

function isNarrowAt(literal: string, bytes: Uint8Array, from: number): boolean {
  for (let index = 0; index < literal.length; index++) {
    if (literal.charCodeAt(index) !== folded(bytes[from + index]!)) return false;
  }
  return true;
}

function folded(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

function slotOf(gram: number): number {
  return Math.imul(gram, HASH_FACTOR) >>> 16;
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
