import { crc32 } from '../evtx/index.ts';
import { ContainerError, type ContainerFormat, damaged, type Member, partOf, piecesOf } from './container.ts';
import { type Entry, type Folder, parseHeader } from './container-7z-header.ts';
import { bunzipped } from './container-bzip2.ts';
import { inflated } from './container-inflate.ts';
import { ByteInput } from './container-input.ts';
import { LzmaDecoder, lzmaProperties } from './container-lzma.ts';
import { lzma2, lzma2DictionaryBytes } from './container-lzma2.ts';
import { withoutX86Filter } from './container-x86.ts';
import type { ByteSource } from './format.ts';

/** 7-Zip archives: files that are stored, or compressed with LZMA, LZMA2, Deflate or bzip2. Source: 7zFormat.txt. */
export const sevenZipContainer: ContainerFormat = {
  name: '7-Zip',
  sniff: (head) => SIGNATURE.every((byte, index) => head[index] === byte),
  members,
};

const SIGNATURE = [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c];
const START_BYTES = 32;
// 200,000 files with long names.
const MOST_HEADER_BYTES = 1 << 26;
// To read one file, all before it in its folder are decoded: their size is bounded before, as that of a bomb is.
const FREE_BYTES = 2 ** 28;
const MOST_RATIO = 300;

function* members(bytes: ByteSource): Generator<Member> {
  const { folders, entries } = directory(bytes);
  const files = entries.filter(({ hasStream }) => hasStream).values();
  for (const folder of folders) {
    const reader = folderReader(bytes, folder);
    let start = 0;
    for (const { sizeBytes, crc } of folder.streams) {
      const entry = files.next().value;
      if (entry === undefined) throw damaged('The directory of the 7-Zip archive is damaged.');
      const range = { start, sizeBytes, crc };
      start += sizeBytes;
      yield { ...head(entry), content: () => reader(range) };
    }
  }
  for (const entry of entries) if (entry.isEmptyFile) yield { ...head(entry), content: () => [] };
}

function head({ name, changedMs }: Entry): Pick<Member, 'name' | 'changedMs'> {
  return { name: name || 'unnamed', changedMs };
}

function directory(bytes: ByteSource) {
  const start = bytes.read(0, START_BYTES);
  if (start.length < START_BYTES) throw damaged('The 7-Zip archive ends early.');
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const byteOffset = START_BYTES + Number(view.getBigUint64(12, true));
  const sizeBytes = Number(view.getBigUint64(20, true));
  if (sizeBytes === 0) return { folders: [], entries: [] };
  let header = headerAt(bytes, byteOffset, sizeBytes);
  if (crc32(header) !== view.getUint32(28, true))
    throw damaged('The directory of the 7-Zip archive is damaged.', byteOffset);
  // A compressed header could hold another one; nobody writes that.
  for (let depth = 0; depth < 4; depth++) {
    const parsed = parseHeader(header);
    if (parsed.kind === 'files') return parsed;
    if (parsed.folder.sizeBytes > MOST_HEADER_BYTES) break;
    header = joined(decoded(bytes, parsed.folder), parsed.folder.sizeBytes);
  }
  throw damaged('The directory of the 7-Zip archive is damaged.', byteOffset);
}

function headerAt(bytes: ByteSource, byteOffset: number, sizeBytes: number): Uint8Array {
  if (sizeBytes > MOST_HEADER_BYTES || byteOffset + sizeBytes > bytes.sizeBytes)
    throw damaged('The 7-Zip archive ends before its directory: it was cut off, or is one of several parts.');
  return bytes.read(byteOffset, sizeBytes);
}

function joined(pieces: Iterable<Uint8Array>, sizeBytes: number): Uint8Array {
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece.subarray(0, sizeBytes - at), at);
    at = Math.min(sizeBytes, at + piece.length);
  }
  return whole;
}

interface StreamRange {
  readonly start: number;
  readonly sizeBytes: number;
  readonly crc: number | undefined;
}

