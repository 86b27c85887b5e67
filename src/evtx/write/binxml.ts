import { MORE_FLAG, NO_DEPENDENCY, TOKEN } from '../token.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import type { TypedValue } from './definition.ts';
import type { AttributeNode, ElementNode, FragmentNode, MarkupNode, Node, ValueNode } from './node.ts';
import { NULL_CODE, typeCode, typeOf, valueTexts, writeValue } from './values.ts';

const STRING_CODE = 0x01;
const FRAGMENT_CODE = 0x21;

/** What a template's substitutions are: the event's values and nested fragments, by index. */
type Slots = Map<Node, number>;

/** A template with its substitutions numbered: all that instances of it share. */
export interface Template {
  readonly root: ElementNode;
  readonly slots: Slots;
  /** equal for equal templates */
  readonly key: string;
  /** the substitutions by number; holes are numbers that are not used */
  readonly nodes: readonly (ValueNode | FragmentNode | undefined)[];
}

/** What an instance has in a slot: a value, BinXML that is written in place, or nothing. */
export type SlotContent = TypedValue | (() => void) | undefined;

/** The template of a tree. */
export function compileTemplate(root: ElementNode): Template {
  const slots = assignSlots(root);
  const nodes: (ValueNode | FragmentNode | undefined)[] = [];
  for (const [node, slot] of slots) if (node.kind === 'value' || node.kind === 'fragment') nodes[slot] = node;
  return { root, slots, key: templateKey(root, slots), nodes: Array.from(nodes) };
}

/** Writes a fragment that is an instance of a template; the definition goes into the chunk when it is new there. */
export function writeTemplateFragment(chunk: ChunkWriter, root: ElementNode): void {
  const template = compileTemplate(root);
  const contents = template.nodes.map((node): SlotContent => {
    if (node?.kind === 'fragment') return () => writeTemplateFragment(chunk, node.root);
    return node?.typed;
  });
  writeInstance(chunk, template, contents);
}

/**
 * Writes an instance of a template.
 * @param contents by slot, as many as the template has
 * @param key equal for equal templates; default: the template's own
 * @param rootOf makes the tree of the definition, with the same substitutions; default: the template's own
 */
export function writeInstance(
  chunk: ChunkWriter,
  { root, slots, key: ownKey }: Template,
  contents: readonly SlotContent[],
  key = ownKey,
  rootOf: () => ElementNode = () => root,
): void {
  const { out } = chunk;
  writeFragmentHeader(chunk);
  out.u8(TOKEN.templateInstance);
  out.u8(1);
  const guid = (): Uint8Array => guidOf(key === ownKey ? ownKey : templateKey(rootOf(), slots));
  chunk.template(key, guid, () => {
    writeFragmentHeader(chunk);
    writeElement(chunk, rootOf(), slots);
    out.u8(TOKEN.end);
  });
  writeSlotContents(chunk, contents);
  out.u8(TOKEN.end);
}

/** Writes a fragment with all its content in place, as forwarded logs have it. */
export function writeInlineFragment(chunk: ChunkWriter, root: ElementNode): void {
  writeFragmentHeader(chunk);
  writeElement(chunk, root, undefined);
  chunk.out.u8(TOKEN.end);
}

/** Writes the token that every fragment starts with: BinXML version 1.1. */
export function writeFragmentHeader({ out }: ChunkWriter): void {
  out.u8(TOKEN.fragmentHeader);
  out.u8(1);
  out.u8(1);
  out.u8(0);
}

/** Numbers the substitutions: those with a fixed slot keep it, the others follow behind in document order. */
function assignSlots(root: ElementNode): Slots {
  const found: (ValueNode | FragmentNode)[] = [];
  collectSubstitutions(root, found);
  const slots: Slots = new Map();
  let next = 0;
  for (const node of found) if (node.slot !== undefined) next = Math.max(next, node.slot + 1);
  for (const node of found) slots.set(node, node.slot ?? next++);
  return slots;
}

function collectSubstitutions(node: Node, found: (ValueNode | FragmentNode)[]): void {
  if (node.kind === 'value' || node.kind === 'fragment') found.push(node);
  if (node.kind !== 'element') return;
  for (const { content } of node.attributes) if (content.kind === 'value') found.push(content);
  for (const child of node.children) collectSubstitutions(child, found);
}

/** Text that is equal for two trees exactly when they are instances of the same template. */
function templateKey(node: Node, slots: Slots): string {
  switch (node.kind) {
    case 'element': {
      let key = `<${counted(node.name)}${node.dependsOn ?? ''}`;
      for (const { name, content } of node.attributes) key += `@${counted(name)}${templateKey(content, slots)}`;
      for (const child of node.children) key += templateKey(child, slots);
      return `${key}>`;
    }
    case 'value':
      return `%${slots.get(node)}${node.optional ? '?' : '!'}${substitutionCode(node)}`;
    case 'fragment':
      return `%${node.slot}x`;
    case 'text':
      return counted(node.text);
    default:
      return counted(JSON.stringify(node));
  }
}

/** With its length in front, text cannot be mistaken for what follows it. */
function counted(text: string): string {
  return `${text.length}:${text}`;
}

