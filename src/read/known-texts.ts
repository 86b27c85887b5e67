// A log repeats its hosts, users, devices and words; 4,096 of them are some hundred KiB.
const SLOTS = 1 << 12;
// Longer ones are seldom the same, and making one of them costs less than comparing it.
const MOST_BYTES = 40;
// Knuth, The Art of Computer Programming, volume 3, section 6.4.
const HASH_FACTOR = 0x9e37_79b1;

/**
 * Short texts that were made of bytes before, so that the same bytes give the same text without making it. Whole bytes
 * are compared; of two texts with one place the later is kept.
 */
export class KnownTexts {
  readonly #slots: string[] = new Array<string>(SLOTS).fill('');

  /**
   * The text of some bytes.
   * @param make gives the same text for the same bytes; of one byte a character, only what has that byte's number
   */
  text(bytes: Uint8Array, start: number, end: number, make: (start: number, end: number) => string): string {
    const length = end - start;
    if (length > MOST_BYTES || length <= 0) return make(start, end);
    let hash = length;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, HASH_FACTOR);
    const slot = hash >>> 20;
    const known = this.#slots[slot]!;
    if (known.length === length && isSame(known, bytes, start)) return known;
    const text = make(start, end);
    if (text.length === length) this.#slots[slot] = text;
    return text;
  }
}

function isSame(text: string, bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) !== bytes[start + index]) return false;
  }
  return true;
}
