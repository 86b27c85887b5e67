import { xmlText } from './evtx-xml-text.ts';

/** The fields of an event, as its XML has them. */
export interface ParsedEvent {
  /** by section (`System`, `EventData`, `UserData`, `RenderingInfo` ...), then by name, both in document order */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, XmlValue>>;
}

/** The text of an element; null for an empty one; several when the name occurs several times. */
export type XmlValue = string | null | readonly (string | null)[];

// BinXML may be as deep; Windows writes some three levels.
const MOST_DEPTH = 64;
// A record of 64 KiB can hold no more; text is bounded by the size of an event.
const MOST_ELEMENTS = 16_384;

/**
 * Parses one event, from `<Event` to its end.
 * @returns undefined when the text ends before the event does; a sentence when it is not well-formed, or exceeds the
 * limits of depth (64) or elements (16,384). Linear in the text's length; entities are only those of XML itself.
 */
export function parseEventXml(text: string): ParsedEvent | string | undefined {
  const fields = new FieldCollector();
  for (let at = 0; ; ) {
    const tag = text.indexOf('<', at);
    if (tag < 0) return undefined;
    if (tag > at) fields.text(xmlText(text.slice(at, tag)));
    const next = text.charCodeAt(tag + 1);
    let step: number | string | undefined;
    if (next === SLASH) {
      step = endTag(text, tag, fields);
      if (step !== undefined && fields.depth === 0) return typeof step === 'string' ? step : fields.done();
    } else if (next === EXCLAMATION) step = declaration(text, tag, fields);
    else if (next === QUESTION) step = behind(text, '?>', tag + 2);
    else step = startTag(text, tag, fields);
    if (typeof step !== 'number') return step;
    at = step;
  }
}

const [SLASH, EXCLAMATION, QUESTION, EQUALS] = [0x2f, 0x21, 0x3f, 0x3d];

/** @returns where the text goes on; undefined when it ends before, a sentence for what is wrong: as all steps do */
type Step = number | string | undefined;

function behind(text: string, end: string, from: number): Step {
  const at = text.indexOf(end, from);
  return at < 0 ? undefined : at + end.length;
}

function declaration(text: string, tag: number, fields: FieldCollector): Step {
  if (text.startsWith('<!--', tag)) return behind(text, '-->', tag + 4);
  if (!text.startsWith('<![CDATA[', tag)) return 'a declaration stands in this event';
  const end = text.indexOf(']]>', tag + 9);
  if (end < 0) return undefined;
  fields.text(text.slice(tag + 9, end));
  return end + 3;
}

function endTag(text: string, tag: number, fields: FieldCollector): Step {
  const end = text.indexOf('>', tag);
  if (end < 0) return undefined;
  const name = text.slice(tag + 2, end).trimEnd();
  return fields.close(name) ? end + 1 : 'the tags of this event do not fit each other';
}

function startTag(text: string, tag: number, fields: FieldCollector): Step {
  let at = nameEnd(text, tag + 1);
  if (at === tag + 1) return 'a tag of this event has no name';
  if (!fields.open(text.slice(tag + 1, at))) return 'this event has too many elements, or too deep ones';
  for (;;) {
    at = skipSpace(text, at);
    if (at >= text.length) return undefined;
    if (text[at] === '>') return at + 1;
    if (text[at] === '/' && text[at + 1] === '>') {
      fields.closeEmpty();
      return at + 2;
    }
    const end = nameEnd(text, at);
    const equals = skipSpace(text, end);
    const open = skipSpace(text, equals + 1);
    const quote = text[open];
    if (end === at || text.charCodeAt(equals) !== EQUALS || (quote !== '"' && quote !== "'"))
      return text.length - open < 2 ? undefined : 'an attribute in this event is not well-formed';
    const close = text.indexOf(quote, open + 1);
    if (close < 0) return undefined;
    fields.attribute(text.slice(at, end), xmlText(text.slice(open + 1, close)));
    at = close + 1;
  }
}

const SPACE = /[^ \t\r\n]/g;
const NAME_END = /[\s/>='"<]/g;

function skipSpace(text: string, from: number): number {
  return found(SPACE, text, from);
}

function nameEnd(text: string, from: number): number {
  return found(NAME_END, text, from);
}

function found(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

interface OpenElement {
  readonly name: string;
  /** of a Data element */
  dataName: string | undefined;
  text: string;
  hasChildren: boolean;
  hasAttributes: boolean;
}

/**
 * Names fields as EVTX records do (`EvtxRecord`): attributes `Element_Attribute`, elements without elements by their
 * name, `Data` of EventData by its `Name`.
 */
class FieldCollector {
  readonly #sections = new Map<string, Map<string, XmlValue>>();
  readonly #open: OpenElement[] = [];
  #elements = 0;

  get depth(): number {
    return this.#open.length;
  }

  done(): ParsedEvent {
    return { sections: this.#sections };
  }

  open(name: string): boolean {
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.hasChildren = true;
    this.#open.push({
      name,
      dataName: undefined,
      text: '',
      hasChildren: false,
      hasAttributes: false,
    });
    if (this.#open.length === 2 && !this.#sections.has(name)) this.#sections.set(name, new Map());
    return this.#open.length <= MOST_DEPTH && ++this.#elements <= MOST_ELEMENTS;
  }

  attribute(name: string, value: string): void {
    const element = this.#open.at(-1)!;
    if (this.#open.length === 1) return;
    element.hasAttributes = true;
    if (name === 'Name' && this.#isData(element)) element.dataName = value;
    else if (name !== 'xmlns' && !name.startsWith('xmlns:')) {
      this.#add(`${localName(element.name)}_${localName(name)}`, value);
    }
  }

  text(text: string): void {
    const element = this.#open.at(-1);
    // Space between elements is no text; of mixed content, which no event has, only what stands before elements counts.
    if (element !== undefined && this.#open.length > 2 && !element.hasChildren) element.text += text;
  }

  closeEmpty(): void {
    this.#end();
  }

  close(name: string): boolean {
    if (this.#open.at(-1)?.name !== name) return false;
    this.#end();
    return true;
  }

  #end(): void {
    const element = this.#open.at(-1)!;
    const { name, dataName, text, hasChildren, hasAttributes } = element;
    const isLeaf = this.#open.length > 2 && !hasChildren;
    if (isLeaf && this.#isData(element)) this.#add(dataName || 'Data', text || null);
    else if (isLeaf && (text !== '' || !hasAttributes)) this.#add(localName(name), text || null);
    this.#open.pop();
  }

  #isData({ name }: OpenElement): boolean {
    return name === 'Data' && this.#open.length === 3 && this.#open[1]!.name === 'EventData';
  }

  #add(name: string, value: string | null): void {
    const fields = this.#sections.get(this.#open[1]!.name)!;
    const before = fields.get(name);
    if (before === undefined) fields.set(name, value);
    else if (Array.isArray(before)) before.push(value);
    else fields.set(name, [before as string | null, value]);
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
