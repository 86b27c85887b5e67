// Enough that two machines of which one logs a hundred times as much still share some.
const MOST_KEPT = 1000;

const LEAST_SLOTS = 64;

/**
 * Keeps the sightings with the smallest fingerprints, so that two sketches hold the same of what both saw. Source:
 * Cohen and Kaplan 2007, "Summarizing data using bottom-k sketches". Held as numbers: of a firewall's log thousands come
 * and go in each piece.
 */
export class SightingSketch {
  #prints = new Float64Array(LEAST_SLOTS / 2);
  #times = new Float64Array(LEAST_SLOTS / 2);
  /** place + 1 of a print, 0 where nothing is; open addressing, half of them free at least */
  #slots = new Uint16Array(LEAST_SLOTS);
  #size = 0;
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
    const slot = this.#slotOf(print);
    const place = this.#slots[slot]! - 1;
    if (place >= 0) {
      if (timeMs < this.#times[place]!) this.#times[place] = timeMs;
      return;
    }
    this.#put(slot, print, timeMs);
    if (this.#size === 2 * MOST_KEPT) this.#forgetLargest();
    else if (this.#size === this.#prints.length) this.#resize(this.#prints.length * 2);
  }

  /** Those with the smallest fingerprints, ascending. */
  all(): readonly (readonly [print: number, timeMs: number])[] {
    const sorted = this.#prints.slice(0, this.#size).sort().subarray(0, MOST_KEPT);
    return Array.from(sorted, (print) => [print, this.#times[this.#slots[this.#slotOf(print)]! - 1]!] as const);
  }

  #forgetLargest(): void {
    this.#limit = this.#prints.slice(0, this.#size).sort()[MOST_KEPT - 1]!;
    this.#resize(this.#prints.length);
  }

  /** Files what is within the limit anew. */
  #resize(most: number): void {
    const [prints, times, size] = [this.#prints, this.#times, this.#size];
    this.#prints = new Float64Array(most);
    this.#times = new Float64Array(most);
    this.#slots = new Uint16Array(most * 2);
    this.#size = 0;
    for (let place = 0; place < size; place++)
      if (prints[place]! <= this.#limit) this.#put(this.#slotOf(prints[place]!), prints[place]!, times[place]!);
  }

  #put(slot: number, print: number, timeMs: number): void {
    this.#prints[this.#size] = print;
    this.#times[this.#size] = timeMs;
    this.#slots[slot] = ++this.#size;
  }

  /** Where a print is, or could be put. */
  #slotOf(print: number): number {
    const mask = this.#slots.length - 1;
    let slot = (print >>> 0) & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask)
      if (this.#prints[this.#slots[slot]! - 1] === print) return slot;
    return slot;
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
