import { crc32 } from '../evtx/index.ts';
import { ContainerError, type ContainerFormat, damaged, type Member, partOf, piecesOf } from './container.ts';
import { bunzipped } from './container-bzip2.ts';
import { inflated } from './container-inflate.ts';
import { xzContainer } from './container-xz.ts';
import { zstdContainer } from './container-zstd.ts';
import { windows1252Text } from './encoding.ts';
import type { ByteSource } from './format.ts';

// Signatures and layouts: PKWARE APPNOTE 6.3.10, 4.3.
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
// 4.3.16: 22 bytes and a comment of at most 64 KiB.
const END_BYTES = 22;
const MOST_END_BYTES = END_BYTES + 0xffff;

/** zip (PKWARE APPNOTE), with Zip64: members that are stored, or compressed with Deflate, bzip2, zstd or xz. */
export const zipContainer: ContainerFormat = {
  name: 'zip',
  sniff: (head) => head.length >= 4 && [LOCAL_HEADER, END_OF_DIRECTORY].includes(viewOf(head).getUint32(0, true)),
  members,
};

interface Entry {
  readonly name: string;
  readonly changedMs: number;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** of its local header */
  readonly byteOffset: number;
}

/** Archives that are documents and programs, by the name of their first entries. */
const NO_COLLECTIONS: readonly (readonly [RegExp, string])[] = [
  [/^\[Content_Types\]\.xml$/, 'an Office document'],
  [/^mimetype$/, 'an OpenDocument text or a book'],
  [/^META-INF\/(?:MANIFEST\.MF)?$/, 'a Java program'],
];

function* members(bytes: ByteSource): Generator<Member> {
  let isFirst = true;
  for (const entry of entries(bytes)) {
    const { name, changedMs } = entry;
    const [, kind] = (isFirst && NO_COLLECTIONS.find(([pattern]) => pattern.test(name))) || [];
    if (kind !== undefined)
      throw new ContainerError('FORMAT_UNKNOWN', `This is ${kind}, not a log that Landfall reads.`);
    isFirst = false;
    if (name.endsWith('/') && entry.sizeBytes === 0) continue;
    const isStored = entry.method === 0 && !entry.isEncrypted;
    const place = isStored ? storedPlace(bytes, entry) : undefined;
    yield { name, changedMs, ...(place && { place }), content: () => contentOf(bytes, entry) };
  }
}

/** Where a member that is not compressed stands; undefined when its content is not sound, so that reading it says why. */
function storedPlace(bytes: ByteSource, entry: Entry): Member['place'] {
  const byteOffset = dataOffset(bytes, entry);
  const isWhole = byteOffset !== undefined && byteOffset + entry.sizeBytes <= bytes.sizeBytes;
  return isWhole ? { byteOffset, sizeBytes: entry.sizeBytes } : undefined;
}

function* contentOf(bytes: ByteSource, entry: Entry): Generator<Uint8Array> {
  const { isEncrypted, method, packedBytes } = entry;
  if (isEncrypted) throw new ContainerError('CONTAINER_ENCRYPTED', 'This is encrypted; decrypt it first.');
  const decode = DECODERS[method];
  if (decode === undefined)
    throw new ContainerError('CONTAINER_UNSUPPORTED', `This is compressed with ${methodName(method)}.`);
  const start = dataOffset(bytes, entry);
  if (start === undefined) throw damaged('Where the zip archive should hold this, it holds something else.');
  const crcOf = bytes.crc32 ?? crc32;
  let [crc, sizeBytes] = [0, 0];
  for (const piece of decode(partOf(bytes, start, Math.min(packedBytes, bytes.sizeBytes - start)))) {
    crc = crcOf(piece, crc);
    sizeBytes += piece.length;
    yield piece;
  }
  if (sizeBytes !== entry.sizeBytes) throw damaged(`${sizeBytes} bytes came out of ${entry.sizeBytes}.`);
  if (crc !== entry.crc) throw damaged('The content does not fit its checksum.');
}

/** By their numbers in APPNOTE, 4.4.5. */
const DECODERS: Readonly<Record<number, (packed: ByteSource) => Iterable<Uint8Array>>> = {
  0: piecesOf,
  8: inflated,
  12: (packed) => bunzipped(packed, 0, packed.sizeBytes),
  93: contentOfOnly(zstdContainer),
  95: contentOfOnly(xzContainer),
};

function contentOfOnly({ members: membersOf }: ContainerFormat): (packed: ByteSource) => Iterable<Uint8Array> {
  return function* decode(packed) {
    for (const member of membersOf(packed)) yield* member.content();
  };
}

const OTHER_METHODS: Readonly<Record<number, string>> = { 9: 'Deflate64', 14: 'LZMA', 98: 'PPMd' };

function methodName(method: number): string {
  return OTHER_METHODS[method] ?? `the method ${method}, which is unknown`;
}

// The local header repeats the name, and has extra fields of its own.
function dataOffset(bytes: ByteSource, { byteOffset }: Entry): number | undefined {
  const header = bytes.read(byteOffset, 30);
  if (header.length < 30) return undefined;
  const view = viewOf(header);
  if (view.getUint32(0, true) !== LOCAL_HEADER) return undefined;
  return byteOffset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}

