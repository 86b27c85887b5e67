import { GramCounts } from './gram-counts.ts';
import { GramTable } from './gram-table.ts';

/** How text stands in raw bytes: as UTF-16LE, or within JSON (UTF-8, `\\` and `\"` escaped, no other escapes). */
export type RawEncoding = 'utf16le' | 'json';

/** Bytes that are searched, also seen as the 32-bit words that they start with. */
export interface RawBytes {
  readonly bytes: Uint8Array;
  /** `bytes` from its start; the last up to 3 bytes may be missing */
  readonly words: Int32Array;
}

// The literal that is being filed, as it stands in bytes; longer ones are filed under a gram of their first 4 KiB.
const scratch = new Uint8Array(4096);

// What the first 128 KiB show of a kind of event is much like what the rest shows.
const WORDS_TO_LEARN_FROM = 1 << 15;

// What all searches of this process have learnt so far; literals of one index, as each is built after the other.
const seen: Readonly<Record<RawEncoding, GramCounts>> = { utf16le: new GramCounts(), json: new GramCounts() };
const filed = new GramCounts();

/** Where to search, and whom to tell. */
interface Search {
  readonly source: RawBytes;
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
 * whole literal sorts out. Of a literal's grams the one is taken that was seen least in the bytes searched so far; that
 * is learnt from the first bytes, and literals are filed once more when it is known.
 */
export class RawIndex {
  readonly #encoding: RawEncoding;
  readonly #isWide: boolean;
  readonly #literals: string[] = [];
  readonly #ids: number[] = [];
  #wordsToLearnFrom = WORDS_TO_LEARN_FROM;
  #table: GramTable | undefined;

  constructor(encoding: RawEncoding) {
    this.#encoding = encoding;
    this.#isWide = encoding === 'utf16le';
  }

  /** Whether a text is long enough to fill the words it lies in, wherever it starts. */
  static canHold(text: string, encoding: RawEncoding): boolean {
    // 3 bytes before the first whole word, then the words of a gram.
    return encoding === 'utf16le' ? text.length * 2 >= 3 + 8 : text.length >= 3 + 4;
  }

  /** @param text folded ASCII that `canHold`, in JSON as it is escaped; @param id what `scan` reports */
  add(text: string, id: number): void {
    this.#literals.push(text);
    this.#ids.push(id);
    this.#table = undefined;
  }

