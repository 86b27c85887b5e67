import type { FieldValue } from '../model/index.ts';
import { knownNames, type NameList } from './name-lists.ts';
import { entriesIn, type FieldValues, MAX_FIELDS, valueIn } from './named-values.ts';

const SPACE = 0x20;
const TAB = 0x09;
const COMMA = 0x2c;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;
const EQUALS = 0x3d;

// Longer names are none, but a `=` within text.
const MAX_NAME_LENGTH = 128;

/**
 * Reads `name=value name="some value"` as FortiOS, SonicWall and logfmt write it; pairs may be separated by commas, as
 * in the CSV mode of FortiOS. Words without `=` belong to the value before them. A quoted value ends at the quote that
 * a separator follows, so that quotes which a device did not escape stay part of it. Linear time, never throws.
 */
export function parseKeyValues(text: string, start = 0, bytes = bytesOf(text)): FieldValues {
  const comma = separatesByCommas(text, start) ? COMMA : SPACE;
  return new KeyValueScanner(bytes, text.length, comma).scan(text, start);
}

/** Bytes of a text of which each is one character. Valid until the next line is read. */
export interface TextBytes {
  readonly bytes: Uint8Array;
  /** where the text starts in them */
  readonly start: number;
}

/** Whether `name=` stands at a place. */
export function startsWithName(text: string, at: number): boolean {
  return nameEnd(text, at) >= 0;
}

/** Fields that are cut from their line when they are asked for. */
class KeyValues implements FieldValues {
  readonly #text: string;
  readonly #names: NameList;
  /** where each value starts and ends, one behind the other */
  readonly #bounds: readonly number[];

  constructor(text: string, names: NameList, bounds: readonly number[]) {
    this.#text = text;
    this.#names = names;
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#bounds.length / 2;
  }

