import type { ByteSource } from './format.ts';

const BLOCK_BYTES = 1 << 20;

/** A place in a source that moves forward over its bytes; holds one block of them at a time. */
export class ByteCursor {
  /** the block at hand; the place is at `index` in it */
  bytes: Uint8Array = new Uint8Array(0);
  index = 0;
  readonly #source: ByteSource;
  #base: number;

  constructor(source: ByteSource, at: number) {
    this.#source = source;
    this.#base = at;
  }

  /** The place, in the source. */
  get at(): number {
    return this.#base + this.index;
  }

  set at(place: number) {
    this.index = place - this.#base;
    if (this.index >= 0) return;
    this.#base = place;
    this.bytes = this.bytes.subarray(0, 0);
    this.index = 0;
  }

  /** The byte at the place, without moving; -1 at the end of the source. */
  peek(): number {
    if (this.index < this.bytes.length || this.hasMore()) return this.bytes[this.index]!;
    return -1;
  }

  /** Makes sure that the block holds the byte at the place; false at the end of the source. */
  hasMore(): boolean {
    if (this.index < this.bytes.length) return true;
    if (this.at >= this.#source.sizeBytes) return false;
    this.#base = this.at;
    this.index = 0;
    this.bytes = this.#source.read(this.#base, BLOCK_BYTES);
    return this.bytes.length > 0;
  }

  /** The bytes from the place on that are at hand, at least one; empty at the end of the source. */
  rest(): Uint8Array {
    return this.hasMore() ? this.bytes.subarray(this.index) : this.bytes.subarray(0, 0);
  }

  /** The bytes between two places, wherever the cursor is. */
  slice(start: number, end: number): Uint8Array {
    const from = start - this.#base;
    const to = end - this.#base;
    return from >= 0 && to <= this.bytes.length ? this.bytes.subarray(from, to) : this.#source.read(start, end - start);
  }

  /** Moves behind white space. */
  skipSpace(): void {
    for (let byte = this.peek(); byte === 0x20 || (byte >= 0x09 && byte <= 0x0d); byte = this.peek()) this.index++;
  }
}
