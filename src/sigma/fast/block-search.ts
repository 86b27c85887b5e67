import { type RawBytes, type RawEncoding, RawIndex } from './raw-index.ts';

// Where something was found is kept for cells of so many bytes; the shortest lines are about as long.
const CELL_BITS = 7;
// Bytes that are searched ahead of what is asked for: few where events are few, more the further one goes.
const FIRST_STEP = 1 << 12;
const LAST_STEP = 1 << 16;
const MOST_BYTES_OF_ONE = 2;

/**
 * Tells of many events that lie one behind the other in the same bytes whether one of some literals may stand in them:
 * the bytes are searched in large steps, not event by event. For literals that hardly any event has.
 */
export class BlockSearch {
  readonly #index: RawIndex;
  readonly #longest: number;
  #bytes: Uint8Array | undefined;
  // What was searched of them.
  #from = 0;
  #to = 0;
  #step = FIRST_STEP;
  #cells = new Uint8Array(0);

  /** @param literals as for `RawIndex.add`, all of which `canHold` */
  constructor(encoding: RawEncoding, literals: readonly string[]) {
    this.#index = new RawIndex(encoding);
    for (const text of literals) this.#index.add(text, 0);
    this.#longest = Math.max(0, ...literals.map((text) => text.length * MOST_BYTES_OF_ONE));
  }

  /** Whether a literal is long enough to be looked for in this way. */
  static canHold(text: string, encoding: RawEncoding): boolean {
    return RawIndex.isFiled(text, encoding);
  }

  /** Whether a literal may stand between two places; what lies around them may be searched, too, and must stay as it is. */
  mayHold(source: RawBytes, start: number, end: number): boolean {
    if (source.bytes !== this.#bytes) this.#open(source.bytes);
    if (start < this.#from || start > this.#to) this.#startAt(start);
    if (end > this.#to) this.#search(source, end);
    const last = (end - 1) >>> CELL_BITS;
    for (let cell = start >>> CELL_BITS; cell <= last; cell++) if (this.#cells[cell] !== 0) return true;
    return false;
  }

  /** Lets go of the bytes that were searched. */
  forget(): void {
    this.#bytes = undefined;
  }

  #open(bytes: Uint8Array): void {
    this.#bytes = bytes;
    const cells = (bytes.length >>> CELL_BITS) + 1;
    if (this.#cells.length < cells) this.#cells = new Uint8Array(cells);
    else this.#cells.fill(0);
    this.#startAt(0);
  }

  #startAt(start: number): void {
    this.#from = start;
    this.#to = start;
    this.#step = FIRST_STEP;
  }

  #search(source: RawBytes, end: number): void {
    const to = Math.min(Math.max(end, this.#to + this.#step), source.bytes.length);
    // What goes across the end of a step is found in the next.
    this.#index.scan(source, Math.max(this.#from, this.#to - this.#longest), to, this.#note);
    this.#to = to;
    this.#step = Math.min(this.#step * 2, LAST_STEP);
  }

  readonly #note = (_: number, at: number): void => {
    this.#cells[at >>> CELL_BITS] = 1;
  };
}