  get(name: string): FieldValue | undefined {
    return valueIn(this.#names, name, this.#valueAt);
  }

  entries(): Iterable<readonly [string, FieldValue]> {
    return entriesIn(this.#names, this.#valueAt);
  }

  readonly #valueAt = (place: number): string =>
    valueText(this.#text, this.#bounds[2 * place]!, this.#bounds[2 * place + 1]!);
}

// Filled anew by every scan, so that no list has to grow.
const scratch: number[] = new Array(2 * MAX_FIELDS).fill(0);

/** Finds names and values in the bytes of a text. Places are those of the bytes. */
class KeyValueScanner {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  readonly #comma: number;
  // Quotes that close nothing in the rest of the text: looking again would take as long for each value.
  #hasUnclosedQuote = false;
  #hasUnclosedApostrophe = false;

  /** @param comma the character that separates pairs beside blanks */
  constructor({ bytes, start }: TextBytes, length: number, comma: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = start + length;
    this.#comma = comma;
  }

  /** @param from where the first pair starts in the text, which is that of the bytes */
  scan(text: string, from: number): FieldValues {
    const start = this.#start;
    let count = 0;
    let names = knownNames.empty();
    for (let at = this.#skipSeparators(start + from); at < this.#end; at = this.#skipSeparators(at)) {
      let equals: number;
      if (this.#isNamed(names.latest, at)) {
        names = names.latest!;
        equals = at + names.name.length;
      } else {
        equals = this.#nameEnd(at);
        if (equals < 0) {
          // Only words before the first name come here.
          at = this.#wordEnd(at);
          continue;
        }
        names = knownNames.extend(names, text.slice(at - start, equals - start));
      }
      at = count + 2 < 2 * MAX_FIELDS ? this.#valueEnd(equals + 1, names.latest) : this.#end;
      scratch[count++] = equals + 1 - start;
      scratch[count++] = at - start;
    }
    return new KeyValues(text, names, scratch.slice(0, count));
  }

  /** Whether the last name of a list stands here, before a `=`: most lines are like one before them. */
  #isNamed(list: NameList | undefined, at: number): boolean {
    if (list === undefined) return false;
    const bytes = this.#bytes;
    const { codes } = list;
    const { length } = codes;
    if (at + length >= this.#end || bytes[at + length] !== EQUALS) return false;
    for (let index = 0; index < length; index++) if (bytes[at + index] !== codes[index]) return false;
    return true;
  }

  /** The `=` behind a name that starts here; -1 when none does. */
  #nameEnd(start: number): number {
    const most = Math.min(this.#end, start + MAX_NAME_LENGTH);
    for (let at = start; at < most; at++) {
      const code = this.#bytes[at]!;
      if (code === EQUALS) return at > start ? at : -1;
      if (!isNameCode(code)) return -1;
    }
    return -1;
  }

  /** @param expected with the name that most likely comes next */
  #valueEnd(start: number, expected: NameList | undefined): number {
    const first = start < this.#end ? this.#bytes[start] : undefined;
    if (first === QUOTE || first === APOSTROPHE) {
      const end = this.#closingQuote(start, first);
      if (end >= 0) return end + 1;
    }
    let end = this.#wordEnd(start);
    for (let next = this.#skipSeparators(end); next < this.#end; next = this.#skipSeparators(end)) {
      if (this.#isNamed(expected, next) || this.#nameEnd(next) >= 0) break;
      end = this.#wordEnd(next);
    }
    return end;
  }

  /** The quote that ends a value: not escaped, and before a separator or the end of the text; -1 for none. */
  #closingQuote(start: number, quote: number): number {
    if (quote === QUOTE ? this.#hasUnclosedQuote : this.#hasUnclosedApostrophe) return -1;
    const [bytes, limit] = [this.#bytes, this.#end];
    for (let at = start + 1; at < limit; at++) {
      const code = bytes[at];
      if (code === BACKSLASH) at++;
      else if (code === quote && (at + 1 === limit || this.#isSeparator(bytes[at + 1]!))) return at;
    }
    if (quote === QUOTE) this.#hasUnclosedQuote = true;
    else this.#hasUnclosedApostrophe = true;
    return -1;
  }

  #skipSeparators(start: number): number {
    let at = start;
    while (at < this.#end && this.#isSeparator(this.#bytes[at]!)) at++;
    return at;
  }

  #wordEnd(start: number): number {
    const [bytes, limit] = [this.#bytes, this.#end];
    let at = start;
    while (at < limit && !this.#isSeparator(bytes[at]!)) at++;
    return at;
  }

  #isSeparator(code: number): boolean {
    return code === SPACE || code === this.#comma || code === TAB;
  }
}

let copied = new Uint8Array(1 << 12);

/** A byte for each character, valid until the next call: what is not ASCII is none that pairs are told by. */
function bytesOf(text: string): TextBytes {
  if (copied.length < text.length) copied = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) copied[at] = Math.min(text.charCodeAt(at), 0xff);
  return { bytes: copied, start: 0 };
}

/** Index of the `=` behind a name that starts here; -1 when none does. */
function nameEnd(text: string, start: number): number {
  const most = Math.min(text.length, start + MAX_NAME_LENGTH);
  for (let at = start; at < most; at++) {
    const code = text.charCodeAt(at);
    if (code === EQUALS) return at > start ? at : -1;
    if (!isNameCode(code)) return -1;
  }
  return -1;
}

/** Letters, digits and `_ - . : / @ [ ]`. */
function isNameCode(code: number): boolean {
  if (code >= 0x61 && code <= 0x7a) return true;
  if (code >= 0x40 && code <= 0x5b) return true;
  return (code >= 0x2d && code <= 0x3a) || code === 0x5f || code === 0x5d;
}

/** Whether a comma ends the first value: `date=2024-03-04,time=10:11:12`. */
function separatesByCommas(text: string, start: number): boolean {
  const equals = nameEnd(text, start);
  if (equals < 0) return false;
  const end = text.charCodeAt(equals + 1) === QUOTE ? text.indexOf('"', equals + 2) + 1 : text.indexOf(',', equals);
  if (end <= 0 || text.charCodeAt(end) !== COMMA || nameEnd(text, end + 1) < 0) return false;
  const space = text.indexOf(' ', equals);
  return space < 0 || space > end;
}

function valueText(text: string, start: number, end: number): string {
  const first = text.charCodeAt(start);
  const isQuoted = (first === QUOTE || first === APOSTROPHE) && end > start + 1 && text.charCodeAt(end - 1) === first;
  if (!isQuoted) return text.slice(start, end);
  const inner = text.slice(start + 1, end - 1);
  return first === QUOTE && inner.includes('\\') ? unescaped(inner) : inner;
}

/**
 * Takes escapes out of a value that is escaped throughout. Where a backslash stands before anything else, as in a
 * Windows path of a device that does not escape, all of them are themselves.
 */
function unescaped(value: string): string {
  if (/\\[^\\"nrt]|\\$/.test(value.replaceAll('\\\\', ''))) return value.replaceAll('\\"', '"');
  return value.replace(/\\([\\"nrt])/g, (_, char: string) => ESCAPES[char] ?? char);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
