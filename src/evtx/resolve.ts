import type { Element, Node } from './binxml.ts';
import { DecodeError } from './decode-error.ts';
import { LIMITS } from './limits.ts';
import type { RecordCursor } from './record.ts';
import { nodeText, valueText } from './text.ts';
import type { EvtxValue } from './types.ts';
import { isBareType, TYPE } from './value.ts';

/** Which item of an array value an element repeated for that array shows, by slot. */
export type Picks = ReadonlyMap<number, number>;
const NO_PICKS: Picks = new Map();

/** An element of a record, with its values at hand. */
export interface ResolvedElement {
  readonly kind: 'element';
  readonly element: Element;
  readonly scope: number;
  readonly picks: Picks;
}

/** Content that is no element. */
export interface ResolvedText {
  readonly kind: 'text';
  readonly text: string;
  /** an integer or boolean, which JSON carries unquoted */
  readonly isBare: boolean;
  /** how XML writes it; `raw` is markup already */
  readonly form: 'text' | 'cdata' | 'raw';
}

export type ResolvedNode = ResolvedElement | ResolvedText;

/** Puts a record's values in their places, and counts what that costs. One for each rendering. */
export class Resolver {
  readonly #record: RecordCursor;
  #elements = 0;
  #chars = 0;

  constructor(record: RecordCursor) {
    this.#record = record;
  }

  /** The record's top-level nodes. */
  roots(): ResolvedNode[] {
    const into: ResolvedNode[] = [];
    this.#resolve(this.#record.roots(0), 0, NO_PICKS, 0, into);
    return into;
  }

  /** What an element contains: left-out elements are gone, nested BinXML and arrays are unfolded. */
  content(parent: ResolvedElement, depth: number): ResolvedNode[] {
    const into: ResolvedNode[] = [];
    this.#resolve(parent.element.children, parent.scope, parent.picks, depth, into);
    return into;
  }

  /** The texts of an attribute's value. */
  attribute(parent: ResolvedElement, value: readonly Node[]): ResolvedText[] {
    const into: ResolvedText[] = [];
    for (const node of value) {
      const resolved = this.#text(node, parent.scope, parent.picks);
      if (resolved !== undefined) into.push(resolved);
    }
    return into;
  }

  /** @throws DecodeError once a record unfolds beyond the limits */
  spend(chars: number): void {
    this.#chars += chars;
    if (this.#chars > LIMITS.outputChars) {
      throw new DecodeError(`the record unfolds to more than ${LIMITS.outputChars} characters`, 0, 'EVTX_LIMIT');
    }
  }

  #resolve(nodes: readonly Node[], scope: number, picks: Picks, depth: number, into: ResolvedNode[]): void {
    if (depth > LIMITS.depth) throw new DecodeError(`elements nest deeper than ${LIMITS.depth}`, 0, 'EVTX_LIMIT');
    for (const node of nodes) {
      if (node.kind === 'element') this.#element(node, scope, picks, into);
      else if (node.kind === 'slot' && this.#record.slotType(scope, node.slot) === TYPE.binXml) {
        const nested = this.#record.nestedScope(scope, node.slot, depth + 1);
        if (nested >= 0) this.#resolve(this.#record.roots(nested), nested, NO_PICKS, depth + 1, into);
      } else if (node.kind === 'fragment') {
        const nested = this.#record.fragmentScope(node.offset, node.size, depth + 1);
        this.#resolve(this.#record.roots(nested), nested, NO_PICKS, depth + 1, into);
      } else {
        const text = this.#text(node, scope, picks);
        if (text !== undefined) into.push(text);
      }
    }
  }

  // [MS-EVEN6] 3.1.4.7.5: an array value repeats the element that holds it, once for each item.
  #element(element: Element, scope: number, picks: Picks, into: ResolvedNode[]): void {
    if (++this.#elements > LIMITS.elements) {
      throw new DecodeError(`the record unfolds to more than ${LIMITS.elements} elements`, 0, 'EVTX_LIMIT');
    }
    if (element.dependency >= 0 && this.#record.slotType(scope, element.dependency) === TYPE.null) return;
    const slot = this.#arraySlot(element, scope, picks);
    if (slot < 0) {
      into.push({ kind: 'element', element, scope, picks });
      return;
    }
    const items = this.#record.slotValue(scope, slot);
    const count = Array.isArray(items) ? items.length : 0;
    for (let item = 0; item < count; item++) this.#element(element, scope, new Map([...picks, [slot, item]]), into);
  }

  /** The first slot directly in an element that holds an array of several items not yet picked from; -1 for none. */
  #arraySlot(element: Element, scope: number, picks: Picks): number {
    for (const attribute of element.attributes) {
      const slot = this.#firstArray(attribute.value, scope, picks);
      if (slot >= 0) return slot;
    }
    return this.#firstArray(element.children, scope, picks);
  }

  #firstArray(nodes: readonly Node[], scope: number, picks: Picks): number {
    for (const node of nodes) {
      if (node.kind !== 'slot' || (this.#record.slotType(scope, node.slot) & TYPE.arrayFlag) === 0) continue;
      if (picks.has(node.slot)) continue;
      const items = this.#record.slotValue(scope, node.slot);
      if (Array.isArray(items) && items.length > 1) return node.slot;
    }
    return -1;
  }

  /** @returns undefined for content that is empty */
  #text(node: Node, scope: number, picks: Picks): ResolvedText | undefined {
    switch (node.kind) {
      case 'slot':
        return this.#slotText(scope, node.slot, node.cdata, picks);
      case 'literal':
        return resolvedText(node.value, isBareType(node.type), 'text');
      case 'text':
        return resolvedText(node.text, false, 'text');
      case 'cdata':
        return resolvedText(node.text, false, 'cdata');
      case 'instruction':
        return { kind: 'text', text: `<?${node.target} ${node.data}?>`, isBare: false, form: 'raw' };
      default:
        return resolvedText(nodeText(this.#record, node, scope), false, 'text');
    }
  }

  #slotText(scope: number, slot: number, isCdata: boolean, picks: Picks): ResolvedText | undefined {
    const type = this.#record.slotType(scope, slot);
    if (type === TYPE.binXml) return undefined;
    let value = this.#record.slotValue(scope, slot);
    const item = picks.get(slot);
    if (item !== undefined && Array.isArray(value)) value = value[item] ?? null;
    else if (Array.isArray(value) && value.length === 1) value = value[0]!;
    return resolvedText(value, isBareType(type & ~TYPE.arrayFlag), isCdata ? 'cdata' : 'text');
  }
}

function resolvedText(value: EvtxValue, isBareValue: boolean, form: 'text' | 'cdata'): ResolvedText | undefined {
  const text = valueText(value);
  return text === '' ? undefined : { kind: 'text', text, isBare: isBareValue && !Array.isArray(value), form };
}
