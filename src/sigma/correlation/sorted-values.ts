// Numbers in one piece: moving 512 of them is about as fast as finding the piece among as many.
const PIECE_LENGTH = 512;

/** A growing and shrinking set of numbers in order, for percentiles. Each step takes about the square root of the size. */
export class SortedValues {
  #pieces: number[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(value: number): void {
    this.#size++;
    if (this.#pieces.length === 0) {
      this.#pieces = [[value]];
      return;
    }
    const index = Math.min(this.#pieceOf(value), this.#pieces.length - 1);
    const piece = this.#pieces[index]!;
    // Moved by hand: `splice` makes a new array each time.
    let place = piece.push(value) - 1;
    for (; place > 0 && piece[place - 1]! > value; place--) piece[place] = piece[place - 1]!;
    piece[place] = value;
    if (piece.length > 2 * PIECE_LENGTH) this.#pieces.splice(index + 1, 0, piece.splice(PIECE_LENGTH));
  }

  /** Removes one occurrence of a value that was added. */
  remove(value: number): void {
    const index = this.#pieceOf(value);
    const piece = this.#pieces[index]!;
    for (let place = lowerBound(piece, value); place < piece.length - 1; place++) piece[place] = piece[place + 1]!;
    piece.pop();
    this.#size--;
    // The last piece stays, for the values to come.
    if (piece.length === 0 && this.#pieces.length > 1) this.#pieces.splice(index, 1);
  }

  /** @param rank from 1 (the smallest) to `size` */
  at(rank: number): number {
    let rest = rank - 1;
    for (const piece of this.#pieces) {
      if (rest < piece.length) return piece[rest]!;
      rest -= piece.length;
    }
    throw new RangeError(`rank ${rank} of ${this.#size} values`);
  }

  /** The first piece whose largest value is not below; the number of pieces when there is none. */
  #pieceOf(value: number): number {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#pieces[middle]!.at(-1)! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
