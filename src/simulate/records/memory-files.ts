import type { PutBytes } from '../log-writer.ts';

/** Files in memory, for tests: bytes are copied to where they belong. */
export class MemoryFiles {
  readonly #blocks = new Map<string, { readonly byteOffset: number; readonly bytes: Uint8Array }[]>();

  readonly put: PutBytes = (file, byteOffset, bytes) => {
    const blocks = this.#blocks.get(file) ?? [];
    blocks.push({ byteOffset, bytes: bytes.slice() });
    this.#blocks.set(file, blocks);
  };

  get names(): readonly string[] {
    return [...this.#blocks.keys()].sort();
  }

  bytes(file: string): Uint8Array {
    const blocks = this.#blocks.get(file) ?? [];
    const whole = new Uint8Array(Math.max(0, ...blocks.map(({ byteOffset, bytes }) => byteOffset + bytes.length)));
    for (const { byteOffset, bytes } of blocks) whole.set(bytes, byteOffset);
    return whole;
  }

  text(file: string): string {
    return new TextDecoder().decode(this.bytes(file));
  }
}
