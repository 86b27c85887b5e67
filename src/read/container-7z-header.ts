import { damaged } from './container.ts';

// Names of properties and layout: 7zFormat.txt of the LZMA SDK (Igor Pavlov, public domain).
const PROPERTY = {
  end: 0,
  header: 1,
  archiveProperties: 2,
  mainStreams: 4,
  files: 5,
  packInfo: 6,
  unpackInfo: 7,
  subStreams: 8,
  size: 9,
  crc: 10,
  folder: 11,
  unpackSizes: 12,
  streamsInFolder: 13,
  emptyStream: 14,
  emptyFile: 15,
  names: 17,
  changed: 20,
  encodedHeader: 23,
} as const;

/** How a folder was compressed. */
export interface Coder {
  /** in hexadecimal digits */
  readonly method: string;
  readonly properties: Uint8Array;
}

/** Files that were compressed as one stream. */
export interface Folder {
  readonly coders: readonly Coder[];
  /** of its packed streams, in the file, and of all that comes out */
  readonly byteOffset: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly streams: readonly { readonly sizeBytes: number; readonly crc: number | undefined }[];
}

/** One entry of the archive; folders of the file system, and empty files, have no stream. */
export interface Entry {
  readonly name: string;
  readonly hasStream: boolean;
  readonly isEmptyFile: boolean;
  readonly changedMs: number | undefined;
}

/** What a header says: files, or that the header itself is compressed. */
export type ArchiveHeader =
  | { readonly kind: 'files'; readonly folders: readonly Folder[]; readonly entries: readonly Entry[] }
  | { readonly kind: 'encoded'; readonly folder: Folder };

/** Parses a header. @throws ContainerError when it is damaged */
export function parseHeader(bytes: Uint8Array): ArchiveHeader {
  const input = new HeaderInput(bytes);
  const kind = input.number();
  if (kind === PROPERTY.encodedHeader) {
    const [folder] = streamsInfo(input);
    if (folder === undefined) throw input.damage();
    return { kind: 'encoded', folder };
  }
  if (kind !== PROPERTY.header) throw input.damage();
  let folders: readonly Folder[] = [];
  let entries: readonly Entry[] = [];
  for (let property = input.number(); property !== PROPERTY.end; property = input.number()) {
    if (property === PROPERTY.mainStreams) folders = streamsInfo(input);
    else if (property === PROPERTY.files) entries = filesInfo(input);
    else if (property === PROPERTY.archiveProperties) skipProperties(input);
    else throw input.damage();
  }
  return { kind: 'files', folders, entries };
}

/** Reads the numbers of a header; every read is checked. */
class HeaderInput {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  damage() {
    return damaged('The directory of the 7-Zip archive is damaged.');
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw this.damage();
    return byte;
  }

