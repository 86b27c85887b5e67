import { DEFINITION_HEADER_SIZE, type Node, parseStream, type Stream } from './binxml.ts';
import type { ChunkBytes } from './chunk-bytes.ts';
import { DecodeError } from './decode-error.ts';
import { Definition } from './definition.ts';
import { LIMITS } from './limits.ts';
import { ShapeNode } from './shape.ts';
import { SharedFields } from './shared-fields.ts';
import { SharedNodes } from './shared-nodes.ts';
import { TYPE } from './value.ts';

/** A compiled template: the tree that records of one structure share, with slots where their values go. */
export class Template {
  readonly roots: readonly Node[];
  /** slots that the tree declares to hold nested BinXML, in document order */
  readonly fragmentSlots: readonly number[];
  /** where the search for the shape of a record with this outermost template starts */
  readonly shapeRoot: ShapeNode;

  /** @param fields where the fields of its shapes are kept */
  constructor(roots: readonly Node[], fields: SharedFields) {
    this.roots = roots;
    this.shapeRoot = new ShapeNode(fields);
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

// A hostile file may give all its definitions one GUID; each is then compared with no more than these.
const MOST_OF_A_GUID = 64;

/** What is kept together, and forgotten together. */
interface Kept {
  readonly byGuid: Map<number, readonly Definition[]>;
  readonly byStructure: Map<string, Template>;
  readonly nodes: SharedNodes;
  readonly fields: SharedFields;
}

function nothingKept(spend: (bytes: number) => void): Kept {
  return {
    byGuid: new Map(),
    byStructure: new Map(),
    nodes: new SharedNodes(spend),
    fields: new SharedFields(spend),
  };
}

/**
 * Templates by content, for all chunks and files of a process. A chunk repeats the definitions it uses, at other offsets;
 * a definition equal to one seen before costs a comparison instead of a compilation.
 */
export class TemplateCache {
  #spentBytes = 0;
  // Records at hand keep the templates they use; everything else is freed.
  readonly #spend = (bytes: number): void => {
    this.#spentBytes += bytes;
    if (this.#spentBytes <= LIMITS.cachedBytes) return;
    this.#spentBytes = 0;
    this.#kept = nothingKept(this.#spend);
  };
  #kept = nothingKept(this.#spend);

  /**
   * The template whose definition stands at `offset` of the chunk.
   * @throws DecodeError when there is no sound definition
   */
  definition(chunk: ChunkBytes, offset: number, depth: number): Template {
    const size = chunk.u32(offset + 20);
    const body = offset + DEFINITION_HEADER_SIZE;
    chunk.need(body, size, 'a template definition');
    const place = { chunk, body, end: body + size };
    // Windows derives the GUID from the content; it narrows the search, the bytes decide.
    const guid = chunk.u32(offset + 4);
    const { byGuid, nodes, fields } = this.#kept;
    const candidates = byGuid.get(guid) ?? [];
    for (const candidate of candidates) if (candidate.equals(place)) return candidate.template;
    const stream = parseStream(chunk, body, place.end, 'definition', depth);
    if (stream.roots.length === 0) throw new DecodeError(`the template definition at ${offset} is empty`, offset);
    const template = new Template(nodes.tree(stream.roots), fields);
    // One whose last name reaches beyond its end is hardly a definition.
    if (stream.end <= place.end && !hasFragment(stream.roots)) {
      const definition = new Definition(template, place, stream.moving, nodes);
      byGuid.set(guid, [...candidates.slice(1 - MOST_OF_A_GUID), definition]);
      this.#spend(definition.sizeBytes);
    }
    return template;
  }

  /** The template for a record's own elements: records of equal structure share one. */
  structure(stream: Stream): Template {
    const { byStructure, nodes, fields } = this.#kept;
    const known = byStructure.get(stream.structure);
    if (known !== undefined) return known;
    const template = new Template(nodes.tree(stream.roots), fields);
    byStructure.set(stream.structure, template);
    this.#spend(stream.structure.length);
    return template;
  }
}

// A fragment in a template refers to bytes of its own chunk by offset, so such a template serves that chunk only.
function hasFragment(nodes: readonly Node[]): boolean {
  return nodes.some((node) => node.kind === 'fragment' || (node.kind === 'element' && hasFragment(node.children)));
}
