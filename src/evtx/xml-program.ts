import type { Attribute, Element, Node } from './binxml.ts';
import { IRREGULAR, UNSUPPORTED } from './program.ts';
import type { RecordCursor } from './record.ts';
import type { ScopeOrigin } from './shape.ts';
import { valueText } from './text.ts';
import { TYPE } from './value.ts';
import { escapeAttribute, escapeXml, xmlName } from './xml-text.ts';

/** Constant text, or what writes a value. */
type Part = string | ((record: RecordCursor) => string);

/** The XML of all records of one shape: constant text is put together once, values are filled in. */
export class XmlProgram {
  readonly #parts: readonly Part[] | undefined;

  /** Compiles; shapes with instructions, references, CDATA or a value in several places are left out. */
  constructor(scopes: readonly ScopeOrigin[]) {
    try {
      this.#parts = new Compiler(scopes).compile();
    } catch (error) {
      if (error !== UNSUPPORTED) throw error;
    }
  }

  /** @returns undefined when the record has to be rendered the plain way */
  run(record: RecordCursor): string | undefined {
    if (this.#parts === undefined) return undefined;
    try {
      return written(this.#parts, record);
    } catch (error) {
      if (error === IRREGULAR) return undefined;
      throw error;
    }
  }
}

function written(parts: readonly Part[], record: RecordCursor): string {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : part(record);
  return text;
}

class Compiler {
  readonly #scopes: readonly ScopeOrigin[];
  readonly #usedSlots = new Set<string>();

  constructor(scopes: readonly ScopeOrigin[]) {
    this.#scopes = scopes;
  }

  compile(): readonly Part[] {
    const parts: Part[] = [];
    this.#content(this.#scopes[0]!.template.roots, 0, parts);
    return joined(parts);
  }

  #content(nodes: readonly Node[], scope: number, into: Part[]): void {
    for (const node of nodes) {
      if (node.kind === 'element') this.#element(node, scope, into);
      else if (node.kind === 'text') into.push(escapeXml(node.text));
      else if (node.kind !== 'slot' || node.cdata) throw UNSUPPORTED;
      else if (node.type === TYPE.binXml) this.#nested(node.slot, scope, into);
      else into.push(this.#slot(node.slot, scope, escapeXml));
    }
  }

  #nested(slot: number, scope: number, into: Part[]): void {
    this.#use(slot, scope);
    const nested = this.#scopes.findIndex((origin) => origin.parent === scope && origin.slot === slot);
    if (nested >= 0) this.#content(this.#scopes[nested]!.template.roots, nested, into);
  }

  #element(element: Element, scope: number, into: Part[]): void {
    const { name, dependency, closedEmpty } = element;
    const parts: Part[] = [`<${xmlName(name)}`];
    for (const attribute of element.attributes) this.#attribute(attribute, scope, parts);
    if (closedEmpty) parts.push('/>');
    else {
      parts.push('>');
      this.#content(element.children, scope, parts);
      parts.push(`</${xmlName(name)}>`);
    }
    if (dependency < 0) into.push(...parts);
    else {
      const guarded = joined(parts);
      into.push((record) => (record.slotType(scope, dependency) === TYPE.null ? '' : written(guarded, record)));
    }
  }

  #attribute({ name, value }: Attribute, scope: number, into: Part[]): void {
    const [node] = value;
    const open = ` ${xmlName(name)}="`;
    if (value.every(({ kind }) => kind === 'text')) {
      const text = value.map((one) => (one.kind === 'text' ? one.text : '')).join('');
      if (text !== '') into.push(`${open}${escapeAttribute(text)}"`);
    } else if (value.length === 1 && node?.kind === 'slot' && node.type !== TYPE.binXml) {
      const write = this.#slot(node.slot, scope, escapeAttribute);
      into.push((record) => {
        const text = write(record);
        return text === '' ? '' : `${open}${text}"`;
      });
    } else throw UNSUPPORTED;
  }

  #slot(slot: number, scope: number, escapeText: (text: string) => string): (record: RecordCursor) => string {
    this.#use(slot, scope);
    return (record) => {
      const short = record.slotShortXml(scope, slot);
      if (short !== undefined) return short;
      const type = record.slotType(scope, slot);
      if (type === TYPE.binXml || (type & TYPE.arrayFlag) !== 0) throw IRREGULAR;
      const text = valueText(record.slotValue(scope, slot));
      // Everything but text is rendered by us, in characters that need no escape.
      return type === TYPE.string || type === TYPE.ansiString ? escapeText(text) : text;
    };
  }

  // A slot used in many places would let a small record unfold to a huge one; the plain way counts what it writes.
  #use(slot: number, scope: number): void {
    const id = `${scope}/${slot}`;
    if (this.#usedSlots.has(id)) throw UNSUPPORTED;
    this.#usedSlots.add(id);
  }
}

/** Constant parts in a row as one. */
function joined(parts: readonly Part[]): readonly Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else result.push(part);
  }
  return result;
}
