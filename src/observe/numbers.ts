/** Numbers by row in one array that grows, so that a million rows are no objects. Rows that were not set hold `unset`. */
export class Numbers {
  #values = new Float64Array(0);
  readonly #unset: number;

  constructor(unset = 0) {
    this.#unset = unset;
  }

  at(row: number): number {
    return row < this.#values.length ? this.#values[row]! : this.#unset;
  }

  set(row: number, value: number): void {
    if (row >= this.#values.length) this.#grow(row + 1);
    this.#values[row] = value;
  }

  add(row: number, value: number): void {
    if (row >= this.#values.length) this.#grow(row + 1);
    this.#values[row]! += value;
  }

  /** A copy of the first rows. */
  first(rows: number): Float64Array {
    if (rows > this.#values.length) this.#grow(rows);
    return this.#values.slice(0, rows);
  }

  #grow(rows: number): void {
    const before = this.#values;
    const values = new Float64Array(Math.max(rows, LEAST_ROWS, Math.ceil(before.length * GROWTH)));
    values.set(before);
    if (this.#unset !== 0) values.fill(this.#unset, before.length);
    this.#values = values;
  }
}

const LEAST_ROWS = 64;
// Half of a doubled array lies idle, and old and new are both there for a moment.
const GROWTH = 1.5;
