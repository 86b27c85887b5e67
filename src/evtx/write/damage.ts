import { CHUNK_SIZE_BYTES, sealChunk } from './chunk-writer.ts';
import { FILE_HEADER_SIZE_BYTES, sealFileHeader } from './evtx-writer.ts';

/*
 * Deterministic damage for tests and fuzzing. All functions take the bytes of an EVTX file, leave them as they are and
 * return damaged ones; the same seed gives the same damage. Files without a whole chunk come back as a plain copy where
 * the damage would need one.
 */

/** Cuts the file off at a random place behind its header. */
export function truncate(bytes: Uint8Array, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  const keep = FILE_HEADER_SIZE_BYTES + random(Math.max(1, bytes.length - FILE_HEADER_SIZE_BYTES));
  return copyOf(bytes.subarray(0, keep));
}

/** Inverts single bits at random places anywhere in the file. */
export function flipBits(bytes: Uint8Array, seed: number, count = 16): Uint8Array {
  const random = randomNumbers(seed);
  const damaged = copyOf(bytes);
  for (let flip = 0; flip < count && damaged.length > 0; flip++) {
    const at = random(damaged.length);
    damaged[at] = damaged[at]! ^ (1 << random(8));
  }
  return damaged;
}

/** Overwrites the rear of one chunk with the rear of another, as after a lost write. */
export function spliceChunks(bytes: Uint8Array, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  const damaged = copyOf(bytes);
  const chunks = chunksOf(damaged);
  if (chunks.length === 0) return damaged;
  const into = chunks[random(chunks.length)]!;
  const from = chunks[random(chunks.length)]!;
  const at = random(CHUNK_SIZE_BYTES);
  into.set(from.subarray(at), at);
  return damaged;
}

/** Appends a copy of one chunk, so that its records occur twice; header counts stay as they were. */
export function repeatChunk(bytes: Uint8Array, seed: number): Uint8Array {
  const chunks = chunksOf(bytes);
  const chunk = chunks[randomNumbers(seed)(chunks.length)];
  if (chunk === undefined) return copyOf(bytes);
  const damaged = new Uint8Array(bytes.length + CHUNK_SIZE_BYTES);
  damaged.set(bytes);
  damaged.set(chunk, bytes.length);
  return damaged;
}

/** Gives one record a size that is not its own (0, tiny, odd, beyond the chunk or 4 GiB); checksums are correct again. */
export function lieAboutRecordSize(bytes: Uint8Array, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  const damaged = copyOf(bytes);
  const chunks = chunksOf(damaged);
  const chunk = chunks[random(chunks.length)];
  const offsets = chunk === undefined ? [] : recordOffsets(chunk);
  if (chunk === undefined || offsets.length === 0) return damaged;
  const offset = offsets[random(offsets.length)]!;
  const view = viewOf(chunk);
  const lies = [0, 4, 27, view.getUint32(offset + 4, true) + 8, CHUNK_SIZE_BYTES, 0xffffffff];
  view.setUint32(offset + 4, lies[random(lies.length)]!, true);
  sealChunk(chunk);
  return damaged;
}

/** Fills the 4 KiB file header with zeros. */
export function zeroHeader(bytes: Uint8Array): Uint8Array {
  const damaged = copyOf(bytes);
  damaged.fill(0, 0, FILE_HEADER_SIZE_BYTES);
  return damaged;
}

/** Header of a log that was copied while in use: dirty, with counts from when it had one chunk; its checksum is correct. */
export function dirtyHeaderCounts(bytes: Uint8Array): Uint8Array {
  const damaged = copyOf(bytes);
  if (damaged.length < FILE_HEADER_SIZE_BYTES) return damaged;
  const view = viewOf(damaged);
  view.setBigUint64(16, 0n, true);
  view.setBigUint64(24, 1n, true);
  view.setUint16(42, 1, true);
  view.setUint32(120, 1, true);
  sealFileHeader(damaged.subarray(0, FILE_HEADER_SIZE_BYTES));
  return damaged;
}

/** Makes one checksum wrong: by seed that of the file header, of a chunk's header or of its records. */
export function corruptChecksum(bytes: Uint8Array, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  const damaged = copyOf(bytes);
  const chunks = chunksOf(damaged);
  const places = [124];
  for (const chunk of chunks) places.push(chunk.byteOffset + 52, chunk.byteOffset + 124);
  const at = places[random(places.length)]!;
  if (at < damaged.length) damaged[at] = damaged[at]! ^ 0xff;
  return damaged;
}

/** Makes every bucket of names and templates a ring: its first entry names itself as the next. Checksums are correct. */
export function loopHashChains(bytes: Uint8Array): Uint8Array {
  const damaged = copyOf(bytes);
  for (const chunk of chunksOf(damaged)) {
    const view = viewOf(chunk);
    for (let bucket = 128; bucket < 512; bucket += 4) {
      const first = view.getUint32(bucket, true);
      if (first >= 512 && first + 4 <= CHUNK_SIZE_BYTES) view.setUint32(first, first, true);
    }
    sealChunk(chunk);
  }
  return damaged;
}

/** Makes all checksums correct again, so that damage lies deeper than what they protect. */
export function resealChecksums(bytes: Uint8Array): Uint8Array {
  const sealed = copyOf(bytes);
  if (sealed.length >= FILE_HEADER_SIZE_BYTES) sealFileHeader(sealed.subarray(0, FILE_HEADER_SIZE_BYTES));
  for (const chunk of chunksOf(sealed)) sealChunk(chunk);
  return sealed;
}

/** `slice` would do, but for a Node Buffer, of which it gives a window and no copy. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

/** The whole chunks of a file, as windows into its bytes. */
function chunksOf(bytes: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = FILE_HEADER_SIZE_BYTES; at + CHUNK_SIZE_BYTES <= bytes.length; at += CHUNK_SIZE_BYTES) {
    chunks.push(bytes.subarray(at, at + CHUNK_SIZE_BYTES));
  }
  return chunks;
}

function recordOffsets(chunk: Uint8Array): number[] {
  const view = viewOf(chunk);
  const end = Math.min(view.getUint32(48, true), CHUNK_SIZE_BYTES);
  const offsets: number[] = [];
  for (let at = 512; at + 28 <= end && view.getUint32(at, true) === 0x2a2a; ) {
    offsets.push(at);
    at += Math.max(8, view.getUint32(at + 4, true));
  }
  return offsets;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Random whole numbers below a bound, the same for the same seed. Source: mulberry32 (Tommy Ettinger, public domain). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
