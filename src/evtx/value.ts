import type { ChunkBytes } from './chunk-bytes.ts';
import { filetimeText, systemtimeText } from './time.ts';
import type { EvtxValue } from './types.ts';

/** BinXML value types ([MS-EVEN6] 2.2.13, libevtx format documentation "Value types"). */
export const TYPE = {
  null: 0x00,
  string: 0x01,
  ansiString: 0x02,
  int8: 0x03,
  uint8: 0x04,
  int16: 0x05,
  uint16: 0x06,
  int32: 0x07,
  uint32: 0x08,
  int64: 0x09,
  uint64: 0x0a,
  real32: 0x0b,
  real64: 0x0c,
  bool: 0x0d,
  binary: 0x0e,
  guid: 0x0f,
  sizeT: 0x10,
  filetime: 0x11,
  systemtime: 0x12,
  sid: 0x13,
  hexInt32: 0x14,
  hexInt64: 0x15,
  binXml: 0x21,
  arrayFlag: 0x80,
} as const;

// Bytes of one value by type; 0 where the size comes with the value.
const FIXED_SIZE: readonly number[] = [0, 0, 0, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 4, 0, 16, 0, 8, 16, 0, 4, 8];

/** Bytes of one value of a type; 0 when its size comes with the value. */
export function fixedSize(type: number): number {
  return FIXED_SIZE[type] ?? 0;
}

/** Whether JSON carries values of this type bare, as `evtx_dump` does: integers and booleans. */
export function isBareType(type: number): boolean {
  return (type >= TYPE.int8 && type <= TYPE.uint64) || type === TYPE.bool;
}

/**
 * Decodes a value.
 * @param type a type of `TYPE`, with `arrayFlag` for an array
 * @returns null for a type that carries no value or bytes too few for it
 */
export function decodeValue(chunk: ChunkBytes, type: number, offset: number, size: number): EvtxValue {
  if (type === TYPE.string) return textUntilNul(chunk, offset, size);
  if ((type & TYPE.arrayFlag) !== 0) return decodeArray(chunk, type & ~TYPE.arrayFlag, offset, size);
  if (size < fixedSize(type)) return null;
  return decodeScalar(chunk, type, offset, size);
}

/**
 * A value as JSON, as `evtx_dump` writes it: integers and booleans bare, everything else in quotes.
 * @returns empty for a value that carries nothing; undefined for arrays and BinXML
 */
export function jsonOf(chunk: ChunkBytes, type: number, offset: number, size: number): string | undefined {
  if (type === TYPE.string) {
    const short = chunk.shortJson(offset, size >> 1);
    if (short !== undefined) return short.length === 2 ? '' : short;
  }
  if ((type & TYPE.arrayFlag) !== 0 || type === TYPE.binXml) return undefined;
  const value = decodeValue(chunk, type, offset, size);
  if (value === null || value === '') return '';
  if (type === TYPE.string || type === TYPE.ansiString) return JSON.stringify(value);
  return isBareType(type) ? String(value) : `"${value}"`;
}

function decodeScalar(chunk: ChunkBytes, type: number, offset: number, size: number): EvtxValue {
  switch (type) {
    case TYPE.ansiString:
      return ansiUntilNul(chunk, offset, size);
    case TYPE.int8:
      return chunk.i8(offset);
    case TYPE.uint8:
      return chunk.u8(offset);
    case TYPE.int16:
      return chunk.i16(offset);
    case TYPE.uint16:
      return chunk.u16(offset);
    case TYPE.int32:
      return chunk.i32(offset);
    case TYPE.uint32:
      return chunk.u32(offset);
    case TYPE.int64:
      return chunk.i64(offset);
    case TYPE.uint64:
      return chunk.u64(offset);
    case TYPE.real32:
      return shortestFloat32(chunk.f32(offset));
    case TYPE.real64:
      return chunk.f64(offset);
    case TYPE.bool:
      return boolValue(chunk.i32(offset));
    default:
      return decodeAsText(chunk, type, offset, size);
  }
}

function decodeAsText(chunk: ChunkBytes, type: number, offset: number, size: number): string | null {
  switch (type) {
    case TYPE.binary:
      return hexUpper(chunk, offset, size);
    case TYPE.guid:
      return guidText(chunk, offset);
    case TYPE.sizeT:
      return size >= 8 ? hexInt64(chunk, offset) : size >= 4 ? `0x${chunk.u32(offset).toString(16)}` : null;
    case TYPE.filetime:
      return filetimeText(chunk.u32(offset), chunk.u32(offset + 4));
    case TYPE.systemtime:
      return systemtimeText(Array.from({ length: 8 }, (_, part) => chunk.u16(offset + part * 2)));
    case TYPE.sid:
      return sidText(chunk, offset, size);
    case TYPE.hexInt32:
      return `0x${chunk.u32(offset).toString(16)}`;
    case TYPE.hexInt64:
      return hexInt64(chunk, offset);
    default:
      return null;
  }
}

