import { MAX_FIELDS, NamedValues } from './named-values.ts';

/** The fields between the bars of a CEF header. Source: ArcSight Common Event Format guide, "Header information". */
const CEF_HEADER = [
  'cefVersion',
  'deviceVendor',
  'deviceProduct',
  'deviceVersion',
  'deviceEventClassId',
  'name',
  'severity',
];

/** What the header of a CEF or LEEF message says, and where its extension starts. */
export interface BarHeader {
  /** the texts between the bars, unescaped */
  readonly parts: readonly string[];
  readonly end: number;
}

/** The header of `CEF:0|vendor|product|version|class|name|severity|...`; undefined when a message has none. */
export function readCefHeader(text: string, start: number): BarHeader | undefined {
  if (!text.startsWith('CEF:', start)) return undefined;
  return readBars(text, text.charCodeAt(start + 4) === 0x20 ? start + 5 : start + 4, CEF_HEADER.length);
}

/** @param count of texts that end with a bar; the last may end with the line instead */
export function readBars(text: string, start: number, count: number): BarHeader | undefined {
  const parts: string[] = [];
  let from = start;
  for (let at = start; at <= text.length && parts.length < count; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '|' || (char === undefined && parts.length === count - 1)) {
      parts.push(text.slice(from, at).replace(/\\([|\\])/g, '$1'));
      from = at + 1;
    }
  }
  return parts.length === count ? { parts, end: Math.min(from, text.length) } : undefined;
}

/** All fields of a CEF message: those of the header under their names in the guide, then those of the extension. */
export function parseCef(text: string, start: number): NamedValues {
  const values = new NamedValues();
  const header = readCefHeader(text, start);
  if (header === undefined) return values;
  CEF_HEADER.forEach((name, index) => {
    values.add(name, header.parts[index]!);
  });
  addExtension(values, text, header.end);
  return values;
}

/**
 * `name=value name=value`: a value goes on to the word before the next `=` that is not escaped. Source: the guide,
 * "Extension dictionary" and "Character encoding".
 */
function addExtension(values: NamedValues, text: string, start: number): void {
  let name = '';
  let valueStart = -1;
  const close = (end: number): void => {
    if (name !== '') values.add(name, extensionText(text.slice(valueStart, end).trimEnd()));
  };
  let wordStart = start;
  for (let at = start; at < text.length && values.size < MAX_FIELDS; at++) {
    const char = text[at]!;
    if (char === '\\') at++;
    else if (char === ' ') wordStart = at + 1;
    else if (char === '=' && at > wordStart && isName(text, wordStart, at)) {
      close(wordStart);
      name = text.slice(wordStart, at);
      valueStart = at + 1;
      // `a=b=c` is one field: what follows is no word of its own until the next space.
      wordStart = text.length;
    }
  }
  close(text.length);
}

// Letters, digits, `_ . - [ ]`: keys of vendors have more than the guide's letters and digits.
function isName(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    const isLetterOrDigit =
      (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5b) || (code >= 0x30 && code <= 0x39);
    if (!isLetterOrDigit && code !== 0x5f && code !== 0x2e && code !== 0x2d && code !== 0x5d) return false;
  }
  return true;
}

function extensionText(value: string): string {
  if (!value.includes('\\')) return value;
  return value.replace(/\\([=\\|nr])/g, (_, char: string) => (char === 'n' ? '\n' : char === 'r' ? '\r' : char));
}
