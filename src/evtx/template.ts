import { DEFINITION_HEADER_SIZE, type NameReference, type Node, parseStream, type Stream } from './binxml.ts';
import type { ChunkBytes } from './chunk-bytes.ts';
import { DecodeError } from './decode-error.ts';
import { LIMITS } from './limits.ts';
import { ShapeNode } from './shape.ts';
import { TYPE } from './value.ts';

/** A compiled template: the tree that records of one structure share, with slots where their values go. */
export class Template {
  readonly roots: readonly Node[];
  /** slots that the tree declares to hold nested BinXML, in document order */
  readonly fragmentSlots: readonly number[];
  /** where the search for the shape of a record with this outermost template starts */
  readonly shapeRoot: ShapeNode;

  /** @param spend told what the shapes of this template cost, in bytes as `LIMITS.cachedBytes` counts them */
  constructor(roots: readonly Node[], spend: (bytes: number) => void) {
    this.roots = roots;
    this.shapeRoot = new ShapeNode(spend);
    const slots: number[] = [];
    collectFragmentSlots(roots, slots);
    this.fragmentSlots = slots;
  }
}

function collectFragmentSlots(nodes: readonly Node[], into: number[]): void {
  for (const node of nodes) {
    if (node.kind === 'element') collectFragmentSlots(node.children, into);
    else if (node.kind === 'slot' && node.type === TYPE.binXml && !into.includes(node.slot)) into.push(node.slot);
  }
}

/**
 * Templates by content, for all chunks and files of a process. A chunk repeats the definitions it uses, at other offsets;
 * a definition equal to one seen before costs a comparison instead of a compilation.
 */
export class TemplateCache {
  readonly #byContent = new Map<number, Definition[]>();
  readonly #byStructure = new Map<string, Template>();
  #spentBytes = 0;

  /**
   * The template whose definition stands at `offset` of the chunk.
   * @throws DecodeError when there is no sound definition
   */
  definition(chunk: ChunkBytes, offset: number, depth: number): Template {
    const size = chunk.u32(offset + 20);
    const body = offset + DEFINITION_HEADER_SIZE;
    chunk.need(body, size, 'a template definition');
    // Windows derives the GUID from the content; it narrows the search, the bytes decide.
    const key = chunk.u32(offset + 4) * 0x1_0000 + size;
    const candidates = this.#byContent.get(key);
    for (const candidate of candidates ?? []) if (candidate.equals(chunk, body)) return candidate.template;
    const stream = parseStream(chunk, body, body + size, 'definition', depth);
    if (stream.roots.length === 0) throw new DecodeError(`the template definition at ${offset} is empty`, offset);
    const template = new Template(stream.roots, this.#spend);
    if (!hasFragment(stream.roots)) {
      this.#spend(size);
      const definition = new Definition(template, chunk, body, size, stream.names);
      this.#byContent.set(key, [...(this.#byContent.get(key) ?? []), definition]);
    }
    return template;
  }

  /** The template for a record's own elements: records of equal structure share one. */
  structure(stream: Stream): Template {
    const known = this.#byStructure.get(stream.structure);
    if (known !== undefined) return known;
    const template = new Template(stream.roots, this.#spend);
    this.#spend(stream.structure.length);
    this.#byStructure.set(stream.structure, template);
    return template;
  }

  // Records at hand keep the templates they use; everything else is freed.
  readonly #spend = (bytes: number): void => {
    this.#spentBytes += bytes;
    if (this.#spentBytes <= LIMITS.cachedBytes) return;
    this.#byContent.clear();
    this.#byStructure.clear();
    this.#spentBytes = 0;
  };
}

// A fragment in a template refers to bytes of its own chunk by offset, so such a template serves that chunk only.
function hasFragment(nodes: readonly Node[]): boolean {
  return nodes.some((node) => node.kind === 'fragment' || (node.kind === 'element' && hasFragment(node.children)));
}

/** The bytes of a definition, to recognise it in other chunks. */
class Definition {
  readonly template: Template;
  readonly #bytes: Uint8Array;
  readonly #names: readonly NameReference[];

  constructor(template: Template, chunk: ChunkBytes, body: number, size: number, names: readonly NameReference[]) {
    this.template = template;
    this.#bytes = chunk.bytes.slice(body, body + size);
    this.#names = names.map((reference) => ({ ...reference, at: reference.at - body }));
  }

  /** Whether the body at `offset` says the same: equal bytes but for offsets of names, and equal names behind those. */
  equals(chunk: ChunkBytes, offset: number): boolean {
    let from = 0;
    for (const { at, name, inlineSize } of this.#names) {
      if (!sameBytes(this.#bytes, from, at, chunk.bytes, offset)) return false;
      const nameOffset = chunk.u32(offset + at);
      const isInline = nameOffset === offset + at + 4;
      if (isInline !== inlineSize > 0 || !sameName(chunk, nameOffset, name)) return false;
      from = at + 4 + inlineSize;
    }
    return sameBytes(this.#bytes, from, this.#bytes.length, chunk.bytes, offset);
  }
}

function sameBytes(known: Uint8Array, from: number, to: number, other: Uint8Array, offset: number): boolean {
  for (let index = from; index < to; index++) if (known[index] !== other[offset + index]) return false;
  return true;
}

function sameName(chunk: ChunkBytes, offset: number, name: string): boolean {
  if (offset + 8 + name.length * 2 > chunk.size || chunk.u16(offset + 6) !== name.length) return false;
  for (let index = 0; index < name.length; index++) {
    if (chunk.u16(offset + 8 + index * 2) !== name.charCodeAt(index)) return false;
  }
  return true;
}
