/** Things ordered by time, then by when they were added: a binary heap. */
export class Agenda<T> {
  readonly #times: number[] = [];
  readonly #orders: number[] = [];
  readonly #items: T[] = [];
  #added = 0;

  get size(): number {
    return this.#items.length;
  }

  /** Time of the next item in ms; Infinity without one. */
  get nextMs(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  add(timeMs: number, item: T): void {
    let index = this.#items.length;
    this.#times.push(timeMs);
    this.#orders.push(this.#added++);
    this.#items.push(item);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#isBefore(parent, index)) break;
      this.#swap(parent, index);
      index = parent;
    }
  }

  /** Takes the next item out; undefined when there is none. */
  take(): T | undefined {
    const first = this.#items[0];
    const lastIndex = this.#items.length - 1;
    if (lastIndex < 0) return undefined;
    this.#swap(0, lastIndex);
    this.#times.pop();
    this.#orders.pop();
    this.#items.pop();
    this.#sink(lastIndex);
    return first;
  }

  #sink(length: number): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= length) return;
      const right = left + 1;
      const child = right < length && this.#isBefore(right, left) ? right : left;
      if (this.#isBefore(index, child)) return;
      this.#swap(index, child);
      index = child;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const difference = this.#times[one]! - this.#times[other]!;
    return difference === 0 ? this.#orders[one]! < this.#orders[other]! : difference < 0;
  }

  #swap(one: number, other: number): void {
    const [times, orders, items] = [this.#times, this.#orders, this.#items];
    const time = times[one]!;
    const order = orders[one]!;
    const item = items[one]!;
    times[one] = times[other]!;
    orders[one] = orders[other]!;
    items[one] = items[other]!;
    times[other] = time;
    orders[other] = order;
    items[other] = item;
  }
}
