import { type ContainerFormat, damaged } from './container.ts';
import { ByteInput } from './container-input.ts';
import type { ByteSource } from './format.ts';

/**
 * bzip2: one compressed file, in one or more parts. There is no specification but the program; the layout is described in
 * Joe Tsai, "BZIP2: Format Specification" (2016).
 */
export const bzip2Container: ContainerFormat = {
  name: 'bzip2',
  sniff: (head) =>
    head.length >= 10 && asciiAt(head, 0, 'BZh') && head[3]! >= 0x31 && head[3]! <= 0x39 && isBlockOrEnd(head),
  members: (bytes) => [{ name: '', content: () => bunzipped(bytes, 0, bytes.sizeBytes) }],
};

const BLOCK_MAGIC = [0x314159, 0x265359] as const;
const END_MAGIC = [0x177245, 0x385090] as const;

function isBlockOrEnd(head: Uint8Array): boolean {
  const [first, second] = [
    (head[4]! << 16) | (head[5]! << 8) | head[6]!,
    (head[7]! << 16) | (head[8]! << 8) | head[9]!,
  ];
  return [BLOCK_MAGIC, END_MAGIC].some(([high, low]) => first === high && second === low);
}

function asciiAt(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));
}

/** The content of bzip2 data between two places of a source. @throws ContainerError where it is damaged */
export function* bunzipped(source: ByteSource, byteOffset: number, end: number): Generator<Uint8Array> {
  const input = new ByteInput(source, byteOffset, end);
  const space: BlockSpace = { sorted: new Uint32Array(0) };
  while (!input.isAtEnd) {
    for (const character of 'BZh') {
      if (input.next() !== character.charCodeAt(0)) throw damaged('This is no bzip2 data.', input.byteOffset - 1);
    }
    const level = input.next() - 0x30;
    if (!(level >= 1 && level <= 9)) throw damaged('The bzip2 data has a size of blocks that does not exist.');
    yield* part(new BitInput(input), level * 100_000, space);
  }
}

/** Room for a block, used again: there may be very many tiny parts. */
interface BlockSpace {
  /** each entry holds a byte; the inverse of the sorting puts links above it */
  sorted: Uint32Array;
}

function* part(bits: BitInput, mostBytes: number, space: BlockSpace): Generator<Uint8Array> {
  let combined = 0;
  for (;;) {
    const [high, low] = [bits.read(24), bits.read(24)];
    const stated = bits.read32();
    if (high === END_MAGIC[0] && low === END_MAGIC[1]) {
      if (stated !== combined >>> 0) throw damaged('The bzip2 data does not fit its checksum.');
      return;
    }
    if (high !== BLOCK_MAGIC[0] || low !== BLOCK_MAGIC[1]) throw damaged('A block of the bzip2 data is damaged.');
    if (space.sorted.length < mostBytes) space.sorted = new Uint32Array(mostBytes);
    const content = block(bits, space.sorted.subarray(0, mostBytes));
    if (checksum(content) !== stated) throw damaged('A block of the bzip2 data does not fit its checksum.');
    combined = ((combined << 1) | (combined >>> 31)) ^ stated;
    yield content;
  }
}

/** Bits, the highest of a byte first. */
class BitInput {
  readonly #input: ByteInput;
  #buffer = 0;
  #count = 0;

  constructor(input: ByteInput) {
    this.#input = input;
  }

  /** @param count at most 24 */
  read(count: number): number {
    while (this.#count < count) {
      this.#buffer = ((this.#buffer << 8) | this.#input.next()) >>> 0;
      this.#count += 8;
    }
    this.#count -= count;
    const value = this.#buffer >>> this.#count;
    this.#buffer &= (1 << this.#count) - 1;
    return value;
  }

