import { asciiBytes } from './ascii-bytes.ts';
import { BitFilter, HASH_FACTOR, mayHold } from './bit-filter.ts';
import { RawIndex } from './raw-index.ts';

// Shorter texts are sooner searched than made into bytes.
const FEWEST_AS_BYTES = 128;

/**
 * Finds which of many literals stand in a text, in few passes over it. Each literal is filed under one run of four
 * characters (its gram; the whole of it when it is shorter); the text's grams are looked up as they pass, and only where one
 * is filed is the literal compared. Building costs a step a literal, where an automaton costs one a character and class.
 *
 * Long texts of ASCII are searched as bytes, for which there are vectors.
 */
export class GramIndex {
  /** by length of the gram, those that have literals */
  readonly #tables: GramTable[] = [];
  /** the literals that ASCII can hold; made for the first long text, as most indexes never see one */
  #ofBytes: RawIndex | undefined;

  get isEmpty(): boolean {
    return this.#tables.length === 0;
  }

  /**
   * @param text not empty
   * @param id what `scan` reports when the literal stands in the text; several literals may share one
   */
  add(text: string, id: number): void {
    const size = Math.min(text.length, LONGEST_GRAM);
    let table = this.#tables.find((one) => one.size === size);
    if (table === undefined) {
      table = new GramTable(size);
      this.#tables.push(table);
    }
    table.add(text, id);
    this.#ofBytes = undefined;
  }

  /**
   * @param text folded
   * @param found called with the id of each literal in the text, perhaps several times
   */
  scan(text: string, found: (id: number) => void): void {
    if (this.isEmpty) return;
    const source = text.length < FEWEST_AS_BYTES ? undefined : asciiBytes(text);
    if (source !== undefined) this.#indexOfBytes().scan(source, 0, source.length, found);
    else for (const table of this.#tables) table.scan(text, found);
  }

  #indexOfBytes(): RawIndex {
    if (this.#ofBytes === undefined) {
      this.#ofBytes = new RawIndex('utf8');
      for (const table of this.#tables) table.addAscii(this.#ofBytes);
    }
    return this.#ofBytes;
  }
}

// One number holds the bytes of four.
const LONGEST_GRAM = 4;
const NOT_ASCII = /[^\0-\x7f]/;

interface Filed {
  readonly text: string;
  /** where the gram stands in the literal */
  readonly at: number;
  readonly id: number;
}

class GramTable {
  readonly size: number;
  readonly #mask: number;
  readonly #filter = new BitFilter();
  readonly #filed = new Map<number, Filed[]>();

  constructor(size: number) {
    this.size = size;
    this.#mask = size === LONGEST_GRAM ? -1 : (1 << (size * 8)) - 1;
  }

  add(text: string, id: number): void {
    const at = this.#rarestGram(text);
    const gram = gramAt(text, at, this.size);
    this.#filter.add(gram);
    const filed = this.#filed.get(gram);
    if (filed === undefined) this.#filed.set(gram, [{ text, at, id }]);
    else filed.push({ text, at, id });
  }

  addAscii(index: RawIndex): void {
    for (const filed of this.#filed.values()) {
      for (const { text, id } of filed) if (!NOT_ASCII.test(text)) index.add(text, id);
    }
  }

  // A hot loop of hunts, measured by `npm run bench`.
  scan(text: string, found: (id: number) => void): void {
    const { bits: seen, shift } = this.#filter.ready();
    const mask = this.#mask;
    const last = this.size - 1;
    let gram = 0;
    for (let index = 0; index < text.length; index++) {
      gram = ((gram << 8) | byteOf(text.charCodeAt(index))) & mask;
      if (mayHold(seen, shift, Math.imul(gram, HASH_FACTOR)) && index >= last)
        this.#report(text, index - last, gram, found);
    }
  }

  #report(text: string, start: number, gram: number, found: (id: number) => void): void {
    const filed = this.#filed.get(gram);
    if (filed === undefined) return;
    for (const { text: literal, at, id } of filed) {
      if (start >= at && text.startsWith(literal, start - at)) found(id);
    }
  }

  /** The gram of a literal that texts are least likely to hold. */
  #rarestGram(text: string): number {
    let best = 0;
    let bestCost = Number.POSITIVE_INFINITY;
    for (let at = 0; at + this.size <= text.length; at++) {
      const gram = gramAt(text, at, this.size);
      const cost = commonness(text, at, this.size) + (this.#filed.get(gram)?.length ?? 0);
      if (cost >= bestCost) continue;
      best = at;
      bestCost = cost;
    }
    return best;
  }
}

function gramAt(text: string, at: number, size: number): number {
  let gram = 0;
  for (let index = at; index < at + size; index++) gram = (gram << 8) | byteOf(text.charCodeAt(index));
  return gram;
}

// Characters beyond U+00FF share the bytes of others: that finds too much, which the comparison sorts out.
function byteOf(unit: number): number {
  return unit < 0x100 ? unit : (unit & 0xff) ^ 0x80;
}

// Letters by how often paths and command lines hold them, roughly; everything else is rarer.
const FREQUENT = 'e\\os tin.crdwlap-mux/h';

function commonness(text: string, at: number, size: number): number {
  let cost = 0;
  for (let index = at; index < at + size; index++) {
    const rank = FREQUENT.indexOf(text[index]!);
    if (rank >= 0) cost += FREQUENT.length - rank;
  }
  return cost;
}
