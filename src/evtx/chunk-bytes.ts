import { DecodeError } from './decode-error.ts';

/** 64 KiB: size of a chunk (libevtx format documentation, "Chunk"). */
export const CHUNK_SIZE = 65_536;

// String.fromCharCode takes its units as arguments, which live on the stack.
const UNITS_PER_CALL = 8_192;

/** The bytes of one chunk, and the one place for all bounds checks on them. */
export class ChunkBytes {
  readonly bytes: Uint8Array;
  /** offset of the chunk in the file */
  readonly fileOffset: number;
  readonly size: number;
  readonly #view: DataView;
  readonly #evenUnits: Uint16Array;
  #oddUnits: Uint16Array | undefined;

  /** @param bytes the chunk, shorter than 64 KiB when the file ends in it; copied when it is not 2-byte aligned */
  constructor(bytes: Uint8Array, fileOffset: number) {
    // A plain view also where Node gives a Buffer, whose `slice` would not copy.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    const aligned = bytes.byteOffset % 2 === 0 ? plain : plain.slice();
    this.bytes = aligned;
    this.fileOffset = fileOffset;
    this.size = aligned.length;
    this.#view = new DataView(aligned.buffer, aligned.byteOffset, aligned.length);
    this.#evenUnits = new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length >> 1);
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
    const from = (offset & 1) === 0 ? this.#evenUnits : this.#shiftedUnits();
    const start = offset >> 1;
    if (units <= UNITS_PER_CALL) return fromUnits(from.subarray(start, start + units));
    let text = '';
    for (let done = 0; done < units; done += UNITS_PER_CALL) {
      text += fromUnits(from.subarray(start + done, start + Math.min(units, done + UNITS_PER_CALL)));
    }
    return text;
  }

  // A Uint16Array must start at an even address, so text at odd offsets is read from a copy moved by one byte.
  #shiftedUnits(): Uint16Array {
    this.#oddUnits ??= new Uint16Array(this.bytes.slice(1, 1 + (((this.size - 1) >> 1) << 1)).buffer);
    return this.#oddUnits;
  }
}

function fromUnits(units: Uint16Array): string {
  return String.fromCharCode.apply(null, units as unknown as number[]);
}
