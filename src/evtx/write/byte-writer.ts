/** Little-endian bytes that grow as they are written. Positions can be patched afterwards. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacityBytes: number) {
    this.#bytes = new Uint8Array(capacityBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** number of bytes written so far: where the next one goes */
  get length(): number {
    return this.#length;
  }

  /** forgets everything from `length` on, or fills up with zeros to it */
  resize(length: number): void {
    if (length > this.#length) this.#reserve(length - this.#length);
    else this.#bytes.fill(0, length, this.#length);
    this.#length = length;
  }

  u8(value: number): void {
    const at = this.#advance(1);
    this.#bytes[at] = value;
  }

  u16(value: number): void {
    const at = this.#advance(2);
    this.#view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.#advance(4);
    this.#view.setUint32(at, value, true);
  }

  u64(value: bigint): void {
    const at = this.#advance(8);
    this.#view.setBigUint64(at, BigInt.asUintN(64, value), true);
  }

  f32(value: number): void {
    const at = this.#advance(4);
    this.#view.setFloat32(at, value, true);
  }

  f64(value: number): void {
    const at = this.#advance(8);
    this.#view.setFloat64(at, value, true);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#advance(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** UTF-16LE without terminator; lone surrogates are kept as they are */
  utf16(text: string): void {
    const at = this.#advance(text.length * 2);
    for (let i = 0; i < text.length; i++) this.#view.setUint16(at + i * 2, text.charCodeAt(i), true);
  }

  patchU16(at: number, value: number): void {
    this.#view.setUint16(at, value, true);
  }

  patchU32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  patchU64(at: number, value: bigint): void {
    this.#view.setBigUint64(at, BigInt.asUintN(64, value), true);
  }

  /** @returns the bytes of the range, not copied */
  view(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, to);
  }

  #advance(count: number): number {
    this.#reserve(count);
    const at = this.#length;
    this.#length += count;
    return at;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
