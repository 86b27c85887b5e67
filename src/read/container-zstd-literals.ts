import { BackwardBits, FseState, readFseTable, zstdDamage } from './container-zstd-bits.ts';

/** A prefix code: for the next `log` bits, the symbol and how many of them are its code. Source: RFC 8878, 4.2. */
export interface HuffmanTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

/** The literals of a block, and where its sequences begin. */
export interface Literals {
  readonly bytes: Uint8Array;
  readonly end: number;
  /** the code, for blocks that use it again */
  readonly huffman: HuffmanTable | undefined;
}

// RFC 8878, 3.1.1.3.1.1: at most what a block may hold.
const MOST_LITERALS = 1 << 17;

/** Reads the literals section of a block. Source: RFC 8878, 3.1.1.3.1. */
export function readLiterals(block: Uint8Array, huffman: HuffmanTable | undefined): Literals {
  const [first = 0] = block;
  const kind = first & 3;
  const format = (first >> 2) & 3;
  if (kind < 2) {
    const headerBytes = [1, 2, 1, 3][format]!;
    const size = headerBytes === 1 ? first >> 3 : littleEndian(block, 0, headerBytes) >> 4;
    const stored = kind === 0 ? size : 1;
    if (size > MOST_LITERALS || headerBytes + stored > block.length) throw zstdDamage();
    const bytes = block.subarray(headerBytes, headerBytes + stored);
    return { bytes: kind === 0 ? bytes : new Uint8Array(size).fill(bytes[0]!), end: headerBytes + stored, huffman };
  }
  const headerBytes = [3, 3, 4, 5][format]!;
  const width = [10, 10, 14, 18][format]!;
  const sizes = Math.floor(littleEndian(block, 0, headerBytes) / 16);
  const size = sizes % 2 ** width;
  const end = headerBytes + Math.floor(sizes / 2 ** width);
  if (size > MOST_LITERALS || end > block.length) throw zstdDamage();
  const own = kind === 2 ? readHuffman(block.subarray(headerBytes, end)) : undefined;
  const table = own?.table ?? huffman;
  if (table === undefined) throw zstdDamage();
  const streams = block.subarray(headerBytes + (own?.size ?? 0), end);
  const bytes = new Uint8Array(size);
  if (format === 0) decodeStream(streams, table, bytes);
  else decodeFour(streams, table, bytes);
  return { bytes, end, huffman: table };
}

/** @param length at most 5 */
function littleEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = length - 1; index >= 0; index--) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}

function decodeFour(streams: Uint8Array, table: HuffmanTable, into: Uint8Array): void {
  const quarter = Math.ceil(into.length / 4);
  if (streams.length < 6 || quarter * 3 > into.length) throw zstdDamage();
  let start = 6;
  for (let stream = 0; stream < 4; stream++) {
    const end = stream === 3 ? streams.length : start + littleEndian(streams, stream * 2, 2);
    if (end > streams.length) throw zstdDamage();
    const to = stream === 3 ? into.length : (stream + 1) * quarter;
    decodeStream(streams.subarray(start, end), table, into.subarray(stream * quarter, to));
    start = end;
  }
}

function decodeStream(stream: Uint8Array, { log, symbols, bits }: HuffmanTable, into: Uint8Array): void {
  const input = new BackwardBits(stream);
  for (let at = 0; at < into.length; at++) {
    const index = input.peek(log);
    into[at] = symbols[index]!;
    input.skip(bits[index]!);
  }
  if (input.left !== 0) throw zstdDamage();
}

const MOST_HUFFMAN_BITS = 11;

function readHuffman(bytes: Uint8Array): { readonly table: HuffmanTable; readonly size: number } {
  const [header = 0] = bytes;
  const direct = header - 127;
  const size = header < 128 ? header : Math.ceil(direct / 2);
  if (size + 1 > bytes.length) throw zstdDamage();
  const content = bytes.subarray(1, 1 + size);
  const weights =
    header < 128
      ? packedWeights(content)
      : Array.from({ length: direct }, (_, index) => (content[index >> 1]! >> (index % 2 === 0 ? 4 : 0)) & 15);
  return { table: huffmanTable(weights), size: size + 1 };
}

/** Two states take turns until the bits are used up. Source: RFC 8878, 4.2.1.2. */
function packedWeights(content: Uint8Array): number[] {
  const { table, size } = readFseTable(content, 6, 255);
  const input = new BackwardBits(content.subarray(size));
  const states = [new FseState(table, input), new FseState(table, input)] as const;
  const weights: number[] = [];
  for (let turn = 0; weights.length < 254; turn ^= 1) {
    const state = states[turn as 0 | 1];
    weights.push(state.symbol);
    state.next();
    if (input.left < 0) {
      weights.push(states[(turn ^ 1) as 0 | 1].symbol);
      return weights;
    }
  }
  throw zstdDamage();
}

/** The last weight is not written: it fills the code up. */
function huffmanTable(weights: readonly number[]): HuffmanTable {
  const sum = weights.reduce((total, weight) => total + (weight > 0 ? 2 ** (weight - 1) : 0), 0);
  if (sum === 0 || weights.some((weight) => weight > MOST_HUFFMAN_BITS + 1)) throw zstdDamage();
  const log = 32 - Math.clz32(sum);
  const rest = 2 ** log - sum;
  if (log > MOST_HUFFMAN_BITS || (rest & (rest - 1)) !== 0) throw zstdDamage();
  const all = [...weights, 32 - Math.clz32(rest)];
  const table = { log, symbols: new Uint8Array(1 << log), bits: new Uint8Array(1 << log) };
  let at = 0;
  for (let weight = 1; weight <= log; weight++) {
    all.forEach((own, symbol) => {
      if (own !== weight) return;
      const end = at + 2 ** (weight - 1);
      table.symbols.fill(symbol, at, end);
      table.bits.fill(log + 1 - weight, at, end);
      at = end;
    });
  }
  return table;
}