  /** The next bits without taking them; behind the end there are zeros. @param count at most 24 */
  peek(count: number): number {
    while (this.#count < count) {
      if (this.#input.isAtEnd) return (this.#buffer << (count - this.#count)) >>> 0;
      this.#buffer = ((this.#buffer << 8) | this.#input.next()) >>> 0;
      this.#count += 8;
    }
    return this.#buffer >>> (this.#count - count);
  }

  read32(): number {
    return ((this.read(16) << 16) | this.read(16)) >>> 0;
  }
}

function block(bits: BitInput, sorted: Uint32Array): Uint8Array {
  if (bits.read(1) === 1) throw damaged('The bzip2 data was written by a version before 1.0.');
  const start = bits.read(24);
  const alphabet = usedBytes(bits);
  const tables = bits.read(3);
  const selectors = bits.read(15);
  if (alphabet.length === 0 || tables < 2 || tables > 6 || selectors === 0)
    throw damaged('A block of the bzip2 data is damaged.');
  const order = selectorsOf(bits, selectors, tables);
  const codes = Array.from({ length: tables }, () => new PrefixCode(codeLengths(bits, alphabet.length + 2)));
  const size = movedToFront(bits, { alphabet, order, codes }, sorted);
  if (start >= size) throw damaged('A block of the bzip2 data is damaged.');
  return withRuns(unsorted(sorted, size, start), size);
}

function usedBytes(bits: BitInput): Uint8Array {
  const groups = bits.read(16);
  const used: number[] = [];
  for (let group = 0; group < 16; group++) {
    if (((groups >> (15 - group)) & 1) === 0) continue;
    const members = bits.read(16);
    for (let member = 0; member < 16; member++)
      if (((members >> (15 - member)) & 1) === 1) used.push(group * 16 + member);
  }
  return Uint8Array.from(used);
}

function selectorsOf(bits: BitInput, count: number, tables: number): Uint8Array {
  const recent = Array.from({ length: tables }, (_, table) => table);
  return Uint8Array.from({ length: count }, () => {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= tables) throw damaged('A block of the bzip2 data is damaged.');
    const [table = 0] = recent.splice(place, 1);
    recent.unshift(table);
    return table;
  });
}

const MOST_CODE_BITS = 20;
const SHORT_CODE_BITS = 10;

function codeLengths(bits: BitInput, count: number): Uint8Array {
  let length = bits.read(5);
  return Uint8Array.from({ length: count }, () => {
    for (;;) {
      if (length < 1 || length > MOST_CODE_BITS) throw damaged('A block of the bzip2 data is damaged.');
      if (bits.read(1) === 0) return length;
      length += bits.read(1) === 0 ? 1 : -1;
    }
  });
}

/** A canonical prefix code: symbols of one length have codes in a row. */
class PrefixCode {
  /** for each length, the first code and where its symbols begin in `#symbols` */
  readonly #first = new Int32Array(MOST_CODE_BITS + 2);
  readonly #start = new Int32Array(MOST_CODE_BITS + 2);
  readonly #symbols: Uint16Array;
  /** for the next bits, the symbol of a short code and its length; 0 for what begins a long one */
  readonly #short = new Uint16Array(1 << SHORT_CODE_BITS);

  constructor(lengths: Uint8Array) {
    const counts = new Int32Array(MOST_CODE_BITS + 2);
    for (const length of lengths) counts[length]!++;
    for (let length = 1; length <= MOST_CODE_BITS; length++) {
      this.#first[length + 1] = (this.#first[length]! + counts[length]!) << 1;
      this.#start[length + 1] = this.#start[length]! + counts[length]!;
    }
    const next = this.#start.slice();
    this.#symbols = new Uint16Array(lengths.length);
    lengths.forEach((length, symbol) => {
      const index = next[length]!++;
      this.#symbols[index] = symbol;
      if (length <= SHORT_CODE_BITS)
        this.#addShort(this.#first[length]! + index - this.#start[length]!, length, symbol);
    });
  }

