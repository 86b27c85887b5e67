import type { ByteSource } from './format.ts';

const BLOCK_BYTES = 1 << 20;

/** A place in a source that moves forward over its bytes; holds one block of them at a time. */
export class ByteCursor {
  /** of the next byte, in the source */
  at: number;
  readonly #source: ByteSource;
  #bytes = new Uint8Array(0);
  #base = 0;

  constructor(source: ByteSource, at: number) {
    this.#source = source;
    this.at = at;
  }

  /** The byte at the place, without moving; -1 at the end of the source. */
  peek(): number {
    const byte = this.#bytes[this.at - this.#base];
    return byte ?? (this.#fill() ? this.#bytes[this.at - this.#base]! : -1);
  }

  /** The bytes from the place on that are at hand, at least one; empty at the end of the source. */
  rest(): Uint8Array {
    return this.peek() < 0 ? this.#bytes.subarray(0, 0) : this.#bytes.subarray(this.at - this.#base);
  }

  /** The bytes between two places, wherever the cursor is. */
  slice(start: number, end: number): Uint8Array {
    const from = start - this.#base;
    if (from >= 0 && end - this.#base <= this.#bytes.length) return this.#bytes.subarray(from, end - this.#base);
    return this.#source.read(start, end - start);
  }

  /** Moves behind white space. */
  skipSpace(): void {
    for (let byte = this.peek(); byte === 0x20 || (byte >= 0x09 && byte <= 0x0d); byte = this.peek()) this.at++;
  }

  #fill(): boolean {
    if (this.at >= this.#source.sizeBytes) return false;
    this.#base = this.at;
    this.#bytes = this.#source.read(this.at, BLOCK_BYTES) as Uint8Array<ArrayBuffer>;
    return this.#bytes.length > 0;
  }
}
