import type { Attribute, Element, Node } from './binxml.ts';
import { IRREGULAR, UNSUPPORTED } from './program.ts';
import type { RecordCursor } from './record.ts';
import type { ScopeOrigin } from './shape.ts';
import { valueText } from './text.ts';
import { isBareType, TYPE } from './value.ts';

/** Writes a part of a record's JSON; empty when the part is left out. */
type Writer = (record: RecordCursor) => string;

/** The JSON of all records of one shape: constant text is put together once, values are filled in. */
export class JsonProgram {
  readonly #write: Writer | undefined;

  /** Compiles; structures that are rare and hard (repeated names that may be absent, mixed content) are left out. */
  constructor(scopes: readonly ScopeOrigin[]) {
    try {
      this.#write = new Compiler(scopes).compile();
    } catch (error) {
      if (error !== UNSUPPORTED) throw error;
    }
  }

  /** @returns undefined when the record has to be rendered the plain way */
  run(record: RecordCursor): string | undefined {
    if (this.#write === undefined) return undefined;
    try {
      return this.#write(record);
    } catch (error) {
      if (error === IRREGULAR) return undefined;
      throw error;
    }
  }
}

interface Placed {
  readonly element: Element;
  readonly scope: number;
}

class Compiler {
  readonly #scopes: readonly ScopeOrigin[];
  readonly #usedSlots = new Set<string>();

  constructor(scopes: readonly ScopeOrigin[]) {
    this.#scopes = scopes;
  }

  compile(): Writer {
    const { elements, hasText } = this.#content(this.#scopes[0]!.template.roots, 0);
    const root = elements[0];
    if (root === undefined || elements.length > 1 || hasText) throw UNSUPPORTED;
    const member = this.#member(root, root.element.name, this.#value(root));
    return (record) => {
      const text = member(record);
      if (text === '') throw IRREGULAR;
      return `{${text}}`;
    };
  }

  /** `"key":value` of an element, empty when it depends on a null value. */
  #member({ element, scope }: Placed, name: string, value: Writer): Writer {
    const prefix = key(name);
    const { dependency } = element;
    if (dependency < 0) return (record) => prefix + value(record);
    return (record) => (record.slotType(scope, dependency) === TYPE.null ? '' : prefix + value(record));
  }

  #value(placed: Placed): Writer {
    const { element, scope } = placed;
    const { elements, hasText } = this.#content(element.children, scope);
    if (elements.length > 0 && hasText) throw UNSUPPORTED;
    const attributes = this.#attributes(element.attributes, scope);
    if (elements.length === 0) return withAttributes(attributes, this.#leaf(element.children, scope, 'null'));
    const members = isContainer(element) ? this.#containerMembers(elements) : this.#childMembers(elements);
    return objectOf(attributes === undefined ? members : [attributes, ...members]);
  }

