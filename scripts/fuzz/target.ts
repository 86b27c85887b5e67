/** A whole number from 0 up to, not including, `below`. */
export type RandomBelow = (below: number) => number;

/** Something that reads outside bytes and must stand everything. */
export interface FuzzTarget {
  readonly name: string;
  /** sound inputs, which are then mutated; read anew from the fixtures */
  inputs(): readonly Uint8Array[];
  /** a changed copy */
  mutate(input: Uint8Array, random: RandomBelow): Uint8Array;
  /** @throws anything when the input was handled wrongly */
  check(input: Uint8Array): void;
  /** one input may take no longer; well above what the slowest sound input takes on a busy machine */
  readonly limitMs: number;
}

/** Random numbers that are the same for the same seed. Source: mulberry32 (Tommy Ettinger, public domain). */
export function randomFrom(seed: number): RandomBelow {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** One of the items. */
export function pick<T>(items: readonly T[], random: RandomBelow): T {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
