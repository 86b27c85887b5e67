import { isChunkStart } from './chunk.ts';
import { CHUNK_SIZE } from './chunk-bytes.ts';
import { type Crc32, crc32 } from './crc32.ts';
import { countChunks, firstChunkOffset } from './file.ts';
import { filetimeToMs } from './time.ts';
import type { ByteSource } from './types.ts';

/** What the first bytes of a chunk say about it, without reading its records. */
export interface ChunkHead {
  /** place in the file, counted from 0 */
  readonly index: number;
  /** the same for chunks of the same content only; undefined when the chunk's own checksum does not hold */
  readonly fingerprint: string | undefined;
  /** numbers of its first and last record as its header says; 0 and 0 without fingerprint */
  readonly firstRecordId: number;
  readonly lastRecordId: number;
  /** its first record, when there is one: number, and when it was written, UTC ms since 1970 */
  readonly firstRecord: { readonly recordId: number; readonly writtenMs: number } | undefined;
}

/** Chunk header, string table and template table. */
const CHUNK_HEADER_SIZE = 512;
const RECORD_HEADER_SIZE = 24;
const RECORD_SIGNATURE = 0x00_00_2a_2a;

/**
 * Reads the header of every chunk of a file, also where none is found, in file order: about 500 bytes of each 64 KiB.
 * The fingerprint is made of the two checksums of the chunk, of which one covers the records and the other the header.
 * @throws only what `source.read` throws
 * Source: libevtx format documentation, "Chunk".
 */
export function* readChunkHeads(source: ByteSource, checksum: Crc32 = crc32): Generator<ChunkHead> {
  const base = firstChunkOffset(source);
  const count = countChunks(source);
  const room = new Uint8Array(CHUNK_HEADER_SIZE + RECORD_HEADER_SIZE);
  for (let index = 0; index < count; index++) {
    yield chunkHead(index, source.read(base + index * CHUNK_SIZE, room.length, room), checksum);
  }
}

function chunkHead(index: number, bytes: Uint8Array, checksum: Crc32): ChunkHead {
  const nothing = { index, fingerprint: undefined, firstRecordId: 0, lastRecordId: 0, firstRecord: undefined };
  if (!isChunkStart(bytes) || bytes.length < CHUNK_HEADER_SIZE) return nothing;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const firstRecord = firstRecordIn(view);
  const ofHeader = view.getUint32(124, true);
  if (checksum(bytes.subarray(128, CHUNK_HEADER_SIZE), checksum(bytes.subarray(0, 120))) !== ofHeader) {
    return { ...nothing, firstRecord };
  }
  return {
    index,
    fingerprint: hex(ofHeader) + hex(view.getUint32(52, true)),
    firstRecordId: Number(view.getBigUint64(24, true)),
    lastRecordId: Number(view.getBigUint64(32, true)),
    firstRecord,
  };
}

function firstRecordIn(view: DataView): ChunkHead['firstRecord'] {
  if (view.byteLength < CHUNK_HEADER_SIZE + RECORD_HEADER_SIZE) return undefined;
  if (view.getUint32(CHUNK_HEADER_SIZE, true) !== RECORD_SIGNATURE) return undefined;
  const low = view.getUint32(CHUNK_HEADER_SIZE + 16, true);
  const high = view.getUint32(CHUNK_HEADER_SIZE + 20, true);
  const recordId = Number(view.getBigUint64(CHUNK_HEADER_SIZE + 8, true));
  return { recordId, writtenMs: filetimeToMs(low, high) };
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}
