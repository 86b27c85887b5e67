import { MAX_FIELDS, NamedValues } from './named-values.ts';

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
export function parseKeyValues(text: string, start = 0): NamedValues {
  return new KeyValueScanner(text, separatesByCommas(text, start) ? COMMA : SPACE).scan(start);
}

/** Whether `name=` stands at a place. */
export function startsWithName(text: string, at: number): boolean {
  return nameEnd(text, at) >= 0;
}

class KeyValueScanner {
  readonly #text: string;
  readonly #comma: number;
  /** quotes that close nothing in the rest of the text: looking again would take as long for each value */
  readonly #unclosed = new Set<number>();

  /** @param comma the character that separates pairs beside blanks */
  constructor(text: string, comma: number) {
    this.#text = text;
    this.#comma = comma;
  }

  scan(start: number): NamedValues {
    const values = new NamedValues();
    const text = this.#text;
    for (let at = this.#skipSeparators(start); at < text.length; at = this.#skipSeparators(at)) {
      const expected = values.expectedAt(text, at);
      const equals = expected === undefined ? nameEnd(text, at) : at + expected.length;
      // Only words before the first name come here.
      if (equals < 0) at = this.#wordEnd(at);
      else {
        const end = values.size + 1 < MAX_FIELDS ? this.#valueEnd(equals + 1) : text.length;
        values.add(expected ?? text.slice(at, equals), valueText(text, equals + 1, end));
        at = end;
      }
    }
    return values;
  }

  #valueEnd(start: number): number {
    const first = this.#text.charCodeAt(start);
    if ((first === QUOTE || first === APOSTROPHE) && !this.#unclosed.has(first)) {
      const end = this.#closingQuote(start);
      if (end >= 0) return end + 1;
      this.#unclosed.add(first);
    }
    let end = this.#wordEnd(start);
    for (let next = this.#skipSeparators(end); next < this.#text.length; next = this.#skipSeparators(end)) {
      if (nameEnd(this.#text, next) >= 0) break;
      end = this.#wordEnd(next);
    }
    return end;
  }

  /** The quote that ends a value: not escaped, and before a separator or the end of the text; -1 for none. */
  #closingQuote(start: number): number {
    const text = this.#text;
    const quote = text.charCodeAt(start);
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) at++;
      else if (code === quote && (at + 1 === text.length || this.#isSeparator(text.charCodeAt(at + 1)))) return at;
    }
    return -1;
  }

  #skipSeparators(start: number): number {
    let at = start;
    while (this.#isSeparator(this.#text.charCodeAt(at))) at++;
    return at;
  }

  #wordEnd(start: number): number {
    let at = start;
    while (at < this.#text.length && !this.#isSeparator(this.#text.charCodeAt(at))) at++;
    return at;
  }

  #isSeparator(code: number): boolean {
    return code === SPACE || code === this.#comma || code === TAB;
  }
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
