import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './yaml.ts';
import { resolvePlain } from './yaml-scalar.ts';

interface Reader {
  readonly text: string;
  /** start of the line at hand */
  lineStart: number;
  /** its first character that is no blank; for a map behind `- `, the one of its first key */
  start: number;
  indent: number;
  end: number;
  isDone: boolean;
}

/** Thrown inside this file when a text has more of YAML than is read here. */
const NOT_PLAIN = Symbol('not plain');

// Line ends of other systems, control characters, lone surrogates and document markers are left to the full parser.
const UNUSUAL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const HAS_SURROGATE = /[\ud800-\udfff]/;
const MARKERS = ['---', '...', '%'];

/**
 * Reads the form of YAML that rules are written in: block maps and lists, scalars, short lists and maps in brackets, in a
 * third of the time that the full parser takes. Even one rule left to that costs as much as hundreds that are read here, as
 * its code has to be compiled first. It gives the same nodes at the same places (yaml.test.ts holds the two against each other).
 * @returns undefined when the text has anything else, right or wrong: then the full parser has the say
 */
export function readBlockYaml(text: string): YamlMap | undefined {
  if (isUnusual(text)) return undefined;
  const reader: Reader = { text, lineStart: 0, start: 0, indent: 0, end: -1, isDone: false };
  try {
    nextLine(reader);
    if (reader.isDone || reader.indent !== 0) return undefined;
    const root = readMap(reader, 0);
    return reader.isDone ? root : undefined;
  } catch (thrown) {
    if (thrown === NOT_PLAIN) return undefined;
    throw thrown;
  }
}

function isUnusual(text: string): boolean {
  if (!text.endsWith('\n') || UNUSUAL.test(text)) return true;
  if (HAS_SURROGATE.test(text) && LONE_SURROGATE.test(text)) return true;
  return MARKERS.some((marker) => text.startsWith(marker) || text.includes(`\n${marker}`));
}

/** Moves to the next line that is neither blank nor a comment. */
function nextLine(reader: Reader): void {
  const { text } = reader;
  for (;;) {
    reader.lineStart = reader.end + 1;
    if (reader.lineStart >= text.length) {
      reader.isDone = true;
      reader.indent = -1;
      return;
    }
    reader.end = text.indexOf('\n', reader.lineStart);
    reader.start = skipBlanks(text, reader.lineStart);
    reader.indent = reader.start - reader.lineStart;
    const char = text[reader.start];
    if (char !== '\n' && char !== '#') return;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 0x20) at++;
  return at;
}

const KEY = /(?:[A-Za-z_][A-Za-z0-9_.|-]*|'[^'\n]+')(?=:[ \n])/y;

// Deeper maps are left to the full parser, which bounds the depth; rules indent by up to 24.
const MAX_INDENT = 40;

function readMap(reader: Reader, indent: number): YamlMap {
  if (indent > MAX_INDENT) throw NOT_PLAIN;
  const entries: YamlEntry[] = [];
  const keys = new Set<string>();
  const offset = reader.start;
  while (reader.indent === indent && !isDash(reader)) {
    const keyOffset = reader.start;
    const quote = reader.text[keyOffset] === "'" ? 1 : 0;
    KEY.lastIndex = keyOffset;
    if (!KEY.test(reader.text)) throw NOT_PLAIN;
    const keyEnd = KEY.lastIndex;
    const key = reader.text.slice(keyOffset + quote, keyEnd - quote);
    if (keys.has(key)) throw NOT_PLAIN;
    keys.add(key);
    entries.push({ key, keyOffset, value: readMapValue(reader, keyEnd + 1, indent, keyOffset + quote) });
  }
  if (reader.indent > indent) throw NOT_PLAIN;
  return { kind: 'map', entries, offset };
}

function isDash({ text, start }: Reader): boolean {
  return text[start] === '-' && (text[start + 1] === ' ' || text[start + 1] === '\n');
}

function readMapValue(reader: Reader, from: number, indent: number, emptyOffset: number): YamlNode {
  const { text, end } = reader;
  const start = skipBlanks(text, from);
  if (text[start] === '[') return readFlowList(reader, start, indent);
  if (start < end && !(text[start] === '#' && start > from)) return readScalar(reader, start, indent);
  nextLine(reader);
  if (reader.indent > indent) return readBelow(reader, indent);
  // A list may stand right under its key.
  if (reader.indent === indent && isDash(reader)) return readList(reader, indent);
  return { kind: 'scalar', value: null, text: '', offset: emptyOffset };
}

