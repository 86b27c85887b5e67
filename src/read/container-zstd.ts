import { Decompress } from 'fzstd';
import { ContainerError, type ContainerFormat, damaged } from './container.ts';
import type { ByteSource } from './format.ts';

const MAGIC = 0xfd2fb528;
// RFC 8878, 3.1.2: 0x184D2A50 to 0x184D2A5F, then a size.
const SKIPPABLE_MAGIC = 0x184d2a50;
// What `zstd` itself refuses without being told: 2^27, "--long".
const MOST_WINDOW_BYTES = 1 << 27;
// The decoder moves its window for every block, at about 8 GB a second.
const FREE_MOVED_BYTES = 16 * 2 ** 30;
const MOVED_BYTES_PER_BYTE = 1100;

/** Zstandard (RFC 8878): one compressed file, in one or more frames. */
export const zstdContainer: ContainerFormat = {
  name: 'zstd',
  sniff: (head) => {
    const magic = head.length < 4 ? 0 : viewOf(head).getUint32(0, true);
    return magic === MAGIC || (magic & ~0xf) >>> 0 === SKIPPABLE_MAGIC;
  },
  members: (bytes) => [{ name: '', content: () => decompressed(bytes) }],
};

function* decompressed(bytes: ByteSource): Generator<Uint8Array> {
  for (let at = 0; at < bytes.sizeBytes; ) {
    const head = bytes.read(at, MOST_HEADER_BYTES);
    if (head.length < 8) throw damaged('The zstd data ends early.', at);
    const magic = viewOf(head).getUint32(0, true);
    if ((magic & ~0xf) >>> 0 === SKIPPABLE_MAGIC) at += 8 + viewOf(head).getUint32(4, true);
    else if (magic === MAGIC) at = yield* frame(bytes, at, head);
    else throw damaged('Something that is not zstd data stands here.', at);
  }
}

// RFC 8878, 3.1.1.1: magic number, descriptor, window, dictionary, content size.
const MOST_HEADER_BYTES = 4 + 1 + 1 + 4 + 8;

/** Gives one frame to a decoder, block by block. @returns where the next one starts */
function* frame(bytes: ByteSource, start: number, head: Uint8Array): Generator<Uint8Array, number> {
  const { headerBytes, windowBytes, hasChecksum } = frameHeader(head, start);
  let out: Uint8Array[] = [];
  const decoder = new Decompress((piece) => out.push(piece));
  let at = start + headerBytes;
  let [moved, given] = [0, 0];
  for (let isLast = false, from = start; !isLast; from = at) {
    const block = bytes.read(at, 3);
    if (block.length < 3) throw damaged('The zstd data ends early.', at);
    const header = block[0]! | (block[1]! << 8) | (block[2]! << 16);
    isLast = (header & 1) === 1;
    // A block of one repeated byte holds that byte alone (RFC 8878, 3.1.1.2.2).
    at += 3 + ((header & 6) === 2 ? 1 : header >> 3);
    if (isLast && hasChecksum) at += 4;
    if (at > bytes.sizeBytes) throw damaged('The zstd data ends early.', at);
    moved += windowBytes;
    if (moved > FREE_MOVED_BYTES + given * MOVED_BYTES_PER_BYTE)
      throw new ContainerError('CONTAINER_LIMIT', 'The zstd data is cut into very many tiny blocks.', from);
    out = [];
    try {
      decoder.push(bytes.read(from, at - from), isLast);
    } catch (error) {
      throw damaged(`The zstd data is damaged: ${(error as Error).message}.`, from);
    }
    for (const piece of out) given += piece.length;
    yield* out;
  }
  return at;
}

/** Source: RFC 8878, 3.1.1.1. */
function frameHeader(head: Uint8Array, start: number) {
  const descriptor = head[4]!;
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const sizeCode = descriptor >> 6;
  const sizeBytes = sizeCode === 0 ? Number(isSingle) : 1 << sizeCode;
  const sizeAt = 5 + Number(!isSingle) + dictionaryBytes;
  if (dictionaryBytes > 0 && head.subarray(sizeAt - dictionaryBytes, sizeAt).some((byte) => byte !== 0))
    throw new ContainerError('CONTAINER_UNSUPPORTED', 'The zstd data needs a dictionary that is not with it.', start);
  const log = 10 + (head[5]! >> 3);
  const windowBytes = isSingle
    ? littleEndian(head.subarray(sizeAt, sizeAt + sizeBytes)) + (sizeCode === 1 ? 256 : 0)
    : 2 ** log + (2 ** log / 8) * (head[5]! & 7);
  if (windowBytes > MOST_WINDOW_BYTES)
    throw new ContainerError('CONTAINER_LIMIT', 'The zstd data asks for a window of more than 128 MiB.', start);
  return { headerBytes: sizeAt + sizeBytes, windowBytes, hasChecksum: (descriptor & 4) !== 0 };
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
