import type { ChunkBytes } from './chunk-bytes.ts';
import { DecodeError } from './decode-error.ts';
import { LIMITS } from './limits.ts';
import { MORE_FLAG, NO_DEPENDENCY, TOKEN } from './token.ts';
import type { EvtxValue } from './types.ts';
import { decodeValue, fixedSize, TYPE } from './value.ts';

export interface Attribute {
  readonly name: string;
  readonly value: readonly Node[];
}

export interface Element {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly children: readonly Node[];
  /** the slot whose null value leaves this element out ([MS-EVEN6] 2.2.12, DependencyId); -1 for none */
  readonly dependency: number;
  readonly closedEmpty: boolean;
}

/** A place that a record fills: `slot` is the index of its value. */
export interface Slot {
  readonly kind: 'slot';
  readonly slot: number;
  /** the type that the template declares; the record's own may differ */
  readonly type: number;
  readonly cdata: boolean;
}

export type Node =
  | Element
  | Slot
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'literal'; readonly type: number; readonly value: EvtxValue }
  | { readonly kind: 'cdata'; readonly text: string }
  | { readonly kind: 'entity'; readonly name: string }
  | { readonly kind: 'char'; readonly unit: number }
  | { readonly kind: 'instruction'; readonly target: string; readonly data: string }
  | { readonly kind: 'fragment'; readonly offset: number; readonly size: number };

/**
 * A part of a definition that says where something lies, and so differs between equal definitions in different places of
 * a chunk: the offset of a name with the name's own entry, when that stands right behind it; or a size that counts those.
 */
export interface MovingPart {
  readonly at: number;
  readonly sizeBytes: number;
  /** undefined for a size */
  readonly name: string | undefined;
}

/** A value found in a stream that is no template instance: type and place of its bytes. */
export interface InlineValue {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
}

/** A parsed BinXML stream. */
export interface Stream {
  readonly roots: readonly Node[];
  readonly moving: readonly MovingPart[];
  /** in a record's own stream, where each slot's value lies; empty for a definition */
  readonly inlineValues: readonly InlineValue[];
  /** equal for streams of equal trees; only made for a record's own stream */
  readonly structure: string;
  /** offset behind the last token read */
  readonly end: number;
}

/**
 * Parses a BinXML stream into a tree.
 * @param mode `definition`: a template's body, whose substitutions become slots and whose values are constants;
 *   `record`: a record's own elements, whose values become slots, so that records of equal structure share a tree
 * @throws DecodeError where the bytes contradict the format or a limit
 */
export function parseStream(
  chunk: ChunkBytes,
  start: number,
  end: number,
  mode: 'definition' | 'record',
  depth: number,
): Stream {
  const parser = new StreamParser(chunk, start, end, mode);
  return parser.parse(depth);
}

class StreamParser {
  readonly #chunk: ChunkBytes;
  readonly #end: number;
  readonly #isDefinition: boolean;
  readonly #moving: MovingPart[] = [];
  readonly #inlineValues: InlineValue[] = [];
  // One entry a token. U+0000 ends each: names come from the file, so no visible character could separate them.
  #structure = '';
  #at: number;
  #elements = 0;

  constructor(chunk: ChunkBytes, start: number, end: number, mode: 'definition' | 'record') {
    this.#chunk = chunk;
    this.#at = start;
    this.#end = Math.min(end, chunk.size);
    this.#isDefinition = mode === 'definition';
  }

