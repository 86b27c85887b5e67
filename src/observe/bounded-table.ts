/** Values by key, up to a number of them; what does not fit is counted. */
export class BoundedTable<Value> {
  readonly #values = new Map<string, Value>();
  readonly #most: number;
  dropped = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** The value of a key, made when it is new; undefined when it is new and the table is full. */
  at(key: string, make: () => Value): Value | undefined {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    if (this.#values.size >= this.#most) {
      this.dropped++;
      return undefined;
    }
    const value = make();
    this.#values.set(key, value);
    return value;
  }

  /** The value of a key; undefined when it has none. */
  find(key: string): Value | undefined {
    return this.#values.get(key);
  }

  values(): Iterable<Value> {
    return this.#values.values();
  }
}
