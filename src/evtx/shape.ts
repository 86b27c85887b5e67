import type { Attribute, Element, Node } from './binxml.ts';
import { JsonProgram } from './json-program.ts';
import type { Field, Place, SharedFields } from './shared-fields.ts';
import type { Template } from './template.ts';
import type { EvtxShape } from './types.ts';
import { TYPE } from './value.ts';
import { XmlProgram } from './xml-program.ts';

/** One template instance of a record: where its slots come from. */
export interface ScopeOrigin {
  readonly template: Template;
  /** scope and slot that hold it; -1 for the record's outermost */
  readonly parent: number;
  readonly slot: number;
}

let shapesMade = 0;

/** The fields of records built from the same templates in the same way. */
export class Shape implements EvtxShape {
  readonly id: number = shapesMade++;
  /** fields of the payload and those that identify the event, in document order */
  readonly listed: readonly Field[];
  readonly #byName = new Map<string, Field>();
  /** places of Data elements whose name is itself a value */
  readonly namedByValue: readonly { readonly name: Place; readonly value: Place }[];
  readonly #scopes: readonly ScopeOrigin[];
  readonly #shared: SharedFields;
  #json: JsonProgram | undefined;
  #xml: XmlProgram | undefined;

  /** when the event happened, as System says */
  readonly timeCreated: Place | undefined;

  constructor(scopes: readonly ScopeOrigin[], shared: SharedFields) {
    this.#scopes = scopes;
    this.#shared = shared;
    const collector = new FieldCollector(scopes, shared);
    collector.collect();
    this.namedByValue = collector.namedByValue;
    this.listed = [...collector.sections].flatMap(([section, fields]) => {
      return [...fields].flatMap(([name, places]) => this.#add(section, shared.field(section, name, places)));
    });
    this.timeCreated = this.field('System.TimeCreated_SystemTime')?.places[0];
    shared.spend(BYTES.shape + this.#byName.size * BYTES.fieldOfShape);
  }

  isRaw(name: string): boolean {
    if (this.namedByValue.length > 0) return false;
    if (name === '') return this.listed.every((field) => field.places.every(isValueOrConstant));
    return this.#byName.get(name)?.places.every(isValue) ?? true;
  }

  get constantTexts(): readonly string[] {
    return this.listed.flatMap(({ places }) =>
      places.flatMap(({ content }) => (isConstant(content) ? [textOf(content)] : [])),
    );
  }

  get json(): JsonProgram {
    if (this.#json === undefined) {
      this.#json = new JsonProgram(this.#scopes);
      this.#shared.spend(this.#byName.size * BYTES.fieldAsJson);
    }
    return this.#json;
  }

  get xml(): XmlProgram {
    if (this.#xml === undefined) {
      this.#xml = new XmlProgram(this.#scopes);
      this.#shared.spend(this.#byName.size * BYTES.fieldAsXml);
    }
    return this.#xml;
  }

  field(name: string): Field | undefined {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const dot = name.indexOf('.');
    const plain = dot < 0 ? undefined : this.#byName.get(name.slice(dot + 1));
    return plain?.qualifiedName === name ? plain : undefined;
  }

  /** @returns the field, if it is listed */
  #add(section: string, field: Field): Field[] {
    if (section === 'RenderingInfo') {
      this.#byName.set(field.qualifiedName, field);
      return [];
    }
    const before = this.#byName.get(field.name);
    const isSystem = section === 'System';
    const isIdentity = IDENTITY.has(field.name);
    // System comes first in every event, so a payload field of the same name replaces it unless it identifies the event.
    const [plain, hidden] = before !== undefined && (isSystem || isIdentity) ? [before, field] : [field, before];
    this.#byName.set(field.name, plain);
    if (hidden !== undefined) this.#byName.set(hidden.qualifiedName, hidden);
    return isSystem && !isIdentity ? [] : [field];
  }
}

const IDENTITY: ReadonlySet<string> = new Set(['EventID', 'Channel', 'Computer', 'Provider_Name', 'EventRecordID']);

// Measured on the shapes of 440 public logs.
const BYTES = { shape: 600, fieldOfShape: 60, fieldAsJson: 670, fieldAsXml: 460 } as const;

/** A step of the search for a shape: which template each nested scope has, in order. */
export class ShapeNode {
  readonly #fields: SharedFields;
  #next: Map<Template | undefined, ShapeNode> | undefined;
  #shape: Shape | undefined;

  constructor(fields: SharedFields) {
    this.#fields = fields;
  }