  #addShort(code: number, length: number, symbol: number): void {
    const first = code << (SHORT_CODE_BITS - length);
    this.#short.fill((symbol << 4) | length, first, first + (1 << (SHORT_CODE_BITS - length)));
  }

  read(bits: BitInput): number {
    const short = this.#short[bits.peek(SHORT_CODE_BITS)]!;
    if (short !== 0) {
      bits.read(short & 15);
      return short >> 4;
    }
    let code = 0;
    for (let length = 1; length <= MOST_CODE_BITS; length++) {
      code = (code << 1) | bits.read(1);
      const index = code - this.#first[length]!;
      if (index < this.#start[length + 1]! - this.#start[length]!) return this.#symbols[this.#start[length]! + index]!;
    }
    throw damaged('A block of the bzip2 data is damaged.');
  }
}

interface BlockCode {
  readonly alphabet: Uint8Array;
  readonly order: Uint8Array;
  readonly codes: readonly PrefixCode[];
}

const SYMBOLS_PER_SELECTOR = 50;

/** Undoes the prefix codes, the runs of the most recent byte, and the move to front. @returns how many bytes it put */
function movedToFront(bits: BitInput, { alphabet, order, codes }: BlockCode, sorted: Uint32Array): number {
  const mostBytes = sorted.length;
  const recent = alphabet.slice();
  const end = alphabet.length + 1;
  let [size, run, weight] = [0, 0, 1];
  for (let read = 0; ; read++) {
    const table = order[Math.floor(read / SYMBOLS_PER_SELECTOR)];
    if (table === undefined) throw damaged('A block of the bzip2 data is damaged.');
    const symbol = codes[table]!.read(bits);
    if (symbol < 2) {
      run += weight << symbol;
      weight <<= 1;
      if (run > mostBytes) throw damaged('A block of the bzip2 data is larger than it may be.');
      continue;
    }
    if (size + run + 1 > mostBytes + Number(symbol === end))
      throw damaged('A block of the bzip2 data is larger than it may be.');
    sorted.fill(recent[0]!, size, size + run);
    size += run;
    [run, weight] = [0, 1];
    if (symbol === end) return size;
    const byte = recent[symbol - 1]!;
    recent.copyWithin(1, 0, symbol - 1);
    recent[0] = byte;
    sorted[size++] = byte;
  }
}

/** Undoes the Burrows-Wheeler transform. */
function unsorted(sorted: Uint32Array, size: number, start: number): Uint8Array {
  const next = new Int32Array(257);
  for (let at = 0; at < size; at++) next[(sorted[at]! & 0xff) + 1]!++;
  for (let byte = 0; byte < 256; byte++) next[byte + 1]! += next[byte]!;
  for (let at = 0; at < size; at++) {
    const place = next[sorted[at]! & 0xff]!++;
    sorted[place] = (sorted[place]! | (at << 8)) >>> 0;
  }
  const bytes = new Uint8Array(size);
  let entry = sorted[start]! >>> 8;
  for (let at = 0; at < size; at++) {
    bytes[at] = sorted[entry]! & 0xff;
    entry = sorted[entry]! >>> 8;
  }
  return bytes;
}

/** Undoes the first step of all: behind four equal bytes stands how many more there are. */
function withRuns(bytes: Uint8Array, size: number): Uint8Array {
  let total = 0;
  eachRun(bytes, size, (_, count) => {
    total += count;
  });
  const content = new Uint8Array(total);
  let at = 0;
  eachRun(bytes, size, (byte, count) => {
    content.fill(byte, at, at + count);
    at += count;
  });
  return content;
}

function eachRun(bytes: Uint8Array, size: number, run: (byte: number, count: number) => void): void {
  for (let at = 0; at < size; ) {
    const byte = bytes[at]!;
    let count = 1;
    while (count < 4 && at + count < size && bytes[at + count] === byte) count++;
    at += count;
    const more = count === 4 && at < size ? bytes[at++]! : 0;
    run(byte, count + more);
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** CRC-32 with the highest bit first, unlike that of gzip. */
function checksum(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc << 8) ^ CRC_TABLE[(crc >>> 24) ^ byte]!;
  return ~crc >>> 0;
}