/** A GUID made from the template's structure, so that equal templates have equal GUIDs in every file. */
function guidOf(key: string): Uint8Array {
  const guid = new Uint8Array(16);
  const view = new DataView(guid.buffer);
  for (let word = 0; word < 4; word++) {
    // FNV-1a, started differently for each word.
    let hash = 0x811c9dc5 ^ (word * 0x9e3779b1);
    for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
    view.setUint32(word * 4, hash >>> 0, true);
  }
  return guid;
}

function substitutionCode(node: ValueNode): number {
  return typeCode(typeOf(node.typed)) || STRING_CODE;
}

function writeSlotContents({ out }: ChunkWriter, contents: readonly SlotContent[]): void {
  out.u32(contents.length);
  const descriptorsAt = out.length;
  for (let slot = 0; slot < contents.length; slot++) out.u32(NULL_CODE);
  contents.forEach((content, slot) => {
    if (content === undefined) return;
    const start = out.length;
    if (typeof content === 'function') content();
    else writeValue(out, content);
    out.patchU16(descriptorsAt + slot * 4, out.length - start);
    out.patchU16(descriptorsAt + slot * 4 + 2, descriptorCode(content));
  });
}

function descriptorCode(content: TypedValue | (() => void)): number {
  if (typeof content === 'function') return FRAGMENT_CODE;
  return content.value === null ? NULL_CODE : typeCode(typeOf(content));
}

/** @param slots substitutions of the template being defined; undefined for content without a template */
function writeElement(chunk: ChunkWriter, node: ElementNode, slots: Slots | undefined): void {
  const { out } = chunk;
  const attributes = slots === undefined ? node.attributes.filter(({ content }) => hasText(content)) : node.attributes;
  out.u8(attributes.length > 0 ? TOKEN.openElement | MORE_FLAG : TOKEN.openElement);
  // Only templates have the dependency field; its absence elsewhere is what older readers stumble over.
  if (slots !== undefined) out.u16(node.dependsOn ?? NO_DEPENDENCY);
  const sizeAt = out.length;
  out.u32(0);
  chunk.name(node.name);
  writeAttributes(chunk, attributes, slots);
  const children = slots === undefined ? node.children.filter(hasText) : node.children;
  if (children.length === 0) {
    out.u8(TOKEN.closeEmpty);
  } else {
    out.u8(TOKEN.closeStart);
    children.forEach((child, index) => {
      writeContent(chunk, child, slots, index < children.length - 1);
    });
    out.u8(TOKEN.endElement);
  }
  out.patchU32(sizeAt, out.length - sizeAt - 4);
}

function writeAttributes(chunk: ChunkWriter, attributes: readonly AttributeNode[], slots: Slots | undefined): void {
  if (attributes.length === 0) return;
  const { out } = chunk;
  const sizeAt = out.length;
  out.u32(0);
  attributes.forEach(({ name, content }, index) => {
    out.u8(index < attributes.length - 1 ? TOKEN.attribute | MORE_FLAG : TOKEN.attribute);
    chunk.name(name);
    writeContent(chunk, content, slots, false);
  });
  out.patchU32(sizeAt, out.length - sizeAt - 4);
}

function hasText(node: Node): boolean {
  return node.kind !== 'value' || valueTexts(node.typed).length > 0;
}

function writeContent(chunk: ChunkWriter, node: Node, slots: Slots | undefined, isFollowed: boolean): void {
  const more = isFollowed ? MORE_FLAG : 0;
  switch (node.kind) {
    case 'element':
      writeElement(chunk, node, slots);
      break;
    case 'fragment':
      if (slots === undefined) writeElement(chunk, node.root, slots);
      else writeSubstitution(chunk, TOKEN.optionalSubstitution, node.slot, FRAGMENT_CODE);
      break;
    case 'value':
      if (slots === undefined) writeText(chunk, valueTexts(node.typed).join(','), more);
      else writeValueSubstitution(chunk, node, slots);
      break;
    case 'text':
      writeText(chunk, node.text, more);
      break;
    default:
      writeMarkup(chunk, node, more);
  }
}

function writeMarkup(chunk: ChunkWriter, node: MarkupNode, more: number): void {
  const { out } = chunk;
  switch (node.kind) {
    case 'cdata':
      out.u8(TOKEN.cdata | more);
      writeCounted(chunk, node.text);
      break;
    case 'character':
      out.u8(TOKEN.character | more);
      out.u16(node.code);
      break;
    case 'entity':
      out.u8(TOKEN.entity | more);
      chunk.name(node.name);
      break;
    case 'instruction':
      out.u8(TOKEN.instructionTarget);
      chunk.name(node.target);
      out.u8(TOKEN.instructionData);
      writeCounted(chunk, node.data);
      break;
  }
}

function writeValueSubstitution(chunk: ChunkWriter, node: ValueNode, slots: Slots): void {
  const token = node.optional ? TOKEN.optionalSubstitution : TOKEN.substitution;
  writeSubstitution(chunk, token, slots.get(node)!, substitutionCode(node));
}

function writeSubstitution({ out }: ChunkWriter, token: number, slot: number, code: number): void {
  out.u8(token);
  out.u16(slot);
  out.u8(code);
}

function writeText(chunk: ChunkWriter, text: string, more: number): void {
  chunk.out.u8(TOKEN.value | more);
  chunk.out.u8(STRING_CODE);
  writeCounted(chunk, text);
}

function writeCounted({ out }: ChunkWriter, text: string): void {
  out.u16(text.length);
  out.utf16(text);
}