  /** @param template that of the next nested scope, undefined when its slot is empty */
  step(template: Template | undefined): ShapeNode {
    const known = this.#next?.get(template);
    if (known !== undefined) return known;
    const node = new ShapeNode(this.#fields);
    this.#next ??= new Map();
    this.#next.set(template, node);
    return node;
  }

  shape(scopes: () => readonly ScopeOrigin[]): Shape {
    this.#shape ??= new Shape(scopes(), this.#fields);
    return this.#shape;
  }
}

type Sections = Map<string, Map<string, Place[]>>;

/** Walks the trees of a shape and gathers where each field's value lies. */
class FieldCollector {
  readonly sections: Sections = new Map();
  readonly namedByValue: { name: Place; value: Place }[] = [];
  readonly #scopes: readonly ScopeOrigin[];
  readonly #shared: SharedFields;

  constructor(scopes: readonly ScopeOrigin[], shared: SharedFields) {
    this.#scopes = scopes;
    this.#shared = shared;
  }

  collect(): void {
    for (const [event, scope, guards] of this.#elements(this.#scopes[0]!.template.roots, 0, [])) {
      for (const [section, at, inner] of this.#elements(event.children, scope, guards)) {
        this.#section(section, at, inner);
      }
    }
  }

  #section(section: Element, scope: number, guards: readonly number[]): void {
    this.#attributes(section.name, section, scope, guards);
    for (const [child, at, inner] of this.#elements(section.children, scope, guards)) {
      if (child.name === 'Data' && section.name === 'EventData') this.#data(section.name, child, at, inner);
      else this.#leaves(section.name, child, at, inner);
    }
  }

  #data(section: string, data: Element, scope: number, guards: readonly number[]): void {
    const name = data.attributes.find((attribute) => attribute.name === 'Name');
    const value: Place = { scope, content: data.children, guards };
    const literal = name === undefined ? 'Data' : literalText(name);
    if (literal === undefined) this.namedByValue.push({ name: { scope, content: name!.value, guards }, value });
    else this.#add(section, literal === '' ? 'Data' : literal, value);
  }

  /** Fields below any other element: its attributes, and the leaf elements by their own names. */
  #leaves(section: string, element: Element, scope: number, guards: readonly number[]): void {
    this.#attributes(section, element, scope, guards);
    const children = this.#elements(element.children, scope, guards);
    if (children.length === 0) {
      const hasContent = element.children.length > 0;
      if (hasContent || element.attributes.length === 0)
        this.#add(section, localName(element.name), { scope, content: element.children, guards });
      return;
    }
    for (const [child, at, inner] of children) this.#leaves(section, child, at, inner);
  }

  #attributes(section: string, element: Element, scope: number, guards: readonly number[]): void {
    for (const attribute of element.attributes) {
      if (attribute.name === 'xmlns' || attribute.name.startsWith('xmlns:')) continue;
      const name = `${localName(element.name)}_${localName(attribute.name)}`;
      this.#add(section, name, { scope, content: attribute.value, guards });
    }
  }

  #add(section: string, name: string, found: Place): void {
    const place = this.#shared.place(found);
    const fields = this.sections.get(section) ?? new Map<string, Place[]>();
    this.sections.set(section, fields);
    const places = fields.get(name);
    if (places === undefined) fields.set(name, [place]);
    else places.push(place);
  }

  /** The elements among nodes, with those of nested instances in their place. */
  #elements(nodes: readonly Node[], scope: number, guards: readonly number[]): [Element, number, readonly number[]][] {
    const found: [Element, number, readonly number[]][] = [];
    for (const node of nodes) {
      if (node.kind === 'element') {
        found.push([node, scope, node.dependency < 0 ? guards : guards.concat(scope, node.dependency)]);
      } else if (node.kind === 'slot' && node.type === TYPE.binXml) {
        const nested = this.#scopes.findIndex((origin) => origin.parent === scope && origin.slot === node.slot);
        if (nested >= 0) found.push(...this.#elements(this.#scopes[nested]!.template.roots, nested, guards));
      }
    }
    return found;
  }
}

function isValue({ content }: Place): boolean {
  return content.length === 0 || (content.length === 1 && content[0]!.kind === 'slot');
}

function isValueOrConstant(place: Place): boolean {
  return isValue(place) || isConstant(place.content);
}

function isConstant(content: readonly Node[]): boolean {
  return content.length > 0 && content.every((node) => node.kind === 'text');
}

function textOf(content: readonly Node[]): string {
  return content.map((node) => (node.kind === 'text' ? node.text : '')).join('');
}

function literalText(attribute: Attribute): string | undefined {
  let text = '';
  for (const node of attribute.value) {
    if (node.kind !== 'text') return undefined;
    text += node.text;
  }
  return text;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
