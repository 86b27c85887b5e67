import type { ByteWriter } from './byte-writer.ts';
import type { EventScalar, EventScalarType, EventValueType, TypedValue } from './definition.ts';

/** Type code of an array is that of its members with this bit set ([MS-EVEN6] 2.2.12.4). */
export const ARRAY_BIT = 0x80;

/** Type code of a value that is absent. */
export const NULL_CODE = 0;

/** 100 ns steps from 1601 to 1970: the difference between FILETIME and Unix time. */
const EPOCH_TICKS = 116444736000000000n;

interface ScalarKind {
  readonly code: number;
  readonly write: (out: ByteWriter, value: EventScalar) => void;
  readonly text: (value: EventScalar) => string;
}

/** Codes: [MS-EVEN6] 2.2.12.3 (ValueType) and the libevtx format documentation, "Value types". */
const KINDS: Readonly<Record<EventScalarType, ScalarKind>> = {
  string: { code: 0x01, write: (out, value) => out.utf16(textOf(value)), text: textOf },
  ansi: { code: 0x02, write: (out, value) => out.raw(latin1(textOf(value))), text: textOf },
  int8: integer(0x03, 8, true),
  uint8: integer(0x04, 8, false),
  int16: integer(0x05, 16, true),
  uint16: integer(0x06, 16, false),
  int32: integer(0x07, 32, true),
  uint32: integer(0x08, 32, false),
  int64: integer(0x09, 64, true),
  uint64: integer(0x0a, 64, false),
  float: { code: 0x0b, write: (out, value) => out.f32(Number(value)), text: textOf },
  double: { code: 0x0c, write: (out, value) => out.f64(Number(value)), text: textOf },
  bool: { code: 0x0d, write: (out, value) => out.u32(value === true ? 1 : 0), text: textOf },
  binary: { code: 0x0e, write: (out, value) => out.raw(bytesOf(value)), text: (value) => hexOf(bytesOf(value)) },
  guid: { code: 0x0f, write: (out, value) => out.raw(keptGuid(textOf(value))), text: (value) => guidText(value) },
  sizeT: { ...integer(0x10, 64, false), text: hexText },
  filetime: { code: 0x11, write: (out, value) => out.u64(fileTimeOf(value)), text: (value) => timeText(value, 9) },
  systemtime: { code: 0x12, write: writeSystemTime, text: (value) => timeText(value, 3) },
  sid: { code: 0x13, write: (out, value) => out.raw(keptSid(textOf(value))), text: textOf },
  hexInt32: { ...integer(0x14, 32, false), text: hexText },
  hexInt64: { ...integer(0x15, 64, false), text: hexText },
};

/** The type a value is written as: its own, or the one that suits the value (see TypedValue). */
export function typeOf(typed: TypedValue): EventValueType {
  if (typed.type !== undefined) return typed.type;
  if (!isList(typed.value)) return scalarType(typed.value);
  const member = typed.value.length === 0 ? 'string' : scalarType(typed.value[0]!);
  return member === 'null' ? 'string[]' : `${member}[]`;
}

/** Type code as a substitution and a value descriptor carry it. */
export function typeCode(type: EventValueType): number {
  if (type === 'null') return NULL_CODE;
  return isArrayType(type) ? KINDS[memberType(type)].code | ARRAY_BIT : KINDS[type].code;
}

/**
 * Writes the bytes of one value as they stand behind the value descriptors of a template instance.
 * @throws RangeError or TypeError when the value does not fit its type
 */
export function writeValue(out: ByteWriter, typed: TypedValue): void {
  const type = typeOf(typed);
  if (type === 'null' || typed.value === null) return;
  if (!isArrayType(type)) {
    KINDS[type].write(out, scalarOf(typed));
    return;
  }
  const member = memberType(type);
  if (member === 'binary') throw new TypeError('EVTX has no array of binary values: their lengths are stored nowhere.');
  for (const value of listOf(typed)) {
    KINDS[member].write(out, value);
    // Only texts of an array carry a terminator: it is what separates them (libevtx documentation, "Array types").
    if (member === 'string') out.u16(0);
    if (member === 'ansi') out.u8(0);
  }
}

