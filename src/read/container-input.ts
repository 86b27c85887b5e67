import { damaged } from './container.ts';
import type { ByteSource } from './format.ts';

const BLOCK_BYTES = 1 << 16;

/** Bytes of a source one after another, for decoders. */
export class ByteInput {
  readonly #bytes: ByteSource;
  readonly #end: number;
  #block: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** of the block's first byte, in the source */
  #blockOffset: number;

  /** @param end of the part that may be read, in the source */
  constructor(bytes: ByteSource, byteOffset: number, end: number) {
    this.#bytes = bytes;
    this.#blockOffset = byteOffset;
    this.#end = Math.min(end, bytes.sizeBytes);
  }

  /** of the next byte, in the source */
  get byteOffset(): number {
    return this.#blockOffset + this.#at;
  }

  get isAtEnd(): boolean {
    return this.byteOffset >= this.#end;
  }

  /** @throws ContainerError at the end */
  next(): number {
    if (this.#at === this.#block.length) this.#fill();
    return this.#block[this.#at++]!;
  }

  /** @returns at least one and at most so many bytes @throws ContainerError at the end */
  some(most: number): Uint8Array {
    if (this.#at === this.#block.length) this.#fill();
    const piece = this.#block.subarray(this.#at, this.#at + most);
    this.#at += piece.length;
    return piece;
  }

  skip(count: number): void {
    const byteOffset = this.byteOffset + count;
    this.#block = new Uint8Array(0);
    this.#at = 0;
    this.#blockOffset = byteOffset;
  }

  #fill(): void {
    this.#blockOffset += this.#at;
    this.#at = 0;
    this.#block = this.#bytes.read(
      this.#blockOffset,
      Math.min(BLOCK_BYTES, Math.max(0, this.#end - this.#blockOffset)),
    );
    if (this.#block.length === 0) throw damaged('The compressed data ends early.', this.#blockOffset);
  }
}
