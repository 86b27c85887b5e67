import type { HeldGroup } from './seed.ts';

/** Equal group values, and the windows that correlations have open for them. */
export interface GroupKey {
  readonly text: string;
  /** by the place of the correlation in its space */
  readonly windows: (HeldGroup | undefined)[];
  /** windows and others that still need it */
  holders: number;
}

/**
 * The groups of all correlations with the same group-by fields: an event is looked up once for all of them, which is most
 * of the time that correlating takes.
 */
export class KeySpace {
  readonly #keys = new Map<string, GroupKey>();
  #width = 0;

  /** Room for one more correlation; before the first key. */
  addPlace(): number {
    return this.#width++;
  }

  /** The key for a text, held until released. */
  hold(text: string): GroupKey {
    let key = this.#keys.get(text);
    if (key === undefined) {
      key = { text, windows: new Array(this.#width).fill(undefined), holders: 0 };
      this.#keys.set(text, key);
    }
    key.holders++;
    return key;
  }

  release(key: GroupKey): void {
    if (--key.holders === 0) this.#keys.delete(key.text);
  }
}
