import { CHUNK_SIZE, ChunkBytes } from './chunk-bytes.ts';
import type { Crc32 } from './crc32.ts';
import { DecodeError } from './decode-error.ts';
import { RECORD_HEADER_SIZE, RECORD_TRAILER_SIZE, type RecordCursor } from './record.ts';
import type { EvtxProblem, EvtxProblemCode, EvtxRecord } from './types.ts';

/** `ElfChnk\0`, as two 32-bit values. */
const CHUNK_SIGNATURE_LOW = 0x43_66_6c_45;
const CHUNK_SIGNATURE_HIGH = 0x00_6b_6e_68;
/** `**\0\0`, which starts every record. */
const RECORD_SIGNATURE = 0x00_00_2a_2a;
/** Chunk header, string table and template table. */
const CHUNK_HEADER_SIZE = 512;
const SMALLEST_RECORD = RECORD_HEADER_SIZE + RECORD_TRAILER_SIZE;
// FILETIMEs of 2000-01-01 and 2100-01-01, upper halves: what a carved record may carry.
const EARLIEST_TIME = 0x01bf53eb;
const LATEST_TIME = 0x02ef4f00;

/** Whether a chunk starts at `offset`. */
export function isChunkStart(bytes: Uint8Array, offset = 0): boolean {
  return (
    offset + 8 <= bytes.length &&
    u32(bytes, offset) === CHUNK_SIGNATURE_LOW &&
    u32(bytes, offset + 4) === CHUNK_SIGNATURE_HIGH
  );
}

export interface ChunkOptions {
  readonly carve: boolean;
  readonly crc32: Crc32;
  /** moved to each record of the chunk in turn */
  readonly record: RecordCursor;
}

/**
 * Reads the records of one 64 KiB chunk, in file order; carved ones come last.
 * @param bytes the chunk, from its signature; shorter when the file ends in it; must not change while records are in use
 * @param fileOffset where the chunk stands in its file
 * @returns where in `bytes` another chunk starts, because bytes between were lost; -1 when none does
 * @yields `options.record` again and again, valid until the next step; a damaged record is a problem at its file
 *   offset, and the next one is looked for
 * @throws never, for any bytes
 * Source: libevtx format documentation, "Chunk" and "Event record".
 */
export function* readChunk(
  bytes: Uint8Array,
  fileOffset: number,
  options: ChunkOptions,
): Generator<EvtxRecord | EvtxProblem, number> {
  const reader = new ChunkReader(new ChunkBytes(bytes, fileOffset), options);
  if (!isChunkStart(bytes)) {
    if (options.carve) yield* reader.carved(0);
    return -1;
  }
  yield* reader.checksums();
  yield* reader.live();
  if (options.carve) yield* reader.carved(CHUNK_HEADER_SIZE);
  return reader.nextChunk;
}

/** Where a chunk starts at or behind `from`; -1 when none does. */
export function findChunkStart(bytes: Uint8Array, from = 0): number {
  for (let at = bytes.indexOf(0x45, from); at >= 0; at = bytes.indexOf(0x45, at + 1)) {
    if (isChunkStart(bytes, at)) return at;
  }
  return -1;
}

class ChunkReader {
  readonly #chunk: ChunkBytes;
  readonly #options: ChunkOptions;
  readonly #record: RecordCursor;
  /** sizes of the records met by the walk, by where they start */
  readonly #live = new Map<number, number>();
  #hasSoundHeader = false;
  /** where another chunk starts within this one's bytes; -1 when none does */
  nextChunk = -1;

  constructor(chunk: ChunkBytes, options: ChunkOptions) {
    this.#chunk = chunk;
    this.#options = options;
    this.#record = options.record;
    this.#record.enter(chunk);
  }

