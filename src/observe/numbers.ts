/** Numbers by row as plain data: blocks of 4,096 rows, of which the first may be shorter. */
export interface NumbersPart {
  /** undefined where none of the rows was set */
  readonly blocks: readonly (Float64Array | undefined)[];
  /** what the rows hold that were not set */
  readonly unset: number;
}

const ROW_BITS = 12;
const BLOCK_ROWS = 1 << ROW_BITS;
const ROW_MASK = BLOCK_ROWS - 1;
// Most logs have few rows, and there are thousands of logs.
const LEAST_ROWS = 64;
const GROWTH = 4;

/**
 * Numbers by row, so that a million rows are no objects. They stand in blocks that stay where they are: a single array that
 * grows is copied again and again, and what it leaves behind makes V8 collect garbage several times as often.
 */
export class Numbers {
  readonly #blocks: (Float64Array | undefined)[] = [];
  readonly #unset: number;

  /** @param unset what rows hold that were not set */
  constructor(unset = 0) {
    this.#unset = unset;
  }

  at(row: number): number {
    // Asking beyond the end of an array makes V8 give up its quick code.
    const index = row >> ROW_BITS;
    const block = index < this.#blocks.length ? this.#blocks[index] : undefined;
    return block !== undefined && (row & ROW_MASK) < block.length ? block[row & ROW_MASK]! : this.#unset;
  }

  set(row: number, value: number): void {
    this.#blockOf(row)[row & ROW_MASK] = value;
  }

  add(row: number, value: number): void {
    this.#blockOf(row)[row & ROW_MASK]! += value;
  }

  /** All rows; not copied: nothing may be set afterwards. */
  part(): NumbersPart {
    return { blocks: this.#blocks, unset: this.#unset };
  }

  #blockOf(row: number): Float64Array {
    const index = row >> ROW_BITS;
    const block = index < this.#blocks.length ? this.#blocks[index] : undefined;
    return block !== undefined && (row & ROW_MASK) < block.length ? block : this.#longer(block, row);
  }

  #longer(before: Float64Array | undefined, row: number): Float64Array {
    let rows = row < BLOCK_ROWS ? (before?.length ?? LEAST_ROWS) : BLOCK_ROWS;
    while (rows <= (row & ROW_MASK)) rows *= GROWTH;
    const block = new Float64Array(Math.min(rows, BLOCK_ROWS));
    if (this.#unset !== 0) block.fill(this.#unset, before?.length ?? 0);
    if (before !== undefined) block.set(before);
    this.#blocks[row >> ROW_BITS] = block;
    return block;
  }
}

/** The number of a row of a part. */
export function numberIn({ blocks, unset }: NumbersPart, row: number): number {
  return blocks[row >> ROW_BITS]?.[row & ROW_MASK] ?? unset;
}
