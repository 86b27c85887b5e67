// Behind E8 (call) and E9 (jump) stand 4 bytes of an address; its highest byte is 0 or FF if it is one.
const ADDRESS_BYTES = 4;
const CALL_BYTES = 1 + ADDRESS_BYTES;

// By which of the three bytes before were E8 or E9 as well (bit 0: the nearest): whether the byte may start a call all
// the same, and how many bytes of the address they may have changed.
const MAY_START = [true, true, true, false, true, false, false, false];
const CHANGED_BYTES = [0, 1, 2, 2, 3, 3, 3, 3];

/**
 * Undoes the filter for x86 programs, which turns addresses in calls from absolute to relative. Packers put it before
 * other data too. Source: LZMA SDK, "BCJ" (public domain).
 */
export function* withoutX86Filter(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  const filter = new X86Filter();
  let kept = new Uint8Array(0);
  for (const piece of pieces) {
    const bytes = new Uint8Array(kept.length + piece.length);
    bytes.set(kept);
    bytes.set(piece, kept.length);
    const done = filter.undo(bytes);
    if (done > 0) yield bytes.slice(0, done);
    kept = bytes.slice(done);
  }
  if (kept.length > 0) yield kept;
}

class X86Filter {
  /** of the first byte that is given next, from the start */
  #position = 0;
  #mask = 0;

  /** Changes bytes in place. @returns how many of them are done; the rest is to be given again with more behind it */
  undo(bytes: Uint8Array): number {
    let at = 0;
    let lastStart = -1;
    for (const end = bytes.length - ADDRESS_BYTES; ; ) {
      while (at < end && (bytes[at]! & 0xfe) !== 0xe8) at++;
      if (at >= end) break;
      this.#shift(at - lastStart);
      lastStart = at;
      const isCall = this.#isCall(bytes, at);
      if (isCall) this.#relative(bytes, at);
      else this.#mask = ((this.#mask << 1) & 7) | 1;
      at += isCall ? CALL_BYTES : 1;
    }
    const done = Math.max(0, Math.min(at, bytes.length));
    this.#shift(done - lastStart);
    this.#position += done;
    return done;
  }

  #shift(distance: number): void {
    this.#mask = distance > 3 ? 0 : (this.#mask << (distance - 1)) & 7;
  }

  #isCall(bytes: Uint8Array, at: number): boolean {
    const mask = this.#mask;
    if (mask !== 0 && (!MAY_START[mask] || isHighest(bytes[at + ADDRESS_BYTES - CHANGED_BYTES[mask]!]!))) return false;
    return isHighest(bytes[at + ADDRESS_BYTES]!);
  }

  #relative(bytes: Uint8Array, at: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const next = this.#position + at + CALL_BYTES;
    const changedBits = CHANGED_BYTES[this.#mask]! * 8;
    let address = view.getUint32(at + 1, true);
    let relative = (address - next) >>> 0;
    while (this.#mask !== 0 && isHighest((relative >>> (24 - changedBits)) & 0xff)) {
      address = (relative ^ (2 ** (32 - changedBits) - 1)) >>> 0;
      relative = (address - next) >>> 0;
    }
    const sign = (relative >>> 24) & 1 ? 0xff000000 : 0;
    view.setUint32(at + 1, ((relative & 0xffffff) | sign) >>> 0, true);
  }
}

function isHighest(byte: number): boolean {
  return byte === 0 || byte === 0xff;
}