/** The value as text, one string for each member of an array; how forwarded logs store it. */
export function valueTexts(typed: TypedValue): readonly string[] {
  const type = typeOf(typed);
  if (type === 'null' || typed.value === null) return [];
  if (!isArrayType(type)) return [KINDS[type].text(scalarOf(typed))];
  return listOf(typed).map(KINDS[memberType(type)].text);
}

/** FILETIME (100 ns since 1601) of UTC milliseconds since 1970. */
export function fileTime(timeMs: number, ticks = 0n): bigint {
  return BigInt(Math.round(timeMs * 1000)) * 10n + EPOCH_TICKS + ticks;
}

/** Logs repeat the same few SIDs and GUIDs; the bytes of this many texts are kept. */
const KEPT_TEXTS = 4096;

function keeping(bytesOfText: (text: string) => Uint8Array): (text: string) => Uint8Array {
  const known = new Map<string, Uint8Array>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const bytes = bytesOfText(text);
    if (known.size >= KEPT_TEXTS) known.clear();
    known.set(text, bytes);
    return bytes;
  };
}

/** Bytes of a GUID given as text, with or without braces. @throws TypeError when it is none */
function guidBytes(text: string): Uint8Array {
  const digits = text.replace(/[{}-]/g, '');
  if (!/^[0-9a-fA-F]{32}$/.test(digits)) throw new TypeError(`A GUID has 32 hexadecimal digits, found "${text}".`);
  const bytes = hexBytes(digits);
  return new Uint8Array([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map((from) => bytes[from]!));
}

const keptGuid = keeping(guidBytes);
const keptSid = keeping(sidBytes);

function isList(value: TypedValue['value']): value is readonly EventScalar[] {
  return Array.isArray(value);
}

function isArrayType(type: EventValueType): type is `${EventScalarType}[]` {
  return type.endsWith('[]');
}

function memberType(type: `${EventScalarType}[]`): EventScalarType {
  return type.slice(0, -2) as EventScalarType;
}

function scalarType(value: EventScalar): EventScalarType | 'null' {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return value < 0n ? 'int64' : 'uint64';
  if (typeof value !== 'number') return 'binary';
  if (!Number.isSafeInteger(value)) return 'double';
  if (value < 0) return 'int64';
  return value <= 0xffffffff ? 'uint32' : 'uint64';
}

function scalarOf(typed: TypedValue): EventScalar {
  if (isList(typed.value)) throw new TypeError(`A list cannot be written as ${typed.type}; its type ends in [].`);
  return typed.value;
}

function listOf(typed: TypedValue): readonly EventScalar[] {
  if (!isList(typed.value)) throw new TypeError(`A value of type ${typed.type} is a list, found ${typed.value}.`);
  return typed.value;
}

function textOf(value: EventScalar): string {
  return value instanceof Uint8Array ? hexOf(value) : String(value ?? '');
}

function integer(code: number, bits: 8 | 16 | 32 | 64, signed: boolean): ScalarKind {
  const least = signed ? -(1n << BigInt(bits - 1)) : 0n;
  const most = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
  const safeMost = Math.min(Number(most), Number.MAX_SAFE_INTEGER);
  const write = (out: ByteWriter, value: EventScalar): void => {
    // The common case without a bigint: half of the time of writing an event.
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= safeMost) {
      writeSmall(out, bits, value);
      return;
    }
    const whole = wholeNumber(value);
    if (whole < least || whole > most) {
      throw new RangeError(`A ${bits}-bit ${signed ? 'signed' : 'unsigned'} EVTX integer cannot hold ${whole}.`);
    }
    if (bits === 64) out.u64(whole);
    else if (bits === 32) out.u32(Number(whole));
    else if (bits === 16) out.u16(Number(whole));
    else out.u8(Number(whole));
  };
  return { code, write, text: (value) => wholeNumber(value).toString() };
}

