import { mayHold } from './bit-filter.ts';
import { GramCounts } from './gram-counts.ts';
import { GramKernel, type GramKind, PIECE_BYTES, PIECE_OVERLAP } from './gram-kernel.ts';
import type { GramTable } from './gram-table.ts';
import { CASE_BITS, fileLiterals, type GramForm, wideGram } from './literal-table.ts';

/** How text stands in raw bytes: as UTF-16LE, within JSON (UTF-8, `\\` and `\"` escaped, no other escapes), as UTF-8. */
export type RawEncoding = 'utf16le' | 'json' | 'utf8';

/** Bytes that are searched, also seen as the 32-bit words that they start with. */
export interface RawBytes {
  readonly bytes: Uint8Array;
  /** `bytes` from its start; the last up to 3 bytes may be missing */
  readonly words: Int32Array;
}

// What all searches of this process have learnt so far.
const LONG: Readonly<Record<RawEncoding, GramForm>> = {
  utf16le: { gramBytes: 8, stepBytes: 4, seen: new GramCounts() },
  json: { gramBytes: 4, stepBytes: 4, seen: new GramCounts() },
  utf8: { gramBytes: 4, stepBytes: 4, seen: new GramCounts() },
};
const SHORT: Readonly<Record<RawEncoding, GramForm>> = {
  utf16le: { gramBytes: 4, stepBytes: 2, seen: new GramCounts() },
  json: { gramBytes: 4, stepBytes: 2, seen: LONG.json.seen },
  utf8: { gramBytes: 4, stepBytes: 2, seen: LONG.utf8.seen },
};

// What the first 64 KiB show of a kind of event is much like what the rest shows; a few literals are quickly compared.
const WORDS_TO_LEARN_FROM = 1 << 14;
const FEWEST_TO_LEARN_FOR = 64;

/** Where to search, and whom to tell. */
interface Search {
  readonly source: RawBytes;
  readonly start: number;
  readonly end: number;
  readonly found: Found;
}

/** Told of a literal's id and the place of its first byte. */
type Found = (id: number, at: number) => void;

/**
 * Finds which of many literals stand in raw bytes, without regard to the case of ASCII letters.
 *
 * Long ones are looked for in aligned words only, 4 bytes a step, wherever the text starts: for that each is filed once for
 * each place that it can have in a word. UTF-16LE text shows 2 characters a word, so two words in a row make a gram of (up
 * to) 4; one-byte text shows 4 in one. Setting bit 5 of every byte folds the case of letters, and some other characters
 * together, which the comparison of the whole literal sorts out. Of a literal's grams the one is taken that was seen least
 * in the bytes searched so far; that is learnt from the first bytes, and literals are filed once more when it is known.
 *
 * Shorter ones are looked for 2 bytes a step, and those too short for that, which must be without letters, by themselves.
 */
export class RawIndex {
  readonly #encoding: RawEncoding;
  readonly #long: LiteralSet;
  readonly #short: LiteralSet;
  /** those of the two that have literals */
  readonly #sets: LiteralSet[] = [];
  readonly #needles: Needle[] = [];
  readonly #wanted: Wanted = { sets: this.#sets, needles: this.#needles };
  #wordsToLearnFrom = WORDS_TO_LEARN_FROM;

  constructor(encoding: RawEncoding) {
    this.#encoding = encoding;
    this.#long = new LiteralSet(LONG[encoding], encoding);
    this.#short = new LiteralSet(SHORT[encoding], encoding);
  }

  /** Whether a text is long enough to fill what is looked up, wherever it starts, or has no letters. */
  static canHold(text: string, encoding: RawEncoding): boolean {
    return isLongEnough(text.length * bytesOfOne(encoding), SHORT[encoding]) || !/[a-z]/.test(text);
  }