  bytes(count: number): Uint8Array {
    if (count > this.#bytes.length - this.#at) throw this.damage();
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** As many leading ones as the first byte has, so many bytes follow; the lowest first. */
  number(): number {
    const first = this.byte();
    let value = 0;
    let mask = 0x80;
    for (let index = 0; index < 8; index++, mask >>= 1) {
      if ((first & mask) === 0) return value + (first & (mask - 1)) * 256 ** index;
      value += this.byte() * 256 ** index;
    }
    return value;
  }

  /** How many of something there are: never more than the header has bytes, so that none costs more than it. */
  count(): number {
    const count = this.number();
    if (count > this.#bytes.length) throw this.damage();
    return count;
  }

  uint32(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.bytes(4);
    return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  }

  bits(count: number): boolean[] {
    const bytes = this.bytes(Math.ceil(count / 8));
    return Array.from({ length: count }, (_, index) => ((bytes[index >> 3]! >> (7 - (index & 7))) & 1) === 1);
  }

  /** Which of them have a value: all, or those of which the bits say so. */
  defined(count: number): boolean[] {
    return this.byte() === 0 ? this.bits(count) : new Array<boolean>(count).fill(true);
  }

  checksums(count: number): (number | undefined)[] {
    return this.defined(count).map((isDefined) => (isDefined ? this.uint32() : undefined));
  }

  expect(property: number): void {
    if (this.number() !== property) throw this.damage();
  }
}

// The signature header, from whose end offsets count.
const START_BYTES = 32;

function streamsInfo(input: HeaderInput): readonly Folder[] {
  let packed: { readonly start: number; readonly sizes: readonly number[] } = { start: 0, sizes: [] };
  let unpacked: readonly UnpackedFolder[] = [];
  let streams: Folder['streams'][] | undefined;
  for (let property = input.number(); property !== PROPERTY.end; property = input.number()) {
    if (property === PROPERTY.packInfo) packed = packInfo(input);
    else if (property === PROPERTY.unpackInfo) unpacked = unpackInfo(input);
    else if (property === PROPERTY.subStreams) streams = subStreams(input, unpacked);
    else throw input.damage();
  }
  let [at, stream] = [START_BYTES + packed.start, 0];
  return unpacked.map(({ coders, packedStreams, sizeBytes, crc }, index) => {
    const sizes = packed.sizes.slice(stream, stream + packedStreams);
    stream += packedStreams;
    const packedBytes = sizes.reduce((sum, size) => sum + size, 0);
    at += packedBytes;
    return {
      ...{ coders, byteOffset: at - packedBytes, packedBytes, sizeBytes },
      streams: streams?.[index] ?? [{ sizeBytes, crc }],
    };
  });
}

function packInfo(input: HeaderInput) {
  const start = input.number();
  const count = input.count();
  let sizes: readonly number[] = [];
  for (let property = input.number(); property !== PROPERTY.end; property = input.number()) {
    if (property === PROPERTY.size) sizes = Array.from({ length: count }, () => input.number());
    else if (property === PROPERTY.crc) input.checksums(count);
    else throw input.damage();
  }
  return { start, sizes };
}

interface UnpackedFolder {
  readonly coders: readonly Coder[];
  readonly packedStreams: number;
  readonly sizeBytes: number;
  readonly crc: number | undefined;
}

function unpackInfo(input: HeaderInput): readonly UnpackedFolder[] {
  input.expect(PROPERTY.folder);
  const count = input.count();
  if (input.byte() !== 0) throw input.damage();
  const folders = Array.from({ length: count }, () => folderCoders(input));
  input.expect(PROPERTY.unpackSizes);
  const sizes = folders.map(({ outputs }) => Array.from({ length: outputs }, () => input.number()));
  let checksums: readonly (number | undefined)[] = [];
  for (let property = input.number(); property !== PROPERTY.end; property = input.number()) {
    if (property !== PROPERTY.crc) throw input.damage();
    checksums = input.checksums(count);
  }
  // Of several coders the last is whose output is the content; chains are not decoded here.
  return folders.map(({ coders, packedStreams }, index) => ({
    ...{ coders, packedStreams, sizeBytes: sizes[index]!.at(-1) ?? 0, crc: checksums[index] },
  }));
}

function folderCoders(input: HeaderInput) {
  let [inputs, outputs] = [0, 0];
  const coders = Array.from({ length: input.count() }, (): Coder => {
    const flags = input.byte();
    const method = Array.from(input.bytes(flags & 15), (byte) => byte.toString(16).padStart(2, '0')).join('');
    const isComplex = (flags & 0x10) !== 0;
    inputs += isComplex ? input.count() : 1;
    outputs += isComplex ? input.count() : 1;
    return { method, properties: (flags & 0x20) === 0 ? new Uint8Array(0) : input.bytes(input.number()) };
  });
  const pairs = Math.max(0, outputs - 1);
  for (let pair = 0; pair < pairs * 2; pair++) input.number();
  const packedStreams = inputs - pairs;
  if (packedStreams > 1) for (let stream = 0; stream < packedStreams; stream++) input.number();
  return { coders, outputs, packedStreams };
}

function subStreams(input: HeaderInput, folders: readonly UnpackedFolder[]): Folder['streams'][] {
  let counts = folders.map(() => 1);
  let property = input.number();
  if (property === PROPERTY.streamsInFolder) {
    counts = folders.map(() => input.count());
    property = input.number();
  }
  const hasSizes = property === PROPERTY.size;
  const sizes = folders.map(({ sizeBytes }, index) => {
    const count = counts[index]!;
    if (count === 0) return [];
    const but = Array.from({ length: count - 1 }, () => (hasSizes ? input.number() : 0));
    return [...but, Math.max(0, sizeBytes - but.reduce((sum, size) => sum + size, 0))];
  });
  if (hasSizes) property = input.number();
  // A folder of one stream may have said its checksum already.
  const isKnown = (index: number): boolean => counts[index] === 1 && folders[index]!.crc !== undefined;
  let checksums: (number | undefined)[] = [];
  if (property === PROPERTY.crc) {
    checksums = input.checksums(counts.reduce((sum, count, index) => sum + (isKnown(index) ? 0 : count), 0));
    property = input.number();
  }
  if (property !== PROPERTY.end) throw input.damage();
  let next = 0;
  return sizes.map((own, index) =>
    own.map((sizeBytes) => ({ sizeBytes, crc: isKnown(index) ? folders[index]!.crc : checksums[next++] })),
  );
}

function filesInfo(input: HeaderInput): readonly Entry[] {
  const count = input.count();
  let names: readonly string[] = [];
  let empty: boolean[] = [];
  let emptyFiles: boolean[] = [];
  let changed: readonly (number | undefined)[] = [];
  for (let property = input.number(); property !== PROPERTY.end; property = input.number()) {
    const content = new HeaderInput(input.bytes(input.number()));
    if (property === PROPERTY.emptyStream) empty = content.bits(count);
    else if (property === PROPERTY.emptyFile) emptyFiles = content.bits(empty.filter(Boolean).length);
    else if (property === PROPERTY.names) names = namesOf(content, count);
    else if (property === PROPERTY.changed) changed = timesOf(content, count);
  }
  let nextEmpty = 0;
  return Array.from({ length: count }, (_, index) => {
    const hasStream = empty[index] !== true;
    const isEmptyFile = !hasStream && emptyFiles[nextEmpty++] === true;
    return { name: names[index] ?? '', hasStream, isEmptyFile, changedMs: changed[index] };
  });
}

function namesOf(input: HeaderInput, count: number): readonly string[] {
  if (input.byte() !== 0) throw input.damage();
  return Array.from({ length: count }, () => {
    let name = '';
    for (;;) {
      const low = input.byte();
      const code = low | (input.byte() << 8);
      if (code === 0) return name;
      name += String.fromCharCode(code);
    }
  });
}

// FILETIME: 100 ns since 1601.
const EPOCH_MS = 11_644_473_600_000;

function timesOf(input: HeaderInput, count: number): readonly (number | undefined)[] {
  const defined = input.defined(count);
  if (input.byte() !== 0) throw input.damage();
  return defined.map((isDefined) => {
    if (!isDefined) return undefined;
    const low = input.uint32();
    return Math.floor((input.uint32() * 2 ** 32 + low) / 10_000) - EPOCH_MS;
  });
}

function skipProperties(input: HeaderInput): void {
  for (let property = input.number(); property !== PROPERTY.end; property = input.number()) input.bytes(input.number());
}
