import { crc32 } from '../evtx/index.ts';
import { ContainerError, type ContainerFormat, damaged } from './container.ts';
import { crc64 } from './container-crc64.ts';
import { ByteInput } from './container-input.ts';
import { lzma2, lzma2DictionaryBytes } from './container-lzma2.ts';
import type { ByteSource } from './format.ts';

/** xz: one compressed file, in one or more streams. Source: "The .xz File Format", version 1.1.0. */
export const xzContainer: ContainerFormat = {
  name: 'xz',
  sniff: (head) => MAGIC.every((byte, index) => head[index] === byte),
  members: (bytes) => [{ name: '', content: () => unpacked(bytes) }],
};

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const STREAM_HEADER_BYTES = 12;

function* unpacked(bytes: ByteSource): Generator<Uint8Array> {
  for (let at = 0; at < bytes.sizeBytes; ) {
    const header = bytes.read(at, STREAM_HEADER_BYTES);
    // Streams may be padded with zeros, by four.
    if (header.length >= 4 && header.subarray(0, 4).every((byte) => byte === 0)) at += 4;
    else if (header.length < STREAM_HEADER_BYTES || MAGIC.some((byte, index) => header[index] !== byte))
      throw damaged('Something that is no xz data stands here.', at);
    else at = yield* stream(bytes, at + STREAM_HEADER_BYTES, header[7]! & 15);
  }
}

// 2.1.1.2: size of the check behind each block, by its kind.
const CHECK_BYTES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

/** @returns where the next stream begins */
function* stream(bytes: ByteSource, start: number, check: number): Generator<Uint8Array, number> {
  for (let at = start; ; ) {
    const [size = 0] = bytes.read(at, 1);
    if (size === 0) return behindIndex(bytes, at);
    const input = new ByteInput(bytes, at + (size + 1) * 4, bytes.sizeBytes);
    const sum = blockSum(check);
    for (const piece of lzma2(input, dictionaryOf(bytes.read(at, (size + 1) * 4), at))) {
      sum.add(piece);
      yield piece;
    }
    const checkAt = Math.ceil(input.byteOffset / 4) * 4;
    sum.compare(bytes.read(checkAt, CHECK_BYTES[check]!), checkAt);
    at = checkAt + CHECK_BYTES[check]!;
  }
}

/** Size of the dictionary of a block. Source: 3.1 and 5.3.1. */
function dictionaryOf(header: Uint8Array, byteOffset: number): number {
  const flags = header[1]!;
  const end = header.length - 4;
  if (end < 4 || new DataView(header.buffer, header.byteOffset).getUint32(end, true) !== crc32(header.subarray(0, end)))
    throw damaged('The header of an xz block is damaged.', byteOffset);
  let at = 2;
  const skipNumber = (): void => {
    while ((header[at++] ?? 0) >= 0x80);
  };
  if ((flags & 0x40) !== 0) skipNumber();
  if ((flags & 0x80) !== 0) skipNumber();
  if ((flags & 3) !== 0 || header[at] !== LZMA2_FILTER)
    throw new ContainerError('CONTAINER_UNSUPPORTED', 'The xz data went through a filter for programs.', byteOffset);
  return lzma2DictionaryBytes(header[at + 2] ?? 0);
}

const LZMA2_FILTER = 0x21;

/** The index repeats what the blocks said; the footer follows. Source: 4 and 2.1.2. */
function behindIndex(bytes: ByteSource, start: number): number {
  const input = new ByteInput(bytes, start + 1, bytes.sizeBytes);
  const records = longNumber(input);
  for (let left = records * 2; left > 0; left--) longNumber(input);
  return Math.ceil(input.byteOffset / 4) * 4 + 4 + STREAM_HEADER_BYTES;
}

function longNumber(input: ByteInput): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = input.next();
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    if (factor > 2 ** 56) throw damaged('The index of the xz data is damaged.', input.byteOffset);
  }
}

function blockSum(check: number) {
  let narrow = 0;
  const wide = crc64();
  return {
    add: (piece: Uint8Array) => {
      if (check === 1) narrow = crc32(piece, narrow);
      else if (check === 4) wide.add(piece);
    },
    /** Other checks, which `xz` writes only when told, are not compared. */
    compare: (stated: Uint8Array, byteOffset: number) => {
      if (stated.length < CHECK_BYTES[check]!) throw damaged('The xz data ends early.', byteOffset);
      const view = new DataView(stated.buffer, stated.byteOffset, stated.length);
      const fits =
        (check !== 1 || view.getUint32(0, true) === narrow >>> 0) &&
        (check !== 4 || wide.equals(view.getUint32(0, true), view.getUint32(4, true)));
      if (!fits) throw damaged('The xz data does not fit its checksum.', byteOffset);
    },
  };
}
