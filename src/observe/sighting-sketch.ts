// Enough that two machines of which one logs a hundred times as much still share some.
const MOST_KEPT = 1000;

/**
 * Keeps the sightings with the smallest fingerprints, so that two sketches hold the same of what both saw. Source:
 * Cohen and Kaplan 2007, "Summarizing data using bottom-k sketches".
 */
export class SightingSketch {
  #times = new Map<number, number>();
  /** fingerprints from here on are not kept */
  #limit = Number.POSITIVE_INFINITY;

  /** @param sign a number that anybody who sees the same knows: it decides which sightings are kept */
  mayKeep(sign: number): boolean {
    return (mixed(sign) >>> 12) * 2 ** 32 < this.#limit;
  }

  addKey(sign: number, key: string, timeMs: number): void {
    this.add(fingerprint(sign, key), timeMs);
  }

  /** Of something that is seen several times the first time counts. */
  add(print: number, timeMs: number): void {
    if (print >= this.#limit) return;
    const known = this.#times.get(print);
    this.#times.set(print, known === undefined ? timeMs : Math.min(known, timeMs));
    if (this.#times.size < 2 * MOST_KEPT) return;
    const kept = this.#smallest();
    this.#times = new Map(kept);
    this.#limit = kept.at(-1)![0];
  }

  /** Those with the smallest fingerprints, ascending. */
  all(): readonly (readonly [print: number, timeMs: number])[] {
    return this.#smallest();
  }

  #smallest(): (readonly [number, number])[] {
    return [...this.#times].sort(([left], [right]) => left - right).slice(0, MOST_KEPT);
  }
}

/** 52 bits: 20 of a sign, and FNV-1a over the characters, both mixed as in MurmurHash3. */
function fingerprint(sign: number, text: string): number {
  let low = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) low = Math.imul(low ^ text.charCodeAt(index), 0x01000193);
  return (mixed(sign) >>> 12) * 2 ** 32 + (mixed(low) >>> 0);
}

function mixed(bits: number): number {
  const half = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  return half ^ (half >>> 13);
}

/** The middle of some numbers, of an even number of them the lower one; 0 of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
