import type { Attribute, Element, Node } from './binxml.ts';

// Measured on public logs, with lists of attributes and children and what finds shared parts again.
const BYTES = { element: 180, part: 200 } as const;

/** Parts that recur in the trees of most templates, each kept once: names, a single slot as content, constant attributes. */
export class SharedNodes {
  readonly #names = new Map<string, string>();
  readonly #slots = new Map<number, readonly Node[]>();
  readonly #attributes = new Map<string, Attribute>();
  readonly #spend: (bytes: number) => void;

  /** @param spend told what trees and shared parts cost, in bytes */
  constructor(spend: (bytes: number) => void) {
    this.#spend = spend;
  }

  /** Equal nodes in lists as long as they are, made of what is kept already as far as possible. */
  tree(nodes: readonly Node[]): readonly Node[] {
    if (nodes.length === 0) return NOTHING;
    const [first] = nodes;
    if (nodes.length === 1 && first?.kind === 'slot') {
      const key = (first.slot * 256 + first.type) * 2 + (first.cdata ? 1 : 0);
      return this.#kept(this.#slots, key, () => [first]);
    }
    return nodes.map((node) => (node.kind === 'element' ? this.#element(node) : node));
  }

  name(name: string): string {
    return this.#kept(this.#names, name, () => name);
  }

  #element(element: Element): Element {
    const { attributes } = element;
    this.#spend(BYTES.element);
    return {
      ...element,
      name: this.name(element.name),
      attributes: attributes.length === 0 ? NOTHING : attributes.map((attribute) => this.#attribute(attribute)),
      children: this.tree(element.children),
    };
  }

  #attribute({ name, value }: Attribute): Attribute {
    const [first] = value;
    const make = () => ({ name: this.name(name), value: this.tree(value) });
    if (value.length !== 1 || first?.kind !== 'text') return make();
    return this.#kept(this.#attributes, `${name}\0${first.text}`, make);
  }

  #kept<Key, Value>(all: Map<Key, Value>, key: Key, make: () => Value): Value {
    const known = all.get(key);
    if (known !== undefined) return known;
    const value = make();
    all.set(key, value);
    this.#spend(BYTES.part);
    return value;
  }
}

const NOTHING: readonly never[] = [];
