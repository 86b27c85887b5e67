import { type MovingPart, nameEntrySize } from './binxml.ts';
import type { ChunkBytes } from './chunk-bytes.ts';
import type { SharedNodes } from './shared-nodes.ts';
import type { Template } from './template.ts';

/** Where the body of a definition stands in a chunk. */
export interface DefinitionPlace {
  readonly chunk: ChunkBytes;
  readonly body: number;
  readonly end: number;
}

/**
 * A template definition as it is recognised in other places of a chunk, in other chunks and files: its bytes without the
 * parts that say where something lies, and the names that it refers to.
 */
export class Definition {
  readonly template: Template;
  readonly #bytes: Uint8Array;
  /** where in `bytes` each part was left out */
  readonly #cuts: Uint16Array;
  /** for each part its name, undefined for a size */
  readonly #names: readonly (string | undefined)[];

  /** @param moving its parts that say where something lies, in order */
  constructor(
    template: Template,
    { chunk, body, end }: DefinitionPlace,
    moving: readonly MovingPart[],
    shared: SharedNodes,
  ) {
    this.template = template;
    this.#bytes = new Uint8Array(moving.reduce((rest, { sizeBytes }) => rest - sizeBytes, end - body));
    this.#cuts = new Uint16Array(moving.length);
    this.#names = moving.map(({ name }) => (name === undefined ? undefined : shared.name(name)));
    let from = body;
    let length = 0;
    moving.forEach(({ at, sizeBytes }, index) => {
      this.#bytes.set(chunk.bytes.subarray(from, at), length);
      length += at - from;
      this.#cuts[index] = length;
      from = at + sizeBytes;
    });
    this.#bytes.set(chunk.bytes.subarray(from, end), length);
  }

  /** Bytes of memory that this takes: two typed arrays and a list besides their content. */
  get sizeBytes(): number {
    return 600 + this.#bytes.length + this.#cuts.length * 10;
  }

  /** Whether the definition at another place says the same. */
  equals({ chunk, body, end }: DefinitionPlace): boolean {
    let from = 0;
    let at = body;
    for (let index = 0; index < this.#cuts.length; index++) {
      const to = this.#cuts[index]!;
      if (!sameBytes(this.#bytes, from, to, chunk.bytes, at)) return false;
      at += to - from + 4;
      from = to;
      if (at > end) return false;
      const name = this.#names[index];
      if (name === undefined) continue;
      const nameOffset = chunk.u32(at - 4);
      if (!sameName(chunk, nameOffset, name)) return false;
      if (nameOffset === at) at += nameEntrySize(name.length);
    }
    const rest = this.#bytes.length - from;
    return at + rest === end && sameBytes(this.#bytes, from, from + rest, chunk.bytes, at);
  }
}

function sameBytes(known: Uint8Array, from: number, to: number, other: Uint8Array, offset: number): boolean {
  const shift = offset - from;
  for (let index = from; index < to; index++) if (known[index] !== other[index + shift]) return false;
  return true;
}

function sameName(chunk: ChunkBytes, offset: number, name: string): boolean {
  if (offset + 8 + name.length * 2 > chunk.size || chunk.u16(offset + 6) !== name.length) return false;
  for (let index = 0; index < name.length; index++) {
    if (chunk.u16(offset + 8 + index * 2) !== name.charCodeAt(index)) return false;
  }
  return true;
}
