import type { LargeTable } from '../model/index.ts';

/** Rows that are made into objects one by one, each time that they are gone through. */
export class LazyTable<Row> implements LargeTable<Row> {
  readonly length: number;
  readonly #start: () => (row: number) => Row;

  /** @param start begins to go through: gives what makes the row of a number, of those below the length in turn */
  constructor(length: number, start: () => (row: number) => Row) {
    this.length = length;
    this.#start = start;
  }

  *[Symbol.iterator](): Iterator<Row> {
    const rowAt = this.#start();
    for (let row = 0; row < this.length; row++) yield rowAt(row);
  }
}
