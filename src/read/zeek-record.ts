import type { FieldRecord, FieldValue, RawText } from '../model/index.ts';
import type { ColumnPlaces } from './columns.ts';
import { unescapeZeek, type ZeekKind, type ZeekStructure } from './zeek-header.ts';

const HYPHEN = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

/** One line of a Zeek log; a column is decoded when it is asked for. */
export class ZeekRecord implements FieldRecord {
  readonly kind = 'record';
  readonly structure: ZeekStructure;
  readonly #places: ColumnPlaces;

  constructor(structure: ZeekStructure, places: ColumnPlaces) {
    this.structure = structure;
    this.#places = places;
  }

  get byteOffset(): number {
    return this.#places.byteOffset;
  }

  get rawText(): RawText | undefined {
    return this.#places.rawText;
  }

  get(field: string): FieldValue | undefined {
    const column = this.structure.columnOf.get(field);
    return column === undefined ? undefined : this.#valueOf(column);
  }

  *entries(): Generator<readonly [string, FieldValue]> {
    const { fields } = this.structure;
    for (let column = 0; column < fields.length; column++) {
      const value = this.#valueOf(column);
      if (value !== undefined) yield [fields[column]!, value];
    }
  }

  #valueOf(column: number): FieldValue | undefined {
    const { block, ends } = this.#places;
    const start = column === 0 ? this.#places.start : ends[column - 1]! + 1;
    const end = ends[column]!;
    const { header, kinds } = this.structure;
    const kind = kinds[column]!;
    if (end === start + 1 && block.bytes[start] === HYPHEN && header.unsetField === '-') return undefined;
    if (kind === 'time' || kind === 'number') {
      const value = decimalAt(block.bytes, start, end);
      if (value !== undefined) return value;
    }
    const text = block.text(start, end);
    if (text === header.unsetField) return undefined;
    if (typeof kind === 'string') return text === header.emptyField ? '' : scalarOf(text, kind);
    if (text === header.emptyField) return [];
    const items = text.split(header.setSeparator);
    return items.map((item) => (item === header.unsetField ? null : scalarOf(item, kind.of)));
  }
}

/** A plain decimal, rounded as `Number` of its text is; undefined for anything else, and for more digits than are exact. */
function decimalAt(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end === start || end - start > 17 || bytes[start] === POINT || bytes[end - 1] === POINT) return undefined;
  let digits = 0;
  let scale = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      scale *= 10;
    } else if (bytes[at] === POINT && scale === 0) scale = 1;
    else return undefined;
  }
  return digits > Number.MAX_SAFE_INTEGER ? undefined : digits / (scale === 0 ? 1 : scale);
}

function scalarOf(text: string, kind: Exclude<ZeekKind, object>): FieldValue {
  if (kind === 'truth') return text === 'T' || text === 'F' ? text === 'T' : text;
  if (kind === 'text') return unescapeZeek(text);
  if (!/^-?\d{1,20}(?:\.\d{1,20})?$/.test(text)) return unescapeZeek(text);
  const value = Number(text);
  return Number.isSafeInteger(value) || text.includes('.') ? value : BigInt(text);
}
