import type { GroupWindow, WindowInput } from './group-window.ts';
import type { GroupKey } from './key-space.ts';

/**
 * A group with one match so far, which alone satisfies nothing: a window is made of it when a second one comes. Most groups
 * never see one, and a window takes four times as much memory (bench/suites/correlations.ts).
 */
export class Seed {
  readonly key: GroupKey;
  readonly first: WindowInput;
  readonly firstSource: number;
  /** the window that took its place */
  grown: GroupWindow | undefined;

  constructor(key: GroupKey, first: WindowInput, firstSource: number) {
    this.key = key;
    this.first = first;
    this.firstSource = firstSource;
    this.grown = undefined;
  }

  get latest(): WindowInput {
    return this.first;
  }

  get size(): number {
    return 1;
  }

  forgetEarliest(): boolean {
    return false;
  }
}

/** What is kept of a group. */
export type HeldGroup = GroupWindow | Seed;
