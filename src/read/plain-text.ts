import type { RawText } from '../model/index.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Tells lines whose text would be the same within JSON, so that they can be searched as such: no quotes, and backslashes
 * only where the log doubles them as JSON does. Lines must be asked for in their order.
 */
export class PlainTextFinder {
  readonly #bytes: Uint8Array;
  readonly #doublesBackslashes: boolean;
  #quote = -1;
  #backslash = -1;

  /** @param bytes the block that the lines stand in */
  constructor(bytes: Uint8Array, doublesBackslashes: boolean) {
    this.#bytes = bytes;
    this.#doublesBackslashes = doublesBackslashes;
  }

  isPlain(start: number, end: number): boolean {
    if (this.#quote < start) this.#quote = this.#next(QUOTE, start);
    if (this.#backslash < start) this.#backslash = this.#next(BACKSLASH, start);
    if (this.#quote < end) return false;
    return this.#backslash >= end || (this.#doublesBackslashes && this.#areDoubled(end));
  }

  #areDoubled(end: number): boolean {
    for (let at = this.#backslash; at < end; at++) {
      if (this.#bytes[at] !== BACKSLASH) continue;
      if (this.#bytes[at + 1] !== BACKSLASH) return false;
      at++;
    }
    return true;
  }

  #next(byte: number, from: number): number {
    const at = this.#bytes.indexOf(byte, from);
    return at < 0 ? this.#bytes.length : at;
  }
}

/** A block as raw texts refer to it. */
export function rawSource(bytes: Uint8Array): RawText['source'] {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return { bytes: aligned, words: new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2) };
}