/** Gives parts of what a folder holds; decodes it once when they are asked for in order. */
function folderReader(bytes: ByteSource, folder: Folder): (range: StreamRange) => Generator<Uint8Array> {
  let pieces: Iterator<Uint8Array> | undefined;
  let piece: Uint8Array = new Uint8Array(0);
  /** of the piece's first byte, in what comes out */
  let at = 0;
  return function* read({ start, sizeBytes, crc }) {
    if (pieces === undefined || at > start) {
      pieces = decoded(bytes, folder);
      piece = new Uint8Array(0);
      at = 0;
    }
    const end = start + sizeBytes;
    let sum = 0;
    while (at < end) {
      const from = Math.max(start, at);
      const part = piece.subarray(from - at, Math.max(from, end) - at);
      if (part.length > 0) {
        sum = crc32(part, sum);
        yield part;
      }
      if (at + piece.length >= end) break;
      at += piece.length;
      const next = pieces.next();
      if (next.done === true) throw damaged('The 7-Zip archive ends in the middle of this file.');
      piece = next.value;
    }
    if (crc !== undefined && sum !== crc) throw damaged('The content does not fit its checksum.');
  };
}

function decoded(bytes: ByteSource, folder: Folder): Generator<Uint8Array> {
  const { coders, byteOffset, packedBytes, sizeBytes } = folder;
  if (sizeBytes > Math.max(FREE_BYTES, packedBytes * MOST_RATIO))
    throw new ContainerError(
      'CONTAINER_LIMIT',
      `${sizeBytes} bytes come out of ${packedBytes}, as from a decompression bomb.`,
    );
  if (coders.some(({ method }) => method === AES))
    throw new ContainerError('CONTAINER_ENCRYPTED', 'This is encrypted; decrypt it first.');
  const [coder, ...others] = coders.filter(({ method }) => method !== X86_FILTER);
  const decode = coder === undefined || others.length > 0 ? undefined : DECODERS[coder.method];
  if (coder === undefined || decode === undefined) {
    const methods = coders.map(({ method }) => method).join(' and ');
    throw new ContainerError(
      'CONTAINER_UNSUPPORTED',
      `This is compressed with the 7-Zip methods ${methods}, which are not read.`,
    );
  }
  const content = decode({ bytes, byteOffset, packedBytes, sizeBytes, properties: coder.properties });
  return coders.length > 1 ? withoutX86Filter(content) : content;
}

const X86_FILTER = '03030103';
const AES = '06f10701';

interface Packed extends Pick<Folder, 'byteOffset' | 'packedBytes' | 'sizeBytes'> {
  readonly bytes: ByteSource;
  readonly properties: Uint8Array;
}

const DECODERS: Readonly<Record<string, (packed: Packed) => Generator<Uint8Array>>> = {
  '00': ({ bytes, byteOffset, packedBytes }) => piecesOf(bytes, byteOffset, packedBytes),
  '21': ({ properties, ...packed }) => lzma2(inputOf(packed), lzma2DictionaryBytes(properties[0] ?? 0)),
  '030101': lzma,
  '040108': ({ bytes, byteOffset, packedBytes }) => inflated(partOf(bytes, byteOffset, packedBytes)),
  '040202': ({ bytes, byteOffset, packedBytes }) => bunzipped(bytes, byteOffset, byteOffset + packedBytes),
};

function inputOf({ bytes, byteOffset, packedBytes }: Omit<Packed, 'properties'>): ByteInput {
  return new ByteInput(bytes, byteOffset, byteOffset + packedBytes);
}

function* lzma({ properties, ...packed }: Packed): Generator<Uint8Array> {
  if (properties.length < 5) throw damaged('The LZMA data has no properties.');
  const dictionaryBytes = new DataView(properties.buffer, properties.byteOffset).getUint32(1, true);
  const decoder = new LzmaDecoder(inputOf(packed), dictionaryBytes);
  decoder.resetState(lzmaProperties(properties[0]!));
  decoder.startRange();
  yield* decoder.decode(packed.sizeBytes);
}