  /** @param found called with the id of each literal between `start` and `end`, perhaps several times */
  scan(source: RawBytes, start: number, end: number, found: (id: number) => void): void {
    const first = (start + 3) >>> 2;
    const last = Math.min(end >>> 2, source.words.length) - (this.#isWide ? 1 : 0);
    if (this.#wordsToLearnFrom > 0) this.#learn(source.words, first, last);
    this.#table ??= this.#fileAll();
    if (this.#isWide) this.#scanWide(this.#table, first, last, { source, start, end, found });
    else this.#scanNarrow(this.#table, first, last, { source, start, end, found });
  }

  // This loop and the next are the hottest of a hunt; measured by `npm run bench`.
  #scanWide(table: GramTable, first: number, last: number, search: Search): void {
    const { bits, shift } = table.filter();
    const { words } = search.source;
    for (let index = first; index < last; index++) {
      const gram = words[index]! | (words[index + 1]! << 8) | 0x2020_2020;
      const bit = Math.imul(gram, 0x9e37_79b1) >>> shift;
      if (((bits[bit >>> 5]! >>> bit) & 1) !== 0) this.#report(table, index, gram, search);
    }
  }

  #scanNarrow(table: GramTable, first: number, last: number, search: Search): void {
    const { bits, shift } = table.filter();
    const { words } = search.source;
    for (let index = first; index < last; index++) {
      const gram = words[index]! | 0x2020_2020;
      const bit = Math.imul(gram, 0x9e37_79b1) >>> shift;
      if (((bits[bit >>> 5]! >>> bit) & 1) !== 0) this.#report(table, index, gram, search);
    }
  }

  #report(table: GramTable, index: number, gram: number, { source, start, end, found }: Search): void {
    const { next, check, checkAt } = table;
    for (let place = table.first(gram); place >= 0; place = next[place]!) {
      const other = checkAt[place]!;
      if (other !== 0 && (source.words[index + other]! | CASE_BITS) !== check[place]) continue;
      const number = table.literal[place]!;
      const literal = this.#literals[number]!;
      const from = (index << 2) - table.lead[place]!;
      if (from < start || from + (this.#isWide ? literal.length * 2 : literal.length) > end) continue;
      const { bytes } = source;
      if (this.#isWide ? isWideAt(literal, bytes, from) : isNarrowAt(literal, bytes, from)) found(this.#ids[number]!);
    }
  }

  #learn(words: Int32Array, first: number, last: number): void {
    const counts = seen[this.#encoding];
    for (let index = first; index < last; index++) {
      const word = words[index]!;
      counts.note((this.#isWide ? word | (words[index + 1]! << 8) : word) | CASE_BITS);
    }
    this.#wordsToLearnFrom -= Math.max(1, last - first);
    if (this.#wordsToLearnFrom <= 0) this.#table = undefined;
  }

  #fileAll(): GramTable {
    filed.clear();
    const table = new GramTable(this.#literals.length * 4);
    this.#literals.forEach((text, literal) => {
      const length = this.#write(text);
      for (let start = 0; start < 4; start++) this.#file(table, literal, length, start);
    });
    return table;
  }

  /** Writes the first bytes of a literal into `scratch`. @returns how many */
  #write(text: string): number {
    const step = this.#isWide ? 2 : 1;
    const length = Math.min(text.length * step, scratch.length);
    for (let at = 0; at < length; at += step) {
      scratch[at] = text.charCodeAt(at / step);
      if (this.#isWide) scratch[at + 1] = 0;
    }
    return length;
  }

  /** @param start bytes of the literal before the first whole word */
  #file(table: GramTable, literal: number, length: number, start: number): void {
    const gramBytes = this.#isWide ? 8 : 4;
    let lead = start;
    let best = Number.POSITIVE_INFINITY;
    for (let at = start; at + gramBytes <= length; at += 4) {
      const cost = this.#commonness(at);
      if (cost < best) [lead, best] = [at, cost];
    }
    const gram = this.#gramAt(lead);
    filed.note(gram);
    const checkAt = lead + gramBytes + 4 <= length ? gramBytes / 4 : lead >= 4 ? -1 : 0;
    table.add(gram, literal, lead, checkAt === 0 ? 0 : wordAt(lead + checkAt * 4) | CASE_BITS, checkAt);
  }

  #gramAt(at: number): number {
    const first = wordAt(at);
    return (this.#isWide ? first | (wordAt(at + 4) << 8) : first) | CASE_BITS;
  }

  // What was seen counts most; where nothing like it was, letters decide, and what else is filed there.
  #commonness(at: number): number {
    const step = this.#isWide ? 2 : 1;
    const gram = this.#gramAt(at);
    let cost = seen[this.#encoding].of(gram) * 256 + filed.of(gram);
    for (let index = at, end = at + 4 * step; index < end; index += step) {
      // Of UTF-16LE the other half of each character is 0.
      cost += COMMONNESS[scratch[index]! | scratch[index + step - 1]!]!;
    }
    return cost;
  }
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

function wordAt(at: number): number {
  return scratch[at]! | (scratch[at + 1]! << 8) | (scratch[at + 2]! << 16) | (scratch[at + 3]! << 24);
}

// Letters by how often paths and command lines hold them; everything else is rarer.
const FREQUENT = 'e\\os tin.crdwlap-mux/h';
const COMMONNESS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const rank = FREQUENT.indexOf(String.fromCharCode(byte));
  return rank < 0 ? 0 : FREQUENT.length - rank;
});