/** The entries of the central directory, in its order. */
function* entries(bytes: ByteSource): Generator<Entry> {
  const directory = findDirectory(bytes);
  const end = directory.byteOffset + directory.sizeBytes;
  for (let at = directory.byteOffset; at < end; ) {
    const fixed = bytes.read(at, 46);
    if (fixed.length < 46 || viewOf(fixed).getUint32(0, true) !== CENTRAL_HEADER)
      throw damaged('The directory of the zip archive is damaged.', at);
    const view = viewOf(fixed);
    const lengths = [view.getUint16(28, true), view.getUint16(30, true), view.getUint16(32, true)] as const;
    const [nameBytes, extraBytes, commentBytes] = lengths;
    const rest = bytes.read(at + 46, nameBytes + extraBytes);
    yield entryOf(view, rest.subarray(0, nameBytes), extraFields(rest.subarray(nameBytes)), directory.shift);
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
}

function entryOf(view: DataView, rawName: Uint8Array, extra: ReadonlyMap<number, DataView>, shift: number): Entry {
  const flags = view.getUint16(8, true);
  const large = largeValues(extra.get(1));
  // 4.5.3: in this order, and only those that do not fit the header.
  const sizeBytes = large(view.getUint32(24, true));
  const packedBytes = large(view.getUint32(20, true));
  const byteOffset = large(view.getUint32(42, true)) + shift;
  return {
    name: nameOf(rawName, (flags & 0x800) !== 0, extra.get(0x7075)),
    changedMs: changedMsOf(view, extra.get(0x5455)),
    isEncrypted: (flags & 1) !== 0,
    method: view.getUint16(10, true),
    crc: view.getUint32(16, true),
    ...{ packedBytes, sizeBytes, byteOffset },
  };
}

function largeValues(extra: DataView | undefined): (value: number) => number {
  let at = 0;
  return (value) => {
    if (value !== 0xffffffff || extra === undefined || at + 8 > extra.byteLength) return value;
    at += 8;
    return Number(extra.getBigUint64(at - 8, true));
  };
}

function extraFields(bytes: Uint8Array): ReadonlyMap<number, DataView> {
  const fields = new Map<number, DataView>();
  const view = viewOf(bytes);
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = view.getUint16(at + 2, true);
    if (at + 4 + length > bytes.length) break;
    fields.set(view.getUint16(at, true), viewOf(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return fields;
}

/** Archives that do not say UTF-8 mostly are all the same; what is not is taken as Windows-1252. */
function nameOf(raw: Uint8Array, isUtf8: boolean, unicodePath: DataView | undefined): string {
  // 4.6.9: version, CRC-32 of the other name, then the name in UTF-8.
  if (unicodePath !== undefined && unicodePath.byteLength > 5 && unicodePath.getUint8(0) === 1) {
    const { buffer, byteOffset, byteLength } = unicodePath;
    return new TextDecoder().decode(new Uint8Array(buffer, byteOffset + 5, byteLength - 5));
  }
  if (isUtf8) return new TextDecoder().decode(raw);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return windows1252Text(raw);
  }
}

// DOS times are of an unknown zone; the latest place on earth is 14 hours ahead.
const LATEST_ZONE_MS = 14 * 3_600_000;

function changedMsOf(view: DataView, extended: DataView | undefined): number {
  if (extended !== undefined && extended.byteLength >= 5 && (extended.getUint8(0) & 1) === 1)
    return extended.getInt32(1, true) * 1000;
  const [time, date] = [view.getUint16(12, true), view.getUint16(14, true)];
  const [day, month, year] = [date & 31, (date >> 5) & 15, 1980 + (date >> 9)];
  return Date.UTC(year, month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2) + LATEST_ZONE_MS;
}

interface Directory {
  readonly byteOffset: number;
  readonly sizeBytes: number;
  /** what stands before the archive, as in one that extracts itself, is not in its offsets */
  readonly shift: number;
}

function findDirectory(bytes: ByteSource): Directory {
  const tailAt = Math.max(0, bytes.sizeBytes - MOST_END_BYTES);
  const tail = bytes.read(tailAt, MOST_END_BYTES);
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail[at] !== 0x50 || view.getUint32(at, true) !== END_OF_DIRECTORY) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) > tail.length) continue;
    return directoryAt(bytes, tailAt + at, viewOf(tail.subarray(at)));
  }
  throw damaged('The zip archive has no directory at its end: it was cut off, or is still being written.');
}

function directoryAt(bytes: ByteSource, endOffset: number, end: DataView): Directory {
  const large = directory64(bytes, endOffset - 20);
  const sizeBytes = large?.sizeBytes ?? end.getUint32(12, true);
  const stated = large?.byteOffset ?? end.getUint32(16, true);
  const byteOffset = (large?.endOffset ?? endOffset) - sizeBytes;
  if (byteOffset < 0) throw damaged('The directory of the zip archive is larger than the archive.', endOffset);
  return { byteOffset, sizeBytes, shift: byteOffset - stated };
}

/** Source: 4.3.14 and 4.3.15. */
function directory64(bytes: ByteSource, locatorOffset: number) {
  const locator = locatorOffset < 0 ? new Uint8Array(0) : bytes.read(locatorOffset, 20);
  if (locator.length < 20 || viewOf(locator).getUint32(0, true) !== LOCATOR_64) return undefined;
  const stated = Number(viewOf(locator).getBigUint64(8, true));
  // It stands right before its locator, unless it has extensions, which nobody writes.
  for (const endOffset of [locatorOffset - 56, stated]) {
    const end = bytes.read(endOffset, 56);
    if (end.length < 56 || viewOf(end).getUint32(0, true) !== END_OF_DIRECTORY_64) continue;
    const view = viewOf(end);
    return {
      endOffset,
      sizeBytes: Number(view.getBigUint64(40, true)),
      byteOffset: Number(view.getBigUint64(48, true)),
    };
  }
  throw damaged('The Zip64 directory is damaged.', locatorOffset);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
