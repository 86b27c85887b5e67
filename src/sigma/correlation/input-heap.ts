import type { CorrelationInput } from './correlation-input.ts';

/** Inputs of which the earliest is always at hand (a binary heap). */
export class InputHeap {
  readonly #compare: (a: CorrelationInput, b: CorrelationInput) => number;
  readonly #items: CorrelationInput[] = [];

  constructor(compare: (a: CorrelationInput, b: CorrelationInput) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  get first(): CorrelationInput | undefined {
    return this.#items[0];
  }

  push(input: CorrelationInput): void {
    const items = this.#items;
    let at = items.push(input) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#compare(items[parent]!, input) <= 0) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = input;
  }

  pop(): CorrelationInput | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.#compare(items[child + 1]!, items[child]!) < 0) child++;
      if (this.#compare(items[child]!, last) >= 0) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return first;
  }
}