/** What stands under a key, indented deeper than it. */
function readBelow(reader: Reader, indent: number): YamlNode {
  if (isDash(reader)) return readList(reader, reader.indent);
  KEY.lastIndex = reader.start;
  if (KEY.test(reader.text)) return readMap(reader, reader.indent);
  if (!CONTINUES.test(reader.text[reader.start]!)) throw NOT_PLAIN;
  return readScalar(reader, reader.start, indent);
}

function readList(reader: Reader, indent: number): YamlList {
  const items: YamlNode[] = [];
  const offset = reader.start;
  while (reader.indent === indent && isDash(reader)) {
    const start = skipBlanks(reader.text, reader.start + 1);
    if (start >= reader.end) throw NOT_PLAIN;
    KEY.lastIndex = start;
    if (KEY.test(reader.text)) {
      reader.start = start;
      reader.indent = start - reader.lineStart;
      items.push(readMap(reader, reader.indent));
    } else if (reader.text[start] === '{') items.push(readFlowMap(reader, start, indent));
    else items.push(readScalar(reader, start, indent));
  }
  if (reader.indent > indent) throw NOT_PLAIN;
  return { kind: 'list', items, offset };
}

const FLOW_ITEM = /(?:'([^'\n]*)'|"([^"\\\n]*)"|([A-Za-z0-9_./][A-Za-z0-9_./ -]*)) *(?=[,\]}])/y;
const FLOW_KEY = /[A-Za-z_][A-Za-z0-9_.-]*(?=: )/y;

/** `[a, 'b']` on one line. */
function readFlowList(reader: Reader, start: number, indent: number): YamlList {
  const items: YamlNode[] = [];
  const end = readFlow(reader, start, ']', (at) => void items.push(readFlowScalar(reader.text, at)));
  endFlow(reader, end, indent);
  return { kind: 'list', items, offset: start };
}

/** `{ a: b, c: 'd' }` on one line. */
function readFlowMap(reader: Reader, start: number, indent: number): YamlMap {
  const { text } = reader;
  const entries: YamlEntry[] = [];
  const end = readFlow(reader, start, '}', (keyOffset) => {
    FLOW_KEY.lastIndex = keyOffset;
    if (!FLOW_KEY.test(text)) throw NOT_PLAIN;
    const key = text.slice(keyOffset, FLOW_KEY.lastIndex);
    if (entries.some((entry) => entry.key === key) || entries.length >= MOST_FLOW_KEYS) throw NOT_PLAIN;
    entries.push({ key, keyOffset, value: readFlowScalar(text, skipBlanks(text, FLOW_KEY.lastIndex + 1)) });
  });
  endFlow(reader, end, indent);
  return { kind: 'map', entries, offset: start };
}

// Each is compared with all others.
const MOST_FLOW_KEYS = 16;

/** Reads what stands between brackets, piece by piece. @returns the place of the closing bracket */
function readFlow({ text }: Reader, start: number, close: string, readPiece: (at: number) => void): number {
  let at = skipBlanks(text, start + 1);
  while (text[at] !== close) {
    readPiece(at);
    // Both a scalar of a list and the value of an entry are read by it last.
    at = FLOW_ITEM.lastIndex;
    if (text[at] === close) break;
    if (text[at] !== ',') throw NOT_PLAIN;
    at = skipBlanks(text, at + 1);
    if (text[at] === close) throw NOT_PLAIN;
  }
  return at;
}

function readFlowScalar(text: string, at: number): YamlScalar {
  FLOW_ITEM.lastIndex = at;
  const match = FLOW_ITEM.exec(text);
  if (match === null) throw NOT_PLAIN;
  const quoted = match[1] ?? match[2];
  const content = quoted ?? match[3]!.trimEnd();
  return { kind: 'scalar', value: quoted ?? resolvePlain(content), text: content, offset: at };
}

function endFlow(reader: Reader, end: number, indent: number): void {
  if (!isRestEmpty(reader.text, end + 1, reader.end)) throw NOT_PLAIN;
  nextLine(reader);
  if (reader.indent > indent) throw NOT_PLAIN;
}

