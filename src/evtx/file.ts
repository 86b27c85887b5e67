import { type ChunkOptions, findChunkStart, isChunkStart, readChunk } from './chunk.ts';
import { CHUNK_SIZE } from './chunk-bytes.ts';
import { type Crc32, crc32 } from './crc32.ts';
import { RecordCursor } from './record.ts';
import { TemplateCache } from './template.ts';
import type { ByteSource, EvtxProblem, EvtxRecord } from './types.ts';

/** Size of the file header block, behind which the first chunk stands (libevtx, "File header"). */
const FILE_HEADER_SIZE = 4096;
// Chunks fetched in one read.
const CHUNKS_PER_READ = 16;

export interface ReadEvtxOptions {
  /** also read records left in slack space, hidden in others, and in chunks whose header is broken */
  readonly carve?: boolean;
  /** read a range of chunks only, counted from 0 */
  readonly firstChunk?: number;
  readonly chunkCount?: number;
  /** a faster CRC-32, such as Node's `zlib.crc32` */
  readonly crc32?: Crc32;
}

// Bytes of readings that have ended, for the next: a megabyte for each of thousands of files would be much garbage. More
// than some are at work at once only in tests.
const spareBytes: Uint8Array[] = [];
const MOST_SPARE = 2;

// Templates recur across files of one kind of machine, so one cache serves the process.
const templates = new TemplateCache();

/** How many chunk places a file has, the last one perhaps cut short. */
export function countChunks(source: ByteSource): number {
  return Math.max(0, Math.ceil((source.sizeBytes - firstChunkOffset(source)) / CHUNK_SIZE));
}

/** Whether bytes look like the start of an EVTX file: a file header, or a damaged one with a chunk behind it. */
export function looksLikeEvtx(bytes: Uint8Array): boolean {
  return hasFileSignature(bytes) || isChunkStart(bytes) || isChunkStart(bytes, FILE_HEADER_SIZE);
}

/**
 * Reads the records of an EVTX file, in file order, in bounded memory: about 1 MiB of the file is held at a time.
 * The counts in the file header are never trusted: dirty files carry stale ones.
 * @param source the file's bytes, of any size
 * @yields one record object again and again, valid until the next step; problems where something could not be read
 * @throws only what `source.read` throws
 * Source: libevtx format documentation and [MS-EVEN6]; checked against `evtx_dump` on ../shared/data/dev.
 */
export function* readEvtx(source: ByteSource, options: ReadEvtxOptions = {}): Generator<EvtxRecord | EvtxProblem> {
  const first = options.firstChunk ?? 0;
  const base = firstChunkOffset(source);
  if (first === 0) yield* headerProblems(source, base, options.crc32 ?? crc32);
  const last = Math.min(countChunks(source), first + (options.chunkCount ?? Number.POSITIVE_INFINITY));
  const record = new RecordCursor(templates);
  const chunkOptions = { carve: options.carve ?? false, crc32: options.crc32 ?? crc32, record };
  const room = spareBytes.pop() ?? new Uint8Array(CHUNKS_PER_READ * CHUNK_SIZE);
  try {
    for (let chunk = first; chunk < last; chunk += CHUNKS_PER_READ) {
      const count = Math.min(CHUNKS_PER_READ, last - chunk);
      const offset = base + chunk * CHUNK_SIZE;
      const bytes = source.read(offset, count * CHUNK_SIZE, room);
      for (let index = 0; index < count; index++) {
        const window = bytes.subarray(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE);
        yield* readWindow(source, window, offset + index * CHUNK_SIZE, chunkOptions);
      }
    }
  } finally {
    if (spareBytes.length < MOST_SPARE) spareBytes.push(room);
  }
}

/** Reads the chunk that starts a window of 64 KiB, and another one that starts within, where bytes were lost. */
function* readWindow(
  source: ByteSource,
  window: Uint8Array,
  offset: number,
  options: ChunkOptions,
): Generator<EvtxRecord | EvtxProblem> {
  if (!isChunkStart(window)) yield* readMisplaced(source, window, offset, options);
  else {
    const next = yield* readChunk(window, offset, options);
    if (next >= 0) yield* readChunk(source.read(offset + next, CHUNK_SIZE), offset + next, options);
  }
}

/** Reads a place where no chunk starts: unused, damaged, or bytes were lost and chunks no longer stand on their grid. */
function* readMisplaced(
  source: ByteSource,
  window: Uint8Array,
  offset: number,
  options: ChunkOptions,
): Generator<EvtxRecord | EvtxProblem> {
  if (isUnused(window)) return;
  const start = findChunkStart(window);
  const found = start < 0 ? 'none in the next 64 KiB' : `one ${start} bytes on`;
  yield {
    kind: 'problem',
    code: 'EVTX_CHUNK_MISSING',
    byteOffset: offset,
    message: `expected a chunk, found ${found}`,
  };
  if (options.carve) yield* readChunk(start < 0 ? window : window.slice(0, start), offset, options);
  if (start >= 0) yield* readChunk(source.read(offset + start, CHUNK_SIZE), offset + start, options);
}

// Windows grows a log by chunks of zeros; looked through 32 bytes at a time, as up to 15 of 16 chunks are unused.
function isUnused(window: Uint8Array): boolean {
  const isAligned = window.byteOffset % 4 === 0 && window.length % 32 === 0;
  if (!isAligned) return window.every((byte) => byte === 0);
  const words = new Uint32Array(window.buffer, window.byteOffset, window.length / 4);
  for (let at = 0; at < words.length; at += 8) {
    const first = words[at]! | words[at + 1]! | words[at + 2]! | words[at + 3]!;
    if ((first | words[at + 4]! | words[at + 5]! | words[at + 6]! | words[at + 7]!) !== 0) return false;
  }
  return true;
}

/** Where the first chunk stands: a file may have lost its header block altogether. */
export function firstChunkOffset(source: ByteSource): number {
  return isChunkStart(source.read(0, 8)) ? 0 : FILE_HEADER_SIZE;
}

function* headerProblems(source: ByteSource, base: number, checksum: Crc32): Generator<EvtxProblem> {
  const header = source.read(0, 128);
  const problem = (message: string): EvtxProblem => ({
    kind: 'problem',
    code: 'EVTX_HEADER_DAMAGED',
    byteOffset: 0,
    message,
  });
  if (base === 0) yield problem('the file header is missing; the first chunk stands at the start of the file');
  else if (!hasFileSignature(header)) yield problem('expected the signature "ElfFile", found something else');
  else if (header.length < 128) yield problem(`expected a file header of 4096 bytes, found ${source.sizeBytes}`);
  else if (!hasSoundChecksum(header, checksum)) yield problem('the checksum of the file header does not fit');
}

function hasFileSignature(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, 8)) === 'ElfFile\0';
}

// Flag 4: the file carries no checksums.
function hasSoundChecksum(header: Uint8Array, checksum: Crc32): boolean {
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  const hasNone = (view.getUint32(120, true) & 4) !== 0;
  return hasNone || view.getUint32(124, true) === checksum(header.subarray(0, 120));
}
