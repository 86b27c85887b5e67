import { type HeldGroup, Seed } from './seed.ts';

/**
 * The groups of one correlation in the order in which their windows end. All windows of a correlation are equally long
 * and come in the order of time, so that first in is first out.
 */
export class DueQueue {
  #groups: (HeldGroup | undefined)[] = [];
  #dueMs: number[] = [];
  #head = 0;

  get size(): number {
    return this.#groups.length - this.#head;
  }

  get first(): HeldGroup | undefined {
    return asItIs(this.#groups[this.#head]);
  }

  /** when the window of the first is over; never, when there is none */
  get firstDueMs(): number {
    return this.#dueMs[this.#head] ?? Number.POSITIVE_INFINITY;
  }

  push(group: HeldGroup, dueMs: number): void {
    this.#groups.push(group);
    this.#dueMs.push(dueMs);
  }

  /** Only when there is a first. */
  shift(): HeldGroup {
    const first = this.first!;
    this.#groups[this.#head++] = undefined;
    // Now and then, so that it costs little and the list does not grow for ever.
    if (this.#head > 1024 && this.#head * 2 > this.#groups.length) {
      this.#groups = this.#groups.slice(this.#head);
      this.#dueMs = this.#dueMs.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }
}

function asItIs(group: HeldGroup | undefined): HeldGroup | undefined {
  return group instanceof Seed ? (group.grown ?? group) : group;
}
