/** What waits for its time, the earliest first; of one time, in the order of adding. A binary heap. */
export class DueQueue<T> {
  readonly #heap: { readonly dueMs: number; readonly order: number; readonly item: T }[] = [];
  #added = 0;

  add(dueMs: number, item: T): void {
    const heap = this.#heap;
    const entry = { dueMs, order: this.#added++, item };
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent]!, entry)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  /** Takes the earliest out, when it is due. */
  next(nowMs: number): { readonly dueMs: number; readonly item: T } | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.dueMs > nowMs) return undefined;
    const last = heap.pop()!;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(entry: { readonly dueMs: number; readonly order: number; readonly item: T }): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (isBefore(entry, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = entry;
  }
}

function isBefore(
  left: { readonly dueMs: number; readonly order: number },
  right: { readonly dueMs: number; readonly order: number },
): boolean {
  return left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.order < right.order);
}