  *checksums(): Generator<EvtxProblem> {
    const { bytes, size } = this.#chunk;
    if (size < CHUNK_SIZE) {
      yield this.#problem(
        'EVTX_TRUNCATED',
        size,
        `the file ends ${CHUNK_SIZE - size} bytes before the end of this chunk`,
      );
    }
    if (size < CHUNK_HEADER_SIZE) return;
    const { crc32 } = this.#options;
    const header = crc32(bytes.subarray(128, CHUNK_HEADER_SIZE), crc32(bytes.subarray(0, 120)));
    this.#hasSoundHeader = header === u32(bytes, 124);
    if (!this.#hasSoundHeader) {
      this.nextChunk = findChunkStart(bytes, CHUNK_HEADER_SIZE);
      yield this.#problem('EVTX_CHUNK_DAMAGED', 124, 'the checksum of the chunk header does not fit');
      return;
    }
    const free = u32(bytes, 48);
    if (free > size || crc32(bytes.subarray(CHUNK_HEADER_SIZE, free)) === u32(bytes, 52)) return;
    this.nextChunk = findChunkStart(bytes, CHUNK_HEADER_SIZE);
    yield this.#problem('EVTX_CHUNK_DAMAGED', 52, 'the checksum of the records does not fit');
  }

  /** Records up to the free space. */
  *live(): Generator<EvtxRecord | EvtxProblem> {
    const end = this.#liveEnd();
    let at = CHUNK_HEADER_SIZE;
    while (at + SMALLEST_RECORD <= end) {
      const size = this.#soundSize(at, end);
      if (size > 0) {
        yield this.#decoded(at, size);
        this.#live.set(at, size);
        at += size;
        continue;
      }
      if (this.#isZero(at, end)) return;
      const next = this.#resync(at + 8, end);
      yield this.#problem('EVTX_RECORD_DAMAGED', at, `no sound record header; the next one is ${next - at} bytes on`);
      if (this.#signatureAt(at)) yield* this.#decodedIfSound(at, next - at);
      at = next;
    }
  }

  /** Records that the walk over live ones did not meet. */
  *carved(from: number): Generator<EvtxRecord> {
    for (let at = from; at + SMALLEST_RECORD <= this.#end(); at += 8) {
      if (!this.#signatureAt(at) || this.#live.has(at) || !this.#looksLikeRecord(at)) continue;
      const decoded = this.#decoded(at, u32(this.#chunk.bytes, at + 4));
      if (decoded.kind === 'problem' || !rendersWhole(decoded)) continue;
      this.#record.isCarved = true;
      yield decoded;
      this.#record.isCarved = false;
    }
  }

  #decoded(at: number, size: number): EvtxRecord | EvtxProblem {
    try {
      this.#record.moveTo(at, size);
      return this.#record;
    } catch (error) {
      if (error instanceof DecodeError) return this.#problem(error.code, at, error.message);
      throw error;
    }
  }

  *#decodedIfSound(at: number, size: number): Generator<EvtxRecord> {
    const decoded = this.#decoded(at, size);
    if (decoded.kind === 'problem' || !rendersWhole(decoded)) return;
    this.#live.set(at, size);
    yield decoded;
  }

  // A header that fails its checksum may lie about the free space, so then the walk goes on while records follow.
  #liveEnd(): number {
    const { bytes } = this.#chunk;
    const size = this.#end();
    if (size < CHUNK_HEADER_SIZE) return 0;
    const free = u32(bytes, 48);
    const isPlausible = free >= CHUNK_HEADER_SIZE && free <= CHUNK_SIZE;
    return this.#hasSoundHeader && isPlausible ? Math.min(free, size) : size;
  }

  #end(): number {
    return this.nextChunk < 0 ? this.#chunk.size : this.nextChunk;
  }

  /** Size of the record at `at` when its header makes sense there, else 0. */
  #soundSize(at: number, end: number): number {
    const { bytes } = this.#chunk;
    if (!this.#signatureAt(at)) return 0;
    const size = u32(bytes, at + 4);
    if (size < SMALLEST_RECORD || at + size > end) return 0;
    const isRepeated = u32(bytes, at + size - RECORD_TRAILER_SIZE) === size;
    return isRepeated || at + size === end || this.#signatureAt(at + size) ? size : 0;
  }

  #resync(from: number, end: number): number {
    for (let at = from; at + SMALLEST_RECORD <= end; at += 8) if (this.#soundSize(at, end) > 0) return at;
    return end;
  }

  #signatureAt(at: number): boolean {
    return at + 4 <= this.#chunk.size && u32(this.#chunk.bytes, at) === RECORD_SIGNATURE;
  }

  #looksLikeRecord(at: number): boolean {
    const { bytes, size: chunkSize } = this.#chunk;
    const size = u32(bytes, at + 4);
    if (size < SMALLEST_RECORD || at + size > chunkSize) return false;
    const timeHigh = u32(bytes, at + 20);
    const isDated = timeHigh >= EARLIEST_TIME && timeHigh <= LATEST_TIME;
    const trailer = u32(bytes, at + size - RECORD_TRAILER_SIZE);
    return isDated && (trailer === size || this.#isSwallowed(at, size, trailer));
  }

  // Removing a record by making the one before it larger leaves it in place, but for the size at its end.
  #isSwallowed(at: number, size: number, trailer: number): boolean {
    const start = at + size - trailer;
    return start < at && this.#live.get(start) === trailer;
  }

  #isZero(from: number, end: number): boolean {
    const { bytes } = this.#chunk;
    for (let at = from; at < end; at++) if (bytes[at] !== 0) return false;
    return true;
  }

  #problem(code: EvtxProblemCode, at: number, message: string): EvtxProblem {
    return { kind: 'problem', code, byteOffset: this.#chunk.fileOffset + at, message };
  }
}

// What is found in slack may be half overwritten; only what has content and still reads to its end counts.
function rendersWhole(record: EvtxRecord): boolean {
  try {
    return record.get('EventID') !== undefined && record.toJson().length > 0;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

function u32(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16) | (bytes[offset + 3]! << 24)) >>> 0;
}
