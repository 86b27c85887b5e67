import type { RawLayout, RecordStructure } from '../model/index.ts';

/** How a Zeek log is written, as the lines at its head say. */
export interface ZeekHeader {
  /** byte between columns */
  readonly separator: number;
  readonly setSeparator: string;
  /** what stands for an empty text or set */
  readonly emptyField: string;
  /** what stands for a field without a value */
  readonly unsetField: string;
  readonly path: string;
  readonly fields: readonly string[];
  readonly types: readonly string[];
}

/** What all records below one header share; the same object wherever an equal header stands. */
export interface ZeekStructure extends RecordStructure {
  readonly fields: readonly string[];
  readonly header: ZeekHeader;
  readonly columnOf: ReadonlyMap<string, number>;
  readonly kinds: readonly ZeekKind[];
  readonly layout: RawLayout;
}

/** How a column's text becomes a value. */
export type ZeekKind = 'text' | 'number' | 'time' | 'truth' | ZeekList;

/** A set or vector. */
export interface ZeekList {
  readonly of: 'text' | 'number' | 'truth';
}

// Zeek's own defaults, base/frameworks/logging/writers/ascii.zeek.
const DEFAULTS: ZeekHeader = {
  ...{ separator: 0x09, setSeparator: ',', emptyField: '(empty)', unsetField: '-' },
  ...{ path: '', fields: [], types: [] },
};

// Zeek's widest log has about 60 columns.
const MAX_COLUMNS = 1024;

/**
 * The header with one more of its lines. `#separator` begins a new one.
 * @param line without its line end, starting with `#`
 */
export function withHeaderLine(header: ZeekHeader | undefined, line: string): ZeekHeader {
  if (line.startsWith('#separator ')) {
    const separator = unescapeZeek(line.slice('#separator '.length));
    return { ...DEFAULTS, separator: separator.length === 1 ? separator.charCodeAt(0) : DEFAULTS.separator };
  }
  const known = header ?? DEFAULTS;
  const [name = '', ...values] = line.split(String.fromCharCode(known.separator));
  const value = values.join(',');
  if (name === '#set_separator' && value !== '') return { ...known, setSeparator: unescapeZeek(value) };
  if (name === '#empty_field') return { ...known, emptyField: unescapeZeek(value) };
  if (name === '#unset_field') return { ...known, unsetField: unescapeZeek(value) };
  if (name === '#path') return { ...known, path: value };
  if (name === '#fields') return { ...known, fields: values.slice(0, MAX_COLUMNS), types: [] };
  if (name === '#types') return { ...known, types: values };
  return known;
}

/** Replaces `\xHH` by the bytes that they stand for, read as UTF-8, and `\\` by a backslash. */
export function unescapeZeek(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\\\|(?:\\x[0-9a-fA-F]{2})+/g, (escaped) => {
    if (escaped === '\\\\') return '\\';
    const bytes = escaped.split('\\x').slice(1);
    return new TextDecoder().decode(Uint8Array.from(bytes, (hex) => Number.parseInt(hex, 16)));
  });
}

// A sensor writes some dozen kinds of logs; only a forged file has more headers.
const MAX_STRUCTURES = 1000;
const structures = new Map<string, ZeekStructure>();

/** The structure of records below a header; the same object for equal headers, so that it keys caches. */
export function structureOf(header: ZeekHeader): ZeekStructure {
  const key = JSON.stringify(header);
  let structure = structures.get(key);
  if (structure === undefined) {
    if (structures.size >= MAX_STRUCTURES) structures.clear();
    const columnOf = new Map(header.fields.map((field, column) => [field, column]));
    const kinds = header.fields.map((_, column) => kindOf(header.types[column] ?? 'string'));
    const layout = layoutOf(columnOf, kinds);
    structure = { format: 'zeek', kind: header.path, fields: header.fields, header, columnOf, kinds, layout };
    structures.set(key, structure);
  }
  return structure;
}

/** Truths stand in the line as letters. */
function layoutOf(columnOf: ReadonlyMap<string, number>, kinds: readonly ZeekKind[]): RawLayout {
  const isTruth = (kind: ZeekKind | undefined): boolean =>
    kind === 'truth' || (typeof kind === 'object' && kind.of === 'truth');
  return {
    isRaw: (field) => !isTruth(kinds[columnOf.get(field) ?? -1]),
    constantTexts: kinds.some(isTruth) ? ['true', 'false'] : [],
  };
}

function kindOf(type: string): ZeekKind {
  const list = /^(?:set|vector)\[(\w+)\]$/.exec(type);
  if (list !== null) {
    const inner = kindOf(list[1]!);
    return { of: inner === 'time' ? 'number' : typeof inner === 'string' ? inner : 'text' };
  }
  if (type === 'time') return 'time';
  if (type === 'bool') return 'truth';
  return ['count', 'int', 'port', 'double', 'interval'].includes(type) ? 'number' : 'text';
}