  /**
   * @param text folded; one that `canHold`, but any where letters of the bytes are small ones, too; of JSON as it is escaped,
   * there and in UTF-8 a character for each byte
   * @param id what `scan` reports
   */
  add(text: string, id: number): void {
    const length = text.length * bytesOfOne(this.#encoding);
    if (isLongEnough(length, LONG[this.#encoding])) this.#file(this.#long, text, id);
    else if (isLongEnough(length, SHORT[this.#encoding])) this.#file(this.#short, text, id);
    else {
      const bytes = this.#encoding === 'utf16le' ? wideBytes(text) : text;
      this.#needles.push({ bytes, word: wordOf(bytes), id, anchor: anchorOf(bytes) });
    }
  }

  #file(literals: LiteralSet, text: string, id: number): void {
    literals.add(text, id);
    if (!this.#sets.includes(literals)) this.#sets.push(literals);
  }

  /** Whether a text is found wherever it stands, and not only the first time. */
  static isFiled(text: string, encoding: RawEncoding): boolean {
    return isLongEnough(text.length * bytesOfOne(encoding), SHORT[encoding]);
  }

  /** @param found called with the id of each literal between `start` and `end` and its place, perhaps several times */
  scan(source: RawBytes, start: number, end: number, found: Found): void {
    const search = { source, start, end, found };
    if (this.#wordsToLearnFrom > 0 && this.#long.size + this.#short.size >= FEWEST_TO_LEARN_FOR) this.#learn(search);
    const kernel = end - start < FEWEST_FOR_KERNEL ? undefined : kernelOfThread();
    const sets = this.#sets;
    if (kernel !== undefined && holdsAll(kernel, sets)) {
      scanWithKernel(kernel, this.#wanted, search);
      return;
    }
    for (const literals of sets) scanPlainly(literals, search);
    if (this.#needles.length === 0) return;
    const part = source.bytes.subarray(start, end);
    for (const needle of this.#needles) {
      const at = placeIn(part, needle);
      if (at >= 0) found(needle.id, start + at);
    }
  }

  #learn({ source: { words }, start, end }: Search): void {
    const first = (start + 3) >>> 2;
    const last = Math.min(end >>> 2, words.length) - 1;
    const isWide = this.#encoding === 'utf16le';
    for (let index = first; index < last; index++) {
      const word = words[index]!;
      if (isWide) LONG.utf16le.seen.note(wideGram(word, words[index + 1]!));
      SHORT[this.#encoding].seen.note(word | CASE_BITS);
    }
    this.#wordsToLearnFrom -= Math.max(1, last - first);
    if (this.#wordsToLearnFrom > 0) return;
    this.#long.forgetTable();
    this.#short.forgetTable();
  }
}

/** Literals that are filed alike. */
class LiteralSet {
  readonly texts: string[] = [];
  readonly ids: number[] = [];
  readonly bytesOfOne: 1 | 2;
  readonly kind: GramKind;
  /** each literal has two to the power of this many places in the table */
  readonly placeBits: 1 | 2;
  readonly #form: GramForm;
  #table: GramTable | undefined;

  constructor(form: GramForm, encoding: RawEncoding) {
    this.#form = form;
    this.bytesOfOne = bytesOfOne(encoding);
    this.placeBits = form.stepBytes === 2 ? 1 : 2;
    this.kind = form.stepBytes === 2 ? 'short' : form.gramBytes === 8 ? 'wide' : 'narrow';
  }

  get size(): number {
    return this.ids.length;
  }

  add(text: string, id: number): void {
    this.texts.push(text);
    this.ids.push(id);
    this.#table = undefined;
  }

  table(): GramTable {
    this.#table ??= fileLiterals(this.texts, this.bytesOfOne, this.#form);
    return this.#table;
  }

  forgetTable(): void {
    this.#table = undefined;
  }
}

// Copying fewer bytes to the kernel costs more than it saves.
const FEWEST_FOR_KERNEL = 64;
let made: { readonly kernel: GramKernel | undefined } | undefined;

/** Made when it is first needed, as a process may match no raw bytes at all. */
function kernelOfThread(): GramKernel | undefined {
  made ??= { kernel: GramKernel.create() };
  return made.kernel;
}

function holdsAll(kernel: GramKernel, sets: readonly LiteralSet[]): boolean {
  for (const literals of sets) if (!kernel.holds(literals.table().filter())) return false;
  return true;
}

/** What is looked for. */
interface Wanted {
  readonly sets: readonly LiteralSet[];
  readonly needles: readonly Needle[];
}

function scanWithKernel(kernel: GramKernel, { sets, needles }: Wanted, search: Search): void {
  const { source, end: last, found } = search;
  // Grams begin at words of the source, for whose first bytes the search may have no use.
  for (let start = search.start & ~3; ; start += PIECE_BYTES - PIECE_OVERLAP) {
    const end = Math.min(start + PIECE_BYTES, last);
    kernel.load(source.bytes.subarray(start, end));
    for (const literals of sets) {
      const count = kernel.scan(literals.kind, literals.table().filter());
      for (let index = 0; index < count; index++) reportGram(literals, start + kernel.hit(index), search);
    }
    const from = Math.max(0, search.start - start);
    for (const { word, bytes, id } of needles) {
      const at = kernel.find(word, bytes.length, from);
      if (at >= 0) found(id, start + at);
    }
    if (end === last) return;
  }
}

function reportGram(literals: LiteralSet, at: number, search: Search): void {
  const { bytes, words } = search.source;
  const word = literals.kind === 'short' ? wordAt(bytes, at) : words[at >>> 2]!;
  const gram = literals.kind === 'wide' ? wideGram(word, words[(at >>> 2) + 1]!) : word | CASE_BITS;
  report(literals, literals.table(), at, gram, search);
}

function scanPlainly(literals: LiteralSet, search: Search): void {
  if (literals.kind === 'wide') scanWide(literals, search);
  else if (literals.kind === 'narrow') scanNarrow(literals, search);
  else scanShort(literals, search);
}

// The plain way, also for what is short: constants are written out, because imported ones slow these loops down:
// `HASH_FACTOR`, `CASE_BITS` and the gram of `wideGram`.
function scanWide(literals: LiteralSet, search: Search): void {
  const table = literals.table();
  const { bits, shift } = table.filter();
  const { words } = search.source;
  const last = Math.min(search.end >>> 2, words.length) - 1;
  for (let index = (search.start + 3) >>> 2; index < last; index++) {
    const gram = words[index]! | (words[index + 1]! << 8) | 0x2020_2020;
    if (mayHold(bits, shift, Math.imul(gram, 0x9e37_79b1))) report(literals, table, index << 2, gram, search);
  }
}

function scanNarrow(literals: LiteralSet, search: Search): void {
  const table = literals.table();
  const { bits, shift } = table.filter();
  const { words } = search.source;
  const last = Math.min(search.end >>> 2, words.length);
  for (let index = (search.start + 3) >>> 2; index < last; index++) {
    const gram = words[index]! | 0x2020_2020;
    if (mayHold(bits, shift, Math.imul(gram, 0x9e37_79b1))) report(literals, table, index << 2, gram, search);
  }
}

function scanShort(literals: LiteralSet, search: Search): void {
  const table = literals.table();
  const { bits, shift } = table.filter();
  const { bytes } = search.source;
  for (let at = search.start & ~1; at + 4 <= search.end; at += 2) {
    const gram = wordAt(bytes, at) | 0x2020_2020;
    if (mayHold(bits, shift, Math.imul(gram, 0x9e37_79b1))) report(literals, table, at, gram, search);
  }
}

/** @param at place of the gram */
function report(
  literals: LiteralSet,
  table: GramTable,
  at: number,
  gram: number,
  { source, start, end, found }: Search,
): void {
  for (let place = table.first(gram); place >= 0; place = table.next(place)) {
    if (table.gram(place) !== gram) continue;
    const checkAt = at + table.checkAt(place) * 4;
    if (checkAt >= 0 && table.isRuledOut(place, wordAt(source.bytes, checkAt) | CASE_BITS)) continue;
    const number = place >>> literals.placeBits;
    const literal = literals.texts[number]!;
    const from = at - table.lead(place);
    if (from < start || from + literal.length * literals.bytesOfOne > end) continue;
    const isThere = literals.bytesOfOne === 2 ? isWideAt : isAt;
    if (isThere(literal, source.bytes, from)) found(literals.ids[number]!, from);
  }
}

/** A literal that is looked for by itself: short, and without letters, so that it stands in bytes in one form only. */
interface Needle {
  readonly bytes: string;
  /** its up to four bytes as a number */
  readonly word: number;
  readonly id: number;
  /** which of its bytes is looked for first */
  readonly anchor: number;
}

function placeIn(part: Uint8Array, { bytes, anchor }: Needle): number {
  const byte = bytes.charCodeAt(anchor);
  for (let at = part.indexOf(byte, anchor); at >= 0; at = part.indexOf(byte, at + 1)) {
    if (isAt(bytes, part, at - anchor)) return at - anchor;
  }
  return -1;
}

// Bytes without letters that events are full of, the most frequent first.
const FREQUENT = '\0"\\0: ,-.1';

/** The byte that is least frequent. */
function anchorOf(bytes: string): number {
  const ranks = Array.from(bytes, (byte) => (FREQUENT.indexOf(byte) + FREQUENT.length + 1) % (FREQUENT.length + 1));
  return ranks.indexOf(Math.max(...ranks));
}

function bytesOfOne(encoding: RawEncoding): 1 | 2 {
  return encoding === 'utf16le' ? 2 : 1;
}

function isLongEnough(bytes: number, { gramBytes, stepBytes }: GramForm): boolean {
  return bytes >= stepBytes - 1 + gramBytes;
}

/** UTF-16LE, a character for each byte. */
function wideBytes(text: string): string {
  let bytes = '';
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    bytes += String.fromCharCode(unit & 0xff, unit >>> 8);
  }
  return bytes;
}

function isAt(literal: string, bytes: Uint8Array, from: number): boolean {
  for (let index = 0; index < literal.length; index++) {
    if (literal.charCodeAt(index) !== folded(bytes[from + index]!)) return false;
  }
  return true;
}

function isWideAt(literal: string, bytes: Uint8Array, from: number): boolean {
  for (let index = 0, at = from; index < literal.length; index++, at += 2) {
    const unit = literal.charCodeAt(index);
    if (bytes[at + 1] !== unit >>> 8 || folded(bytes[at]!) !== (unit & 0xff)) return false;
  }
  return true;
}

function folded(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

function wordOf(bytes: string): number {
  let word = 0;
  for (let index = 0; index < bytes.length; index++) word |= bytes.charCodeAt(index) << (index * 8);
  return word;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
