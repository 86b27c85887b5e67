import { type Node, parseStream, readInstance, singleInstanceOffset } from './binxml.ts';
import { ChunkBytes } from './chunk-bytes.ts';
import { DecodeError } from './decode-error.ts';
import { renderJson } from './json.ts';
import { LIMITS } from './limits.ts';
import type { ScopeOrigin, Shape, ShapeNode } from './shape.ts';
import type { Field, Place } from './shared-fields.ts';
import type { Template, TemplateCache } from './template.ts';
import { contentText } from './text.ts';
import { filetimeToMs } from './time.ts';
import type { EvtxRawText, EvtxRecord, EvtxValue } from './types.ts';
import { decodeValue, jsonOf, TYPE } from './value.ts';
import { renderXml } from './xml.ts';

/** Bytes before a record's BinXML: signature, size, number, time. */
export const RECORD_HEADER_SIZE = 24;
/** A record's size is repeated in its last 4 bytes. */
export const RECORD_TRAILER_SIZE = 4;
const NO_CHUNK = new ChunkBytes(new Uint8Array(0), 0);

/**
 * A record read in place: one object serves all records of a file. Values of all scopes (the outer template instance
 * and those nested in it) lie in one growing table of type and place, so that a record costs no allocation.
 */
export class RecordCursor implements EvtxRecord, EvtxRawText {
  readonly kind = 'record';
  readonly encoding = 'utf16le';
  isCarved = false;
  readonly #templates: TemplateCache;
  #chunk = NO_CHUNK;
  // Definitions are read once a chunk: many of its records use the same.
  readonly #byDefinition = new Map<number, Template>();
  #offset = 0;
  #types = new Uint8Array(256);
  #offsets = new Int32Array(256);
  #sizes = new Int32Array(256);
  #valueCount = 0;
  // One bit for each type of value that the record has.
  #typeBits = 0;
  #end = 0;
  #scopeCount = 0;
  readonly #scopeTemplates: Template[] = [];
  readonly #scopeBases: number[] = [];
  readonly #scopeCounts: number[] = [];
  readonly #scopeParents: number[] = [];
  readonly #scopeSlots: number[] = [];
  #shapeNode: ShapeNode | undefined;
  // Scopes that the record's structure declares; more are opened only while it is rendered.
  #declaredScopes = 0;
  #shape: Shape | undefined;

  constructor(templates: TemplateCache) {
    this.#templates = templates;
  }

  /** Takes up a chunk, in whose records the cursor moves from then on. */
  enter(chunk: ChunkBytes): void {
    this.#chunk = chunk;
    this.#byDefinition.clear();
    this.isCarved = false;
  }

  /**
   * Moves to the record at `offset` of the chunk.
   * @throws DecodeError when its structure is unsound; values are looked at only when asked for
   */
  moveTo(offset: number, size: number): void {
    this.#offset = offset;
    this.#end = offset + size - RECORD_TRAILER_SIZE;
    this.#typeBits = 0;
    this.#valueCount = 0;
    this.#scopeCount = 0;
    this.#shape = undefined;
    this.#shapeNode = undefined;
    this.#openScope(offset + RECORD_HEADER_SIZE, this.#end, -1, -1, 0, true);
    this.#declaredScopes = this.#scopeCount;
  }

  get recordId(): number | bigint {
    return this.#chunk.u64(this.#offset + 8);
  }

  get writtenMs(): number {
    return filetimeToMs(this.#chunk.u32(this.#offset + 16), this.#chunk.u32(this.#offset + 20));
  }

  get byteOffset(): number {
    return this.#chunk.fileOffset + this.#offset;
  }

  get shape(): Shape {
    return this.#shape ?? this.#findShape();
  }

  // By itself: a function that holds a closure makes room for what that sees each time it is called, and fields are many.
  #findShape(): Shape {
    const shape = this.#shapeNode!.shape(() => this.#origins());
    this.#shape = shape;
    return shape;
  }

