/** Rows of numbers as plain data: blocks of 1,024 rows, of which the last may be longer than its rows. */
export interface RowsPart {
  readonly size: number;
  readonly blocks: readonly Float64Array[];
}

const ROW_BITS = 10;
const BLOCK_ROWS = 1 << ROW_BITS;
const ROW_MASK = BLOCK_ROWS - 1;
// Most logs have few rows, and there are thousands of logs.
const LEAST_ROWS = 16;
const GROWTH = 4;

/**
 * Rows of a fixed number of numbers each, so that a million rows are no objects. The numbers of a row stand side by side:
 * what happens once more changes half a dozen of them. Blocks stay where they are: a single array that grows is copied again
 * and again, and what it leaves behind makes V8 collect garbage several times as often.
 */
export class Rows {
  readonly #fresh: readonly number[];
  readonly #blocks: Float64Array[] = [];
  size = 0;

  /** @param fresh the numbers of a row that was just made */
  constructor(fresh: readonly number[]) {
    this.#fresh = fresh;
  }

  /** Makes one row more. @returns its number, the last one */
  push(): number {
    const row = this.size++;
    const index = row >> ROW_BITS;
    const block = this.#blocks[index];
    const width = this.#fresh.length;
    if (block === undefined || (row & ROW_MASK) * width >= block.length) this.#longer(block, index);
    return row;
  }

  /** The block of a row that was made; from `startOf` on it holds the numbers of the row. */
  blockOf(row: number): Float64Array {
    return this.#blocks[row >> ROW_BITS]!;
  }

  startOf(row: number): number {
    return (row & ROW_MASK) * this.#fresh.length;
  }

  at(row: number, column: number): number {
    return this.blockOf(row)[this.startOf(row) + column]!;
  }

  /** All rows; not copied: nothing may be set afterwards. */
  part(): RowsPart {
    return { size: this.size, blocks: this.#blocks };
  }

  /** The block of a row of another table of the same columns. */
  static blockIn({ blocks }: RowsPart, row: number): Float64Array {
    return blocks[row >> ROW_BITS]!;
  }

  /** All rows of a block are fresh from the start: writing many at once is quicker than one by one. */
  #longer(before: Float64Array | undefined, index: number): void {
    const width = this.#fresh.length;
    const used = before?.length ?? 0;
    const rows = index > 0 ? BLOCK_ROWS : Math.min(BLOCK_ROWS, (used / width) * GROWTH || LEAST_ROWS);
    const block = new Float64Array(rows * width);
    if (before !== undefined) block.set(before);
    block.set(this.#fresh, used);
    for (let done = width; used + done < block.length; done *= 2) block.copyWithin(used + done, used, used + done);
    this.#blocks[index] = block;
  }
}