function decodeArray(chunk: ChunkBytes, type: number, offset: number, size: number): readonly EvtxValue[] {
  if (type === TYPE.string) return splitStrings(chunk.utf16(offset, size >> 1));
  if (type === TYPE.ansiString) return splitStrings(ansi(chunk, offset, size));
  const items: EvtxValue[] = [];
  const step = type === TYPE.sizeT ? 8 : fixedSize(type);
  for (let at = offset; at < offset + size; ) {
    const itemSize = type === TYPE.sid ? sidSize(chunk, at) : step;
    if (itemSize === 0 || at + itemSize > offset + size) break;
    items.push(decodeScalar(chunk, type, at, itemSize));
    at += itemSize;
  }
  return items;
}

// Items end with a NUL each; the last one may lack it.
function splitStrings(text: string): readonly string[] {
  if (text === '') return [];
  const items = text.split('\0');
  if (items.at(-1) === '') items.pop();
  return items;
}

function textUntilNul(chunk: ChunkBytes, offset: number, size: number): string {
  const text = chunk.utf16(offset, size >> 1);
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

function ansiUntilNul(chunk: ChunkBytes, offset: number, size: number): string {
  const text = ansi(chunk, offset, size);
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

// The code page is not recorded. windows-1252 is the Western default, which evtx_dump assumes too.
let windows1252: { decode(bytes: Uint8Array): string } | undefined;

function ansi(chunk: ChunkBytes, offset: number, size: number): string {
  chunk.need(offset, size, 'ANSI text');
  windows1252 ??= new TextDecoder('windows-1252');
  return windows1252.decode(chunk.bytes.subarray(offset, offset + size));
}

// Some providers store other integers than 0 and 1 in a boolean; they stay visible as integers.
function boolValue(raw: number): boolean | number {
  return raw === 0 ? false : raw === 1 ? true : raw;
}

// A float widened to a double shows digits that were never there: 0.1f is 0.10000000149011612.
function shortestFloat32(value: number): number {
  for (let digits = 6; digits <= 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}

const HEX_UPPER = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
const HEX_LOWER = HEX_UPPER.map((pair) => pair.toLowerCase());

function hexUpper(chunk: ChunkBytes, offset: number, size: number): string {
  chunk.need(offset, size, 'binary data');
  let text = '';
  for (let at = offset; at < offset + size; at++) text += HEX_UPPER[chunk.bytes[at]!];
  return text;
}

const GUID_ORDER = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15];

/** A GUID as Windows writes it: lower case, in braces. */
export function guidText(chunk: ChunkBytes, offset: number): string {
  chunk.need(offset, 16, 'a GUID');
  let text = '{';
  for (const index of GUID_ORDER) text += index < 0 ? '-' : HEX_LOWER[chunk.bytes[offset + index]!];
  return `${text}}`;
}

function hexInt64(chunk: ChunkBytes, offset: number): string {
  const high = chunk.u32(offset + 4);
  const low = chunk.u32(offset).toString(16);
  return high === 0 ? `0x${low}` : `0x${high.toString(16)}${low.padStart(8, '0')}`;
}

function sidSize(chunk: ChunkBytes, offset: number): number {
  return offset + 2 > chunk.size ? 0 : 8 + 4 * chunk.u8(offset + 1);
}

// [MS-DTYP] 2.4.2.2: revision, sub-authority count, 48-bit big-endian authority, little-endian sub-authorities.
function sidText(chunk: ChunkBytes, offset: number, size: number): string | null {
  if (size < 8) return null;
  const high = (chunk.u8(offset + 2) << 8) | chunk.u8(offset + 3);
  const low = chunk.u8(offset + 4) * 0x100_0000 + ((chunk.u8(offset + 5) << 16) | (chunk.u8(offset + 6) << 8));
  let text = `S-${chunk.u8(offset)}-${high * 0x1_0000_0000 + low + chunk.u8(offset + 7)}`;
  const count = Math.min(chunk.u8(offset + 1), (size - 8) >> 2);
  for (let index = 0; index < count; index++) text += `-${chunk.u32(offset + 8 + index * 4)}`;
  return text;
}
