/** Gaps from one second to more than a year, by the binary logarithm of their seconds. */
export const GAP_CLASSES = 26;

/** Counts by class of a number of things as plain data: blocks of 1,024 of them, of which the last may be longer. */
export type GapCountsPart = readonly Uint32Array[];

const PLACE_BITS = 10;
const BLOCK_PLACES = 1 << PLACE_BITS;
const PLACE_MASK = BLOCK_PLACES - 1;
// Most logs have few flows, and there are thousands of logs.
const LEAST_PLACES = 16;
const GROWTH = 4;

/** How often what happens again and again happened after how long: 26 counts for each thing, half a number each. */
export class GapCounts {
  readonly #blocks: Uint32Array[] = [];
  #size = 0;

  /** Makes room for one thing more. @returns its place */
  push(): number {
    const place = this.#size++;
    const index = place >> PLACE_BITS;
    const block = index < this.#blocks.length ? this.#blocks[index]! : new Uint32Array(0);
    if ((place & PLACE_MASK) * GAP_CLASSES >= block.length) this.#blocks[index] = longer(block, index);
    return place;
  }

  add(place: number, gapClass: number, count: number): void {
    this.#blocks[place >> PLACE_BITS]![(place & PLACE_MASK) * GAP_CLASSES + gapClass]! += count;
  }

  /** Adds those of a place of another one's part. */
  absorb(place: number, part: GapCountsPart, from: number): void {
    const [block, given] = [this.#blocks[place >> PLACE_BITS]!, part[from >> PLACE_BITS]!];
    const [at, givenAt] = [(place & PLACE_MASK) * GAP_CLASSES, (from & PLACE_MASK) * GAP_CLASSES];
    for (let gapClass = 0; gapClass < GAP_CLASSES; gapClass++) block[at + gapClass]! += given[givenAt + gapClass]!;
  }

  /** The counts up to the last that is not 0. */
  listAt(place: number): readonly number[] {
    const start = (place & PLACE_MASK) * GAP_CLASSES;
    const counts = this.#blocks[place >> PLACE_BITS]!.subarray(start, start + GAP_CLASSES);
    return Array.from(counts.subarray(0, counts.findLastIndex((count) => count > 0) + 1));
  }

  /** All counts; not copied: nothing may be added afterwards. */
  part(): GapCountsPart {
    return this.#blocks;
  }
}

function longer(before: Uint32Array, index: number): Uint32Array {
  const places =
    index > 0 ? BLOCK_PLACES : Math.min(BLOCK_PLACES, (before.length / GAP_CLASSES) * GROWTH || LEAST_PLACES);
  const block = new Uint32Array(places * GAP_CLASSES);
  block.set(before);
  return block;
}