const SINGLE_QUOTED = /'((?:[^'\n]|'')*)' *(?: #.*)?$/my;
const DOUBLE_QUOTED = /"((?:[^"\\\n]|\\[^\n])*)" *(?: #.*)?$/my;
const LITERAL = /\|(-?) *$/my;
// Not the indicators of YAML; a hyphen, colon or question mark only before something.
const PLAIN_START = /[^\s\-?:,[\]{}#&*!|>'"%@`]|[-:?][^\s]/y;

function readScalar(reader: Reader, start: number, indent: number): YamlScalar {
  const { text } = reader;
  const char = text[start];
  if (char === '|') return readLiteral(reader, start, indent);
  const scalar = char === "'" || char === '"' ? readQuoted(reader, start, char) : readPlain(reader, start, indent);
  nextLine(reader);
  // A value that goes on, or something that has no place here.
  if (reader.indent > indent) throw NOT_PLAIN;
  return scalar;
}

function readQuoted(reader: Reader, start: number, quote: "'" | '"'): YamlScalar {
  const { text, end } = reader;
  const close = text.indexOf(quote, start + 1);
  if (close > 0 && close < end && isRestEmpty(text, close + 1, end)) {
    const content = text.slice(start + 1, close);
    if (quote === "'" || !content.includes('\\')) {
      return { kind: 'scalar', value: content, text: content, offset: start };
    }
  }
  const pattern = quote === "'" ? SINGLE_QUOTED : DOUBLE_QUOTED;
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  if (match === null) throw NOT_PLAIN;
  const content = quote === "'" ? match[1]!.replaceAll("''", "'") : withoutEscapes(match[1]!);
  return { kind: 'scalar', value: content, text: content, offset: start };
}

/** Whether a line has nothing more than a comment. */
function isRestEmpty(text: string, from: number, end: number): boolean {
  const at = skipBlanks(text, from);
  return at === end || (text[at] === '#' && at > from);
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/g;
// YAML 1.2, section 5.7 "Escaped Characters", but for the rare ones.
const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  n: '\n',
  r: '\r',
  t: '\t',
  ' ': ' ',
};

function withoutEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (_, four: string | undefined, two: string | undefined, char: string | undefined) => {
    const code = four ?? two;
    const plain = code === undefined ? ESCAPED[char!] : String.fromCharCode(Number.parseInt(code, 16));
    if (plain === undefined) throw NOT_PLAIN;
    return plain;
  });
}

function readPlain(reader: Reader, start: number, parentIndent: number): YamlScalar {
  const { text } = reader;
  PLAIN_START.lastIndex = start;
  if (!PLAIN_START.test(text)) throw NOT_PLAIN;
  const line = text.slice(start, reader.end);
  const comment = line.indexOf(' #');
  let content = comment === -1 ? plainPiece(line) : plainPiece(line.slice(0, comment));
  for (let more = comment === -1; more; ) {
    const next = continuation(reader, parentIndent);
    if (next === undefined) more = false;
    else content += ` ${plainPiece(next)}`;
  }
  return { kind: 'scalar', value: resolvePlain(content), text: content, offset: start };
}

function plainPiece(line: string): string {
  const piece = line.trimEnd();
  if (piece.includes(': ') || piece.endsWith(':') || piece.includes('\t')) throw NOT_PLAIN;
  return piece;
}

// What else a line can start with is left to the full parser, as are comments and empty lines in between.
const CONTINUES = /[A-Za-z0-9()]/;

/** The next line, without its indent, when a plain value goes on there; moves to it. */
function continuation(reader: Reader, parentIndent: number): string | undefined {
  const { text } = reader;
  const lineStart = reader.end + 1;
  const start = skipBlanks(text, lineStart);
  if (start - lineStart <= parentIndent || !CONTINUES.test(text[start] ?? '')) return undefined;
  reader.end = text.indexOf('\n', start);
  const line = text.slice(start, reader.end);
  if (line.includes(' #')) throw NOT_PLAIN;
  return line;
}

/** A `|` block: the lines that are indented deeper, without that indent. */
function readLiteral(reader: Reader, start: number, parentIndent: number): YamlScalar {
  LITERAL.lastIndex = start;
  const header = LITERAL.exec(reader.text);
  if (header === null) throw NOT_PLAIN;
  const { text } = reader;
  const offset = reader.end + 1;
  const contentIndent = skipBlanks(text, offset) - offset;
  if (contentIndent <= parentIndent || text[offset + contentIndent] === '\n') throw NOT_PLAIN;
  const lines: string[] = [];
  for (let lineStart = offset; lineStart < text.length; lineStart = reader.end + 1) {
    const end = text.indexOf('\n', lineStart);
    const first = skipBlanks(text, lineStart);
    if (first < end && first - lineStart < contentIndent) break;
    lines.push(text.slice(Math.min(end, lineStart + contentIndent), end));
    reader.end = end;
  }
  nextLine(reader);
  if (reader.indent > parentIndent) throw NOT_PLAIN;
  if (lines.some((line) => line.includes('\t'))) throw NOT_PLAIN;
  const content = lines.join('\n').replace(/\n+$/, '') + (header[1] === '-' ? '' : '\n');
  return { kind: 'scalar', value: content, text: content, offset };
}
