import { ContainerError, type ContainerFormat, damaged } from './container.ts';
import { MOST_BLOCK_BYTES, ZstdBlocks, type ZstdWindow } from './container-zstd-block.ts';
import type { ByteSource } from './format.ts';

const MAGIC = 0xfd2fb528;
// RFC 8878, 3.1.2: 0x184D2A50 to 0x184D2A5F, then a size.
const SKIPPABLE_MAGIC = 0x184d2a50;
// What `zstd` itself refuses without being told: 2^27, "--long".
const MOST_WINDOW_BYTES = 1 << 27;
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

/** Decodes one frame, block by block. @returns where the next one starts */
function* frame(bytes: ByteSource, start: number, head: Uint8Array): Generator<Uint8Array, number> {
  const { headerBytes, windowBytes, hasChecksum } = frameHeader(head, start);
  const blocks = new ZstdBlocks();
  let window: ZstdWindow = { bytes: new Uint8Array(0), at: 0, reach: windowBytes };
  let at = start + headerBytes;
  for (let isLast = false; !isLast; ) {
    const header = bytes.read(at, 3);
    if (header.length < 3) throw damaged('The zstd data ends early.', at);
    const value = header[0]! | (header[1]! << 8) | (header[2]! << 16);
    isLast = (value & 1) === 1;
    const kind = (value >> 1) & 3;
    const size = value >> 3;
    // A block of one repeated byte holds that byte alone (RFC 8878, 3.1.1.2.2).
    const content = bytes.read(at + 3, kind === REPEATED ? 1 : size);
    if (content.length < (kind === REPEATED ? 1 : size)) throw damaged('The zstd data ends early.', at);
    if (kind === 3 || size > MOST_BLOCK_BYTES) throw damaged('The zstd data is damaged.', at);
    window = withRoom(window);
    const from = window.at;
    try {
      decodeBlock(blocks, kind, size, content, window);
    } catch (error) {
      if (!(error instanceof ContainerError)) throw error;
      throw damaged(error.message, at);
    }
    yield window.bytes.slice(from, window.at);
    at += 3 + content.length;
  }
  return at + (hasChecksum ? 4 : 0);
}

const [STORED, REPEATED] = [0, 1];

function decodeBlock(blocks: ZstdBlocks, kind: number, size: number, content: Uint8Array, window: ZstdWindow): void {
  if (kind !== STORED && kind !== REPEATED) blocks.decode(content, window);
  else {
    if (kind === STORED) window.bytes.set(content, window.at);
    else window.bytes.fill(content[0]!, window.at, window.at + size);
    window.at += size;
  }
}

/** A window with room for a block: it grows up to twice its reach; then its older half is given up. */
function withRoom(window: ZstdWindow): ZstdWindow {
  const { bytes, at, reach } = window;
  if (bytes.length - at >= MOST_BLOCK_BYTES) return window;
  if (bytes.length < 2 * reach + MOST_BLOCK_BYTES) {
    const larger = new Uint8Array(Math.min(2 * reach + MOST_BLOCK_BYTES, Math.max(bytes.length * 2, MOST_BLOCK_BYTES)));
    larger.set(bytes.subarray(0, at));
    return withRoom({ bytes: larger, at, reach });
  }
  bytes.copyWithin(0, at - reach, at);
  return { bytes, at: reach, reach };
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