/** @param value not negative and small enough for its bits */
function writeSmall(out: ByteWriter, bits: 8 | 16 | 32 | 64, value: number): void {
  if (bits === 8) out.u8(value);
  else if (bits === 16) out.u16(value);
  else out.u32(value);
  if (bits === 64) out.u32(Math.floor(value / 0x100000000));
}

function wholeNumber(value: EventScalar): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^(0x[0-9a-fA-F]+|-?[0-9]+)$/.test(value)) return BigInt(value);
  throw new TypeError(`An EVTX integer is a whole number, found ${JSON.stringify(value)}.`);
}

function hexText(value: EventScalar): string {
  return `0x${wholeNumber(value).toString(16)}`;
}

/** ANSI text is a byte for each character; what a byte cannot hold becomes `?`, as Windows does it. */
function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => (character.charCodeAt(0) > 0xff ? 0x3f : character.charCodeAt(0)));
}

function bytesOf(value: EventScalar): Uint8Array {
  return value instanceof Uint8Array ? value : hexBytes(textOf(value));
}

function hexBytes(digits: string): Uint8Array {
  if (!/^([0-9a-fA-F]{2})*$/.test(digits))
    throw new TypeError(`Binary is an even number of hex digits, found "${digits}".`);
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
}

function guidText(value: EventScalar): string {
  return `{${textOf(value).replace(/[{}]/g, '').toUpperCase()}}`;
}

function sidBytes(text: string): Uint8Array {
  const parts = /^S-(\d+)-(\d+)((?:-\d+)*)$/.exec(text);
  if (parts === null) throw new TypeError(`A SID looks like S-1-5-18, found "${text}".`);
  const subAuthorities = parts[3]!.split('-').slice(1).map(Number);
  const bytes = new Uint8Array(8 + subAuthorities.length * 4);
  const view = new DataView(bytes.buffer);
  // The authority's 48 bits are big-endian, all other numbers little-endian ([MS-DTYP] 2.4.2.2).
  view.setBigUint64(0, BigInt(parts[2]!));
  bytes[0] = Number(parts[1]);
  bytes[1] = subAuthorities.length;
  subAuthorities.forEach((subAuthority, index) => {
    view.setUint32(8 + index * 4, subAuthority, true);
  });
  return bytes;
}

function fileTimeOf(value: EventScalar): bigint {
  if (typeof value === 'bigint') return value;
  return fileTime(typeof value === 'number' ? value : parsedTime(value));
}

function parsedTime(value: EventScalar): number {
  const timeMs = Date.parse(textOf(value));
  if (Number.isNaN(timeMs)) throw new TypeError(`A time is a number, a bigint or ISO text, found "${textOf(value)}".`);
  return timeMs;
}

function writeSystemTime(out: ByteWriter, value: EventScalar): void {
  const date = new Date(timeMsOf(value));
  out.u16(date.getUTCFullYear());
  out.u16(date.getUTCMonth() + 1);
  out.u16(date.getUTCDay());
  out.u16(date.getUTCDate());
  out.u16(date.getUTCHours());
  out.u16(date.getUTCMinutes());
  out.u16(date.getUTCSeconds());
  out.u16(date.getUTCMilliseconds());
}

function timeMsOf(value: EventScalar): number {
  return Number((fileTimeOf(value) - EPOCH_TICKS) / 10000n);
}

/** ISO text in UTC with 3 to 9 digits behind the second. */
function timeText(value: EventScalar, fractionDigits: number): string {
  const ticks = fileTimeOf(value) - EPOCH_TICKS;
  const second = new Date(Number(ticks / 10000000n) * 1000).toISOString().slice(0, 19);
  const fraction = (ticks % 10000000n).toString().padStart(7, '0').padEnd(9, '0').slice(0, fractionDigits);
  return `${second}.${fraction}Z`;
}