  #childMembers(children: readonly Placed[]): Writer[] {
    const seen = new Map<string, number>();
    return children.map((child) => {
      const { name } = child.element;
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      const isRepeated = children.filter((other) => other.element.name === name).length > 1;
      // Which number a repeated name gets hangs on how many before it are there.
      if (isRepeated && children.some((other) => other.element.dependency >= 0)) throw UNSUPPORTED;
      return this.#member(child, count === 0 ? name : `${name}_${count}`, this.#value(child));
    });
  }

  #containerMembers(children: readonly Placed[]): Writer[] {
    const data = children.filter(({ element }) => element.name === 'Data');
    const others = this.#childMembers(children.filter(({ element }) => element.name !== 'Data'));
    if (data.length === 0) return others;
    const names = data.map(({ element }) => dataName(element));
    const isNamed = names.some((name) => name !== '');
    // Members keep the order of the document, so Data elements must come first or last as a whole.
    if (others.length > 0 && children[0]!.element.name !== 'Data') throw UNSUPPORTED;
    if (children.slice(0, data.length).some(({ element }) => element.name !== 'Data')) throw UNSUPPORTED;
    if (!isNamed) return [this.#positional(data), ...others];
    if (names.includes('') || new Set(names).size < names.length) throw UNSUPPORTED;
    return [...data.map((child, index) => this.#member(child, names[index]!, this.#dataValue(child))), ...others];
  }

  #dataValue({ element, scope }: Placed): Writer {
    const { elements } = this.#content(element.children, scope);
    if (elements.length > 0) throw UNSUPPORTED;
    return this.#leaf(element.children, scope, '""');
  }

  /** Unnamed Data elements: one value, or an array of them; an array value counts as so many elements. */
  #positional(data: readonly Placed[]): Writer {
    const items = data.map((child) => ({
      child,
      slot: onlySlot(child.element.children),
      write: this.#dataValue(child),
    }));
    return (record) => {
      const values: string[] = [];
      for (const { child, slot, write } of items) {
        const { dependency } = child.element;
        if (dependency >= 0 && record.slotType(child.scope, dependency) === TYPE.null) continue;
        const isArray = slot >= 0 && (record.slotType(child.scope, slot) & TYPE.arrayFlag) !== 0;
        if (isArray) values.push(...arrayItems(record, child.scope, slot));
        else values.push(write(record));
      }
      if (values.length === 0) return '';
      return `"Data":{"#text":${values.length > 1 ? `[${values.join(',')}]` : values[0]!}}`;
    };
  }

  #attributes(attributes: readonly Attribute[], scope: number): Writer | undefined {
    if (attributes.length === 0) return undefined;
    const members = attributes.map(({ name, value }): Writer => {
      const prefix = key(name);
      const write = this.#leaf(value, scope, '');
      return (record) => {
        const text = write(record);
        return text === '' ? '' : prefix + text;
      };
    });
    if (attributes.every(({ value }) => isConstant(value))) {
      const text = attributes.map(({ name, value }) =>
        constantText(value) === '' ? '' : key(name) + constantText(value),
      );
      const constant = joinMembers(text);
      const result = constant === '' ? '' : `"#attributes":{${constant}}`;
      return () => result;
    }
    return (record) => {
      let text = '';
      for (const member of members) {
        const written = member(record);
        if (written !== '') text += text === '' ? written : `,${written}`;
      }
      return text === '' ? '' : `"#attributes":{${text}}`;
    };
  }

  #leaf(nodes: readonly Node[], scope: number, empty: string): Writer {
    if (nodes.length === 0) return () => empty;
    if (isConstant(nodes)) {
      const text = constantText(nodes);
      return () => (text === '' ? empty : text);
    }
    const slot = onlySlot(nodes);
    if (slot < 0) throw UNSUPPORTED;
    this.#use(scope, slot);
    return (record) => slotJson(record, scope, slot, empty);
  }

  // A slot used in many places would let a small record unfold to a huge one; the plain way counts what it writes.
  #use(scope: number, slot: number): void {
    const id = `${scope}/${slot}`;
    if (this.#usedSlots.has(id)) throw UNSUPPORTED;
    this.#usedSlots.add(id);
  }

  /** The elements among nodes, with those of nested instances in their place. */
  #content(nodes: readonly Node[], scope: number): { elements: Placed[]; hasText: boolean } {
    const elements: Placed[] = [];
    let hasText = false;
    for (const node of nodes) {
      if (node.kind === 'element') elements.push({ element: node, scope });
      else if (node.kind === 'slot' && node.type === TYPE.binXml) {
        this.#use(scope, node.slot);
        const nested = this.#scopes.findIndex((origin) => origin.parent === scope && origin.slot === node.slot);
        if (nested < 0) continue;
        const inner = this.#content(this.#scopes[nested]!.template.roots, nested);
        elements.push(...inner.elements);
        hasText ||= inner.hasText;
      } else hasText = true;
    }
    return { elements, hasText };
  }
}

function objectOf(members: readonly Writer[]): Writer {
  return (record) => {
    let text = '';
    for (const member of members) {
      const written = member(record);
      if (written !== '') text += text === '' ? written : `,${written}`;
    }
    return text === '' ? 'null' : `{${text}}`;
  };
}

function withAttributes(attributes: Writer | undefined, leaf: Writer): Writer {
  if (attributes === undefined) return leaf;
  return (record) => {
    const written = attributes(record);
    const value = leaf(record);
    if (written === '') return value;
    return value === 'null' ? `{${written}}` : `{${written},"#text":${value}}`;
  };
}

function slotJson(record: RecordCursor, scope: number, slot: number, empty: string): string {
  const text = record.slotJson(scope, slot);
  if (text === undefined) throw IRREGULAR;
  return text === '' ? empty : text;
}

function arrayItems(record: RecordCursor, scope: number, slot: number): string[] {
  const items = record.slotValue(scope, slot);
  if (!Array.isArray(items) || items.length === 0) return ['""'];
  const isBare = isBareType(record.slotType(scope, slot) & ~TYPE.arrayFlag);
  return items.map((item) => (isBare ? String(item) : JSON.stringify(valueText(item))));
}

function onlySlot(nodes: readonly Node[]): number {
  const node = nodes.length === 1 ? nodes[0]! : undefined;
  return node?.kind === 'slot' && node.type !== TYPE.binXml && !node.cdata ? node.slot : -1;
}

function isConstant(nodes: readonly Node[]): boolean {
  return nodes.every((node) => node.kind === 'text');
}

function constantText(nodes: readonly Node[]): string {
  const text = nodes.map((node) => (node.kind === 'text' ? node.text : '')).join('');
  return text === '' ? '' : JSON.stringify(text);
}

function dataName(element: Element): string {
  const attribute = element.attributes.find(({ name }) => name === 'Name');
  if (attribute === undefined) return '';
  if (!isConstant(attribute.value)) throw UNSUPPORTED;
  return attribute.value.map((node) => (node.kind === 'text' ? node.text : '')).join('');
}

function isContainer(element: Element): boolean {
  return element.name === 'EventData' || element.name === 'UserData';
}

function joinMembers(members: readonly string[]): string {
  return members.filter((member) => member !== '').join(',');
}

function key(name: string): string {
  return `${JSON.stringify(name)}:`;
}
