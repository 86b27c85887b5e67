import type { RecordCursor } from './record.ts';
import { type ResolvedElement, type ResolvedNode, type ResolvedText, Resolver } from './resolve.ts';

/**
 * A record as one line of JSON in the shape of `evtx_dump -o jsonl` 0.15: elements are members; attributes stand in
 * `#attributes` and text beside them in `#text`; a repeated name gets `_1`, `_2`; named `Data` elements become members
 * of their own, a run of equal names an array; unnamed ones are gathered in `Data.#text`. A lone surrogate stays
 * itself, as a `\ud800` escape, where evtx_dump writes U+FFFD.
 * @throws DecodeError when the record is damaged or unfolds beyond the limits
 */
export function renderJson(record: RecordCursor): string {
  return record.shape.json.run(record) ?? renderJsonPlainly(record);
}

/** The same without a compiled program: the oracle of the fast way, and the way for records it does not cover. */
export function renderJsonPlainly(record: RecordCursor): string {
  return new JsonWriter(record).record();
}

class JsonWriter {
  readonly #resolver: Resolver;

  constructor(record: RecordCursor) {
    this.#resolver = new Resolver(record);
  }

  record(): string {
    const root = this.#resolver.roots().find((node) => node.kind === 'element');
    if (root === undefined) return '{"Event":null}';
    return `{${key(root.element.name)}${this.#element(root, 1)}}`;
  }

  #element(node: ResolvedElement, depth: number): string {
    const content = this.#resolver.content(node, depth);
    const attributes = this.#attributes(node);
    if (attributes === '' && !content.some(isElement)) return this.#leaf(content, 'null');
    return this.#body(node, content, attributes, depth);
  }

  #leaf(content: readonly ResolvedNode[], empty: string): string {
    const only = content.length === 1 ? content[0]! : undefined;
    if (only?.kind === 'text') return this.#scalar(only);
    const text = joinedText(content);
    return text === '' ? empty : this.#quoted(text);
  }

  #scalar(node: ResolvedText): string {
    if (node.form === 'raw') return 'null';
    return node.isBare ? node.text : this.#quoted(node.text);
  }

  #attributes(node: ResolvedElement): string {
    let members = '';
    for (const attribute of node.element.attributes) {
      const texts = this.#resolver.attribute(node, attribute.value);
      if (texts.length === 0) continue;
      members += `${members === '' ? '' : ','}${key(attribute.name)}${this.#leaf(texts, '""')}`;
    }
    return members === '' ? '' : `"#attributes":{${members}}`;
  }

  #body(node: ResolvedElement, content: readonly ResolvedNode[], attributes: string, depth: number): string {
    const members: string[] = attributes === '' ? [] : [attributes];
    const texts = content.filter((child) => !isElement(child));
    if (texts.length > 0) members.push(`"#text":${this.#leaf(texts, '""')}`);
    const children = content.filter(isElement);
    const isContainer = node.element.name === 'EventData' || node.element.name === 'UserData';
    if (isContainer && children.some(isData)) this.#container(children, depth, members);
    else this.#children(children, depth, members, new Map());
    return `{${members.join(',')}}`;
  }

  #children(children: readonly ResolvedElement[], depth: number, members: string[], seen: Map<string, number>): void {
    for (const child of children) {
      members.push(numberedKey(child.element.name, seen) + this.#element(child, depth + 1));
    }
  }

  /** Members of EventData: Data elements by their names, or together when none has one. */
  #container(children: readonly ResolvedElement[], depth: number, members: string[]): void {
    const names = children.map((child) => (isData(child) ? this.#dataName(child) : undefined));
    const isNamed = names.some((name) => name !== undefined && name !== '');
    const seenElements = new Map<string, number>();
    const seenData = new Map<string, number>();
    let positional = false;
    for (let index = 0; index < children.length; index++) {
      const child = children[index]!;
      if (!isData(child)) this.#children([child], depth, members, seenElements);
      else if (isNamed) {
        const name = names[index]!;
        if (name === '') continue;
        let end = index + 1;
        while (end < children.length && names[end] === name) end++;
        const values = children.slice(index, end).map((data) => this.#data(data, depth));
        members.push(numberedKey(name, seenData) + (values.length > 1 ? `[${values.join(',')}]` : values[0]!));
        index = end - 1;
      } else if (!positional) {
        positional = true;
        const values = children.filter(isData).map((data) => this.#data(data, depth));
        members.push(`"Data":{"#text":${values.length > 1 ? `[${values.join(',')}]` : values[0]!}}`);
      }
    }
  }

  #data(node: ResolvedElement, depth: number): string {
    const content = this.#resolver.content(node, depth + 1);
    return content.some(isElement) ? this.#body(node, content, '', depth + 1) : this.#leaf(content, '""');
  }

  #dataName(node: ResolvedElement): string {
    const attribute = node.element.attributes.find(({ name }) => name === 'Name');
    return attribute === undefined ? '' : joinedText(this.#resolver.attribute(node, attribute.value));
  }

  #quoted(text: string): string {
    this.#resolver.spend(text.length);
    return JSON.stringify(text);
  }
}

function isElement(node: ResolvedNode): node is ResolvedElement {
  return node.kind === 'element';
}

function isData(node: ResolvedElement): boolean {
  return node.element.name === 'Data';
}

function joinedText(content: readonly ResolvedNode[]): string {
  let text = '';
  for (const node of content) if (node.kind === 'text' && node.form !== 'raw') text += node.text;
  return text;
}

function key(name: string): string {
  return `${JSON.stringify(name)}:`;
}

function numberedKey(name: string, seen: Map<string, number>): string {
  const count = seen.get(name) ?? 0;
  seen.set(name, count + 1);
  return key(count === 0 ? name : `${name}_${count}`);
}