  get timeMs(): number | undefined {
    const place = this.shape.timeCreated;
    if (place === undefined) return undefined;
    const node = place.content[0];
    if (node?.kind === 'slot' && this.slotType(place.scope, node.slot) === TYPE.filetime) {
      const offset = this.#offsets[this.#index(place.scope, node.slot)]!;
      return filetimeToMs(this.#chunk.u32(offset), this.#chunk.u32(offset + 4));
    }
    const value = this.#placeValue(place);
    const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(ms) ? undefined : ms;
  }

  get rawText(): EvtxRawText | undefined {
    const hasAnsiText = (this.#typeBits & (1 << TYPE.ansiString)) !== 0;
    return hasAnsiText || this.#chunk.words.length === 0 ? undefined : this;
  }

  get source(): ChunkBytes {
    return this.#chunk;
  }

  get start(): number {
    return this.#offset + RECORD_HEADER_SIZE;
  }

  get end(): number {
    return this.#end;
  }

  get layout(): Shape {
    return this.shape;
  }

  get(name: string): EvtxValue | undefined {
    const field = this.shape.field(name);
    if (field !== undefined) return this.#fieldValue(field);
    for (const dynamic of this.shape.namedByValue) {
      if (this.#placeValue(dynamic.name) === name) return this.#placeValue(dynamic.value);
    }
    return undefined;
  }

  *entries(): Generator<readonly [string, EvtxValue]> {
    const { listed, namedByValue } = this.shape;
    for (const field of listed) {
      const value = this.#fieldValue(field);
      if (value !== undefined) yield [field.name, value];
    }
    for (const dynamic of namedByValue) {
      const value = this.#placeValue(dynamic.value);
      if (value !== undefined) yield [String(this.#placeValue(dynamic.name) ?? ''), value];
    }
  }

  toJson(): string {
    return renderJson(this);
  }

  toXml(): string {
    return renderXml(this);
  }

  /** The trees of a scope. */
  roots(scope: number): readonly Node[] {
    return this.#scopeTemplates[scope]!.roots;
  }

  /** The type of a slot's value; null when the record has no such value. */
  slotType(scope: number, slot: number): number {
    const index = this.#index(scope, slot);
    return index < 0 ? TYPE.null : this.#types[index]!;
  }

  /** Where a slot's value stands in the chunk; 0 when the record has no such value. */
  slotStart(scope: number, slot: number): number {
    const index = this.#index(scope, slot);
    return index < 0 ? 0 : this.#offsets[index]!;
  }

  /** How many bytes a slot's value has. */
  slotSize(scope: number, slot: number): number {
    const index = this.#index(scope, slot);
    return index < 0 ? 0 : this.#sizes[index]!;
  }

  slotValue(scope: number, slot: number): EvtxValue {
    const index = this.#index(scope, slot);
    if (index < 0) return null;
    return decodeValue(this.#chunk, this.#types[index]!, this.#offsets[index]!, this.#sizes[index]!);
  }

  /** A slot's value as JSON; empty when there is none, undefined for arrays and BinXML. */
  slotJson(scope: number, slot: number): string | undefined {
    const index = this.#index(scope, slot);
    if (index < 0) return '';
    return jsonOf(this.#chunk, this.#types[index]!, this.#offsets[index]!, this.#sizes[index]!);
  }

  /** A slot's short plain text as XML; undefined for everything else. */
  slotShortXml(scope: number, slot: number): string | undefined {
    const index = this.#index(scope, slot);
    if (index < 0 || this.#types[index] !== TYPE.string) return undefined;
    return this.#chunk.shortXml(this.#offsets[index]!, this.#sizes[index]! >> 1);
  }

  /** The scope of the BinXML in a slot, -1 when it is empty. */
  nestedScope(scope: number, slot: number, depth: number): number {
    for (let nested = 1; nested < this.#scopeCount; nested++) {
      if (this.#scopeParents[nested] === scope && this.#scopeSlots[nested] === slot) return nested;
    }
    const index = this.#index(scope, slot);
    if (index < 0 || this.#sizes[index] === 0) return -1;
    const start = this.#offsets[index]!;
    return this.#openScope(start, start + this.#sizes[index]!, scope, slot, depth, false);
  }

  /** The scope of BinXML that stands as a constant in a template. */
  fragmentScope(offset: number, size: number, depth: number): number {
    return this.#openScope(offset, offset + size, -2, offset, depth, false);
  }

  #index(scope: number, slot: number): number {
    return slot < this.#scopeCounts[scope]! ? this.#scopeBases[scope]! + slot : -1;
  }

  #openScope(start: number, end: number, parent: number, slot: number, depth: number, isDeclared: boolean): number {
    if (depth > LIMITS.depth) throw new DecodeError(`BinXML nests deeper than ${LIMITS.depth}`, start, 'EVTX_LIMIT');
    const scope = this.#scopeCount++;
    if (scope >= LIMITS.elements) throw new DecodeError('too many nested instances', start, 'EVTX_LIMIT');
    const instance = singleInstanceOffset(this.#chunk, start, end);
    const template =
      (instance >= 0 ? this.#loadInstance(scope, instance, end) : undefined) ??
      this.#loadElements(scope, start, end, depth);
    this.#scopeTemplates[scope] = template;
    this.#scopeParents[scope] = parent;
    this.#scopeSlots[scope] = slot;
    if (!isDeclared) return scope;
    this.#shapeNode = this.#shapeNode === undefined ? template.shapeRoot : this.#shapeNode.step(template);
    for (const fragmentSlot of template.fragmentSlots) {
      const index = this.#index(scope, fragmentSlot);
      if (index >= 0 && this.#types[index] === TYPE.binXml && this.#sizes[index]! > 0) {
        const at = this.#offsets[index]!;
        this.#openScope(at, at + this.#sizes[index]!, scope, fragmentSlot, depth + 1, true);
      } else {
        this.#shapeNode = this.#shapeNode.step(undefined);
      }
    }
    return scope;
  }

  /** @returns undefined when more than the instance stands in the stream */
  #loadInstance(scope: number, offset: number, end: number): Template | undefined {
    const { definitionOffset, descriptors, count } = readInstance(this.#chunk, offset);
    this.#reserve(this.#valueCount + count);
    const base = this.#valueCount;
    let at = descriptors + count * 4;
    for (let index = 0; index < count; index++) {
      const descriptor = this.#chunk.u32(descriptors + index * 4);
      const size = descriptor & 0xffff;
      this.#types[base + index] = (descriptor >>> 16) & 0xff;
      this.#typeBits |= 1 << ((descriptor >>> 16) & 0x1f);
      this.#offsets[base + index] = at;
      this.#sizes[base + index] = size;
      at += size;
    }
    if (at > end) throw new DecodeError(`values reach ${at - end} bytes beyond their record`, offset);
    if (at < end && this.#chunk.bytes[at] !== 0) return undefined;
    this.#valueCount = base + count;
    this.#scopeBases[scope] = base;
    this.#scopeCounts[scope] = count;
    return this.#template(definitionOffset);
  }

  #loadElements(scope: number, start: number, end: number, depth: number): Template {
    const stream = parseStream(this.#chunk, start, end, 'record', depth);
    const count = stream.inlineValues.length;
    this.#reserve(this.#valueCount + count);
    const base = this.#valueCount;
    stream.inlineValues.forEach((value, index) => {
      this.#types[base + index] = value.type;
      this.#typeBits |= 1 << (value.type & 0x1f);
      this.#offsets[base + index] = value.offset;
      this.#sizes[base + index] = value.size;
    });
    this.#valueCount = base + count;
    this.#scopeBases[scope] = base;
    this.#scopeCounts[scope] = count;
    return this.#templates.structure(stream);
  }

  #template(definitionOffset: number): Template {
    const known = this.#byDefinition.get(definitionOffset);
    if (known !== undefined) return known;
    const template = this.#templates.definition(this.#chunk, definitionOffset, 0);
    this.#byDefinition.set(definitionOffset, template);
    return template;
  }

  #reserve(count: number): void {
    if (count <= this.#types.length) return;
    const capacity = Math.max(count, this.#types.length * 2);
    this.#types = grown(new Uint8Array(capacity), this.#types);
    this.#offsets = grown(new Int32Array(capacity), this.#offsets);
    this.#sizes = grown(new Int32Array(capacity), this.#sizes);
  }

  #origins(): readonly ScopeOrigin[] {
    return Array.from({ length: this.#declaredScopes }, (_, scope) => ({
      template: this.#scopeTemplates[scope]!,
      parent: this.#scopeParents[scope]!,
      slot: this.#scopeSlots[scope]!,
    }));
  }

  #fieldValue(field: Field): EvtxValue | undefined {
    if (field.places.length === 1) return this.#placeValue(field.places[0]!);
    const values: EvtxValue[] = [];
    for (const place of field.places) {
      const value = this.#placeValue(place);
      if (value !== undefined) values.push(value);
    }
    return values.length > 1 ? values : values[0];
  }

  #placeValue(place: Place): EvtxValue | undefined {
    const { guards, content, scope } = place;
    for (let index = 0; index < guards.length; index += 2) {
      if (this.slotType(guards[index]!, guards[index + 1]!) === TYPE.null) return undefined;
    }
    if (content.length === 0) return null;
    const node = content[0]!;
    if (content.length > 1) return contentText(this, content, scope);
    if (node.kind === 'slot') return unwrapped(this.slotValue(scope, node.slot));
    if (node.kind === 'text') return node.text;
    return node.kind === 'literal' ? node.value : contentText(this, content, scope);
  }
}

// An array of one value repeats its element once, which reads like the value itself.
function unwrapped(value: EvtxValue): EvtxValue {
  if (!Array.isArray(value)) return value;
  return value.length === 1 ? value[0]! : value.length === 0 ? null : value;
}

function grown<T extends Uint8Array | Int32Array>(larger: T, from: T): T {
  larger.set(from);
  return larger;
}
