import { DecodeError } from './decode-error.ts';

/** 64 KiB: size of a chunk (libevtx format documentation, "Chunk"). */
export const CHUNK_SIZE = 65_536;

// String.fromCharCode takes its units as arguments, which live on the stack.
const UNITS_PER_CALL = 8_192;
// Up to the first an array of units is fastest, up to the second narrowing to bytes, then Node's own decoding.
const FEW_UNITS = 8;
const SOME_UNITS = 256;

const NO_WORDS = new Int32Array(0);

/** The part of Node's Buffer that turns bytes into text; absent in browsers. */
interface NativeText {
  toString(encoding: 'latin1' | 'utf16le', start: number, end: number): string;
}
interface NativeTextMaker {
  from(buffer: ArrayBufferLike, byteOffset: number, length: number): NativeText;
}
const nativeText = (globalThis as { Buffer?: NativeTextMaker }).Buffer;
// Room for escapes and quotes.
const narrowed = new Uint8Array(SOME_UNITS * 2 + 2);
const narrowedText = nativeText?.from(narrowed.buffer, 0, narrowed.length);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
// `"`, `&`, `<`, `>`
const XML_ESCAPED: ReadonlySet<number> = new Set([QUOTE, 0x26, 0x3c, 0x3e]);

/** The bytes of one chunk, and the one place for all bounds checks on them. */
export class ChunkBytes {
  readonly bytes: Uint8Array;
  /** offset of the chunk in the file */
  readonly fileOffset: number;
  readonly size: number;
  /** the 32-bit words of `bytes`; none when the bytes do not start at a word */
  readonly words: Int32Array;
  readonly #view: DataView;
  readonly #native: NativeText | undefined;

  /** @param bytes the chunk, shorter than 64 KiB when the file ends in it; not copied */
  constructor(bytes: Uint8Array, fileOffset: number) {
    // A plain view also where Node gives a Buffer, whose `slice` would not copy.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.fileOffset = fileOffset;
    this.size = bytes.length;
    const isAligned = bytes.byteOffset % 4 === 0;
    this.words = isAligned ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : NO_WORDS;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#native = nativeText?.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** @throws DecodeError unless `length` bytes lie at `offset` */
  need(offset: number, length: number, what: string): void {
    if (offset < 0 || offset + length > this.size) {
      throw new DecodeError(`${what} needs ${length} bytes at ${offset} of a chunk of ${this.size}`, offset);
    }
  }

  u8(offset: number): number {
    this.need(offset, 1, 'a byte');
    return this.bytes[offset]!;
  }

  u16(offset: number): number {
    this.need(offset, 2, 'a 16-bit value');
    return this.#view.getUint16(offset, true);
  }

  u32(offset: number): number {
    this.need(offset, 4, 'a 32-bit value');
    return this.#view.getUint32(offset, true);
  }

  i8(offset: number): number {
    return (this.u8(offset) << 24) >> 24;
  }

  i16(offset: number): number {
    return (this.u16(offset) << 16) >> 16;
  }

  i32(offset: number): number {
    return this.u32(offset) | 0;
  }

  f32(offset: number): number {
    this.need(offset, 4, 'a float');
    return this.#view.getFloat32(offset, true);
  }

  f64(offset: number): number {
    this.need(offset, 8, 'a double');
    return this.#view.getFloat64(offset, true);
  }

  /** An unsigned 64-bit integer: a number up to 2^53, else a bigint. */
  u64(offset: number): number | bigint {
    const low = this.u32(offset);
    const high = this.u32(offset + 4);
    return high < 0x20_0000 ? high * 0x1_0000_0000 + low : (BigInt(high) << 32n) | BigInt(low);
  }

  /** A signed 64-bit integer: a number within ±2^53, else a bigint. */
  i64(offset: number): number | bigint {
    const low = this.u32(offset);
    const high = this.i32(offset + 4);
    if (high >= -0x20_0000 && high < 0x20_0000) return high * 0x1_0000_0000 + low;
    return (BigInt(high) << 32n) | BigInt(low);
  }

  /** UTF-16LE text of `units` code units; lone surrogates stay as they are. */
  utf16(offset: number, units: number): string {
    this.need(offset, units * 2, 'UTF-16 text');
    if (units <= FEW_UNITS) return this.#fromUnits(offset, units);
    if (this.#native === undefined) return this.#inPieces(offset, units);
    const isNarrow = units <= SOME_UNITS && this.#narrow(offset, units);
    return isNarrow
      ? narrowedText!.toString('latin1', 0, units)
      : this.#native.toString('utf16le', offset, offset + units * 2);
  }

  /**
   * UTF-16LE text up to its first NUL as a JSON string in quotes; undefined when it takes the plain way, because it is long
   * or holds control characters or any above U+00FF.
   */
  shortJson(offset: number, units: number): string | undefined {
    if (units > SOME_UNITS || narrowedText === undefined) return undefined;
    this.need(offset, units * 2, 'UTF-16 text');
    const { bytes } = this;
    narrowed[0] = QUOTE;
    let length = 1;
    for (let at = offset; at < offset + units * 2; at += 2) {
      const byte = bytes[at]!;
      if (bytes[at + 1] !== 0) return undefined;
      if (byte === 0) break;
      if (byte < 0x20) return undefined;
      if (byte === QUOTE || byte === BACKSLASH) narrowed[length++] = BACKSLASH;
      narrowed[length++] = byte;
    }
    narrowed[length++] = QUOTE;
    return narrowedText.toString('latin1', 0, length);
  }

  /** UTF-16LE text up to its first NUL as XML text; undefined when it takes the plain way, as above or to be escaped. */
  shortXml(offset: number, units: number): string | undefined {
    if (units > SOME_UNITS || narrowedText === undefined) return undefined;
    this.need(offset, units * 2, 'UTF-16 text');
    const { bytes } = this;
    let length = 0;
    for (let at = offset; at < offset + units * 2; at += 2) {
      const byte = bytes[at]!;
      if (bytes[at + 1] !== 0) return undefined;
      if (byte === 0) break;
      if (byte < 0x20 || XML_ESCAPED.has(byte)) return undefined;
      narrowed[length++] = byte;
    }
    return narrowedText.toString('latin1', 0, length);
  }

  // Text of characters below U+0100 becomes a string of one byte a character, which V8 also searches faster.
  #narrow(offset: number, units: number): boolean {
    const { bytes } = this;
    for (let index = 0, at = offset; index < units; index++, at += 2) {
      if (bytes[at + 1] !== 0) return false;
      narrowed[index] = bytes[at]!;
    }
    return true;
  }

  #fromUnits(offset: number, units: number): string {
    const codes: number[] = [];
    for (let at = offset; at < offset + units * 2; at += 2) codes.push(this.bytes[at]! | (this.bytes[at + 1]! << 8));
    return String.fromCharCode.apply(null, codes);
  }

  #inPieces(offset: number, units: number): string {
    let text = '';
    for (let done = 0; done < units; done += UNITS_PER_CALL) {
      text += this.#fromUnits(offset + done * 2, Math.min(UNITS_PER_CALL, units - done));
    }
    return text;
  }
}
