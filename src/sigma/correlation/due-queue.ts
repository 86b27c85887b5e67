import type { GroupWindow } from './group-window.ts';

/** A group and when to look at it again. */
export interface DueGroup {
  readonly group: GroupWindow;
  readonly dueMs: number;
}

/**
 * The groups of one correlation in the order in which their windows end. All windows of a correlation are equally long
 * and come in the order of time, so that first in is first out.
 */
export class DueQueue {
  #items: (DueGroup | undefined)[] = [];
  #head = 0;

  get first(): DueGroup | undefined {
    return this.#items[this.#head];
  }

  push(group: GroupWindow, dueMs: number): void {
    this.#items.push({ group, dueMs });
  }

  shift(): DueGroup | undefined {
    const first = this.#items[this.#head];
    if (first === undefined) return undefined;
    this.#items[this.#head++] = undefined;
    // Now and then, so that it costs little and the list does not grow for ever.
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }
}