  parse(depth: number): Stream {
    const roots: Node[] = [];
    this.#content(roots, depth, true);
    return { roots, moving: this.#moving, inlineValues: this.#inlineValues, structure: this.#structure, end: this.#at };
  }

  /** Reads nodes up to the end of the element (or, at top level, of the stream). */
  #content(into: Node[], depth: number, isTopLevel: boolean): void {
    while (this.#at < this.#end) {
      const token = this.#token();
      if (token === TOKEN.endElement && !isTopLevel) return;
      if (token === TOKEN.end) {
        if (isTopLevel) return;
        throw this.#unexpected(token, 'inside an element');
      }
      if (token === TOKEN.fragmentHeader) this.#skip(3, 'a fragment header');
      else if (token === TOKEN.openElement) into.push(this.#element(depth + 1));
      else into.push(this.#leaf(token, ''));
    }
    if (!isTopLevel) throw new DecodeError(`the stream ends at ${this.#at} inside an element`, this.#at);
  }

  #element(depth: number): Element {
    if (depth > LIMITS.depth)
      throw new DecodeError(`elements nest deeper than ${LIMITS.depth}`, this.#at, 'EVTX_LIMIT');
    if (++this.#elements > LIMITS.elements) {
      throw new DecodeError(`more than ${LIMITS.elements} elements`, this.#at, 'EVTX_LIMIT');
    }
    const hasAttributes = (this.#chunk.u8(this.#at - 1) & MORE_FLAG) !== 0;
    const dependency = this.#isDefinition ? this.#u16() : NO_DEPENDENCY;
    this.#size('the size of an element');
    const name = this.#name();
    const attributes: Attribute[] = [];
    if (hasAttributes) {
      this.#size('the size of an attribute list');
      while (this.#peek() === TOKEN.attribute) attributes.push(this.#attribute(name));
    }
    const children: Node[] = [];
    const close = this.#token();
    if (close === TOKEN.closeStart) this.#content(children, depth, false);
    else if (close !== TOKEN.closeEmpty) throw this.#unexpected(close, `behind the start of <${name}>`);
    return {
      kind: 'element',
      name,
      attributes,
      children,
      dependency: dependency === NO_DEPENDENCY ? -1 : dependency,
      closedEmpty: close === TOKEN.closeEmpty,
    };
  }

  #attribute(elementName: string): Attribute {
    this.#token();
    const name = this.#name();
    const value: Node[] = [];
    while (isAttributeContent(this.#peek())) value.push(this.#leaf(this.#token(), `${elementName}@${name}`));
    return { name, value };
  }

  /** @param attribute `Element@Attribute` when the leaf is part of an attribute's value */
  #leaf(token: number, attribute: string): Node {
    switch (token) {
      case TOKEN.value:
        return this.#value(attribute);
      case TOKEN.substitution:
      case TOKEN.optionalSubstitution:
        return this.#substitution();
      case TOKEN.cdata:
        return this.#cdata();
      case TOKEN.character:
        return this.#charReference();
      case TOKEN.entity:
        return { kind: 'entity', name: this.#name() };
      case TOKEN.instructionTarget:
        return this.#instruction();
      case TOKEN.templateInstance:
        return this.#nestedInstance();
      default:
        throw this.#unexpected(token, 'in content');
    }
  }

  #value(attribute: string): Node {
    const type = this.#chunk.u8(this.#at++);
    const place = this.#valuePlace(type);
    if (!this.#isDefinition && !isStructural(attribute)) return this.#inlineSlot(place, false);
    if (type === TYPE.binXml) return { kind: 'fragment', offset: place.offset, size: place.size };
    const value = decodeValue(this.#chunk, type, place.offset, place.size);
    this.#note(`${type}:${value}`);
    return typeof value === 'string' && type === TYPE.string
      ? { kind: 'text', text: value }
      : { kind: 'literal', type, value };
  }

  /** Finds the bytes of a value that stands in the stream, and moves behind them. */
  #valuePlace(type: number): InlineValue {
    let size = fixedSize(type);
    if (type === TYPE.string || type === (TYPE.string | TYPE.arrayFlag)) size = this.#u16() * 2;
    else if (type === TYPE.sid) size = 8 + 4 * this.#chunk.u8(this.#at + 1);
    else if (type === TYPE.sizeT) size = 8;
    else if (size === 0 && type !== TYPE.null) size = this.#u16();
    const offset = this.#at;
    this.#skip(size, 'a value');
    return { type, offset, size };
  }

  #inlineSlot(value: InlineValue, cdata: boolean): Slot {
    if (this.#inlineValues.length >= LIMITS.elements) {
      throw new DecodeError(`more than ${LIMITS.elements} values`, this.#at, 'EVTX_LIMIT');
    }
    this.#inlineValues.push(value);
    this.#note(value.type);
    return { kind: 'slot', slot: this.#inlineValues.length - 1, type: value.type, cdata };
  }

  #substitution(): Node {
    if (!this.#isDefinition) throw new DecodeError(`a substitution outside a template at ${this.#at}`, this.#at);
    const slot = this.#u16();
    const type = this.#chunk.u8(this.#at++);
    return { kind: 'slot', slot, type, cdata: false };
  }

  #cdata(): Node {
    const place = this.#valuePlace(TYPE.string);
    if (!this.#isDefinition) return this.#inlineSlot(place, true);
    return { kind: 'cdata', text: this.#chunk.utf16(place.offset, place.size >> 1) };
  }

  #charReference(): Node {
    const unit = this.#u16();
    this.#note(unit);
    return { kind: 'char', unit };
  }

  #instruction(): Node {
    const target = this.#name();
    let data = '';
    if (this.#peek() === TOKEN.instructionData) {
      this.#at++;
      const place = this.#valuePlace(TYPE.string);
      data = this.#chunk.utf16(place.offset, place.size >> 1);
      this.#note(`${data.length}:${data}`);
    }
    return { kind: 'instruction', target, data };
  }

  /** A template instance among a record's own elements: kept as a fragment that is decoded where it is used. */
  #nestedInstance(): Node {
    if (this.#isDefinition) throw this.#unexpected(TOKEN.templateInstance, 'inside a template');
    const offset = this.#at - 1;
    this.#at = instanceEnd(this.#chunk, offset);
    return this.#inlineSlot({ type: TYPE.binXml, offset, size: this.#at - offset }, false);
  }

  #name(): string {
    const at = this.#at;
    const offset = this.#u32();
    const { name, size } = readName(this.#chunk, offset);
    if (offset === this.#at) this.#at += size;
    this.#moving.push({ at, sizeBytes: this.#at - at, name });
    this.#note(`${name.length}:${name}`);
    return name;
  }

  #peek(): number {
    return this.#at < this.#end ? this.#chunk.u8(this.#at) & ~MORE_FLAG : TOKEN.end;
  }

  #token(): number {
    const token = this.#chunk.u8(this.#at++) & ~MORE_FLAG;
    this.#note(token);
    return token;
  }

  #note(detail: string | number): void {
    if (!this.#isDefinition) this.#structure += `${detail}\0`;
  }

  #u16(): number {
    const value = this.#chunk.u16(this.#at);
    this.#at += 2;
    return value;
  }

  #u32(): number {
    const value = this.#chunk.u32(this.#at);
    this.#at += 4;
    return value;
  }

  // What the tokens say is enough to find the end of an element.
  #size(what: string): void {
    this.#moving.push({ at: this.#at, sizeBytes: 4, name: undefined });
    this.#skip(4, what);
  }

  #skip(length: number, what: string): void {
    this.#chunk.need(this.#at, length, what);
    this.#at += length;
  }

  #unexpected(token: number, where: string): DecodeError {
    return new DecodeError(`token 0x${token.toString(16).padStart(2, '0')} ${where} at ${this.#at - 1}`, this.#at - 1);
  }
}

function isAttributeContent(token: number): boolean {
  return (
    token === TOKEN.value ||
    token === TOKEN.substitution ||
    token === TOKEN.optionalSubstitution ||
    token === TOKEN.character ||
    token === TOKEN.entity
  );
}

// The name of a Data element and namespaces are structure, not content: they decide which fields a record has.
function isStructural(attribute: string): boolean {
  return attribute === 'Data@Name' || attribute.includes('@xmlns');
}

/** Reads an entry of the chunk's string table: 4 bytes link, 2 hash, 2 length, the text, a NUL. */
function readName(chunk: ChunkBytes, offset: number): { readonly name: string; readonly size: number } {
  const units = chunk.u16(offset + 6);
  return { name: chunk.utf16(offset + 8, units), size: nameEntrySize(units) };
}

/** Bytes of an entry of the string table for a name of `units` UTF-16 code units. */
export function nameEntrySize(units: number): number {
  return 8 + units * 2 + 2;
}

/** Where a template instance's parts lie in its chunk. */
export interface InstancePlace {
  readonly definitionOffset: number;
  /** offset of the value descriptors */
  readonly descriptors: number;
  readonly count: number;
}

// A definition's header: link to the next one, GUID, size of its body (libevtx, "Template definition").
export const DEFINITION_HEADER_SIZE = 24;

/** Reads the head of a template instance that starts with its token at `offset`. */
export function readInstance(chunk: ChunkBytes, offset: number): InstancePlace {
  const definitionOffset = chunk.u32(offset + 6);
  let at = offset + 10;
  // The first use of a template in a chunk carries its definition.
  if (definitionOffset === at) at += DEFINITION_HEADER_SIZE + chunk.u32(at + 20);
  const count = chunk.u32(at);
  if (count > LIMITS.substitutions) {
    throw new DecodeError(`${count} values of a template instance at ${offset}`, at, 'EVTX_LIMIT');
  }
  chunk.need(at + 4, count * 4, 'the value descriptors');
  return { definitionOffset, descriptors: at + 4, count };
}

function instanceEnd(chunk: ChunkBytes, offset: number): number {
  const { descriptors, count } = readInstance(chunk, offset);
  let end = descriptors + count * 4;
  for (let index = 0; index < count; index++) end += chunk.u16(descriptors + index * 4);
  chunk.need(end, 0, 'the values of a template instance');
  return end;
}

/**
 * Offset of the instance token when a stream is one template instance and nothing else, as nearly all are; -1 when it
 * is of another form.
 */
export function singleInstanceOffset(chunk: ChunkBytes, start: number, end: number): number {
  let at = start;
  if (at + 4 < end && chunk.bytes[at] === TOKEN.fragmentHeader) at += 4;
  return at < end && chunk.bytes[at] === TOKEN.templateInstance ? at : -1;
}
