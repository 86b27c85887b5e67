import {
  BackwardBits,
  FseState,
  type FseTable,
  fseTable,
  readFseTable,
  singleSymbol,
  zstdDamage,
} from './container-zstd-bits.ts';
import { type HuffmanTable, readLiterals } from './container-zstd-literals.ts';

/** No block gives more. Source: RFC 8878, 3.1.1.2.4. */
export const MOST_BLOCK_BYTES = 1 << 17;

/** Where the content of a frame is put together: what stands before can be referred to. */
export interface ZstdWindow {
  readonly bytes: Uint8Array;
  at: number;
  /** how far back one may refer: no farther than the window, or the frame's start */
  readonly reach: number;
}

/** One of the three kinds of codes of sequences: how it is told without a table, and what may be in one. */
interface CodeKind {
  readonly byDefault: FseTable;
  readonly mostLog: number;
  /** smallest value and count of further bits, by code */
  readonly values: readonly (readonly [base: number, bits: number])[];
}

/** `count` values in a row that have so many further bits, from `first` on. */
function row(first: number, bits: number, count: number): (readonly [number, number])[] {
  return Array.from({ length: count }, (_, index) => [first + index * 2 ** bits, bits] as const);
}

/** From `first` on, each with one more further bit than the one before. */
function doubling(first: number, bits: number, count: number, offset = 0): (readonly [number, number])[] {
  return Array.from({ length: count }, (_, index) => [first * 2 ** index + offset, bits + index] as const);
}

// The tables of RFC 8878, 3.1.1.3.2.1.1 and 3.1.1.3.2.2.
const LITERAL_LENGTHS: CodeKind = {
  byDefault: fseTable(
    [
      ...[4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1],
      ...[-1, -1, -1, -1],
    ],
    6,
  ),
  mostLog: 9,
  values: [...row(0, 0, 16), ...row(16, 1, 4), ...row(24, 2, 2), ...row(32, 3, 2), [48, 4], ...doubling(64, 6, 11)],
};
const MATCH_LENGTHS: CodeKind = {
  byDefault: fseTable(
    [1, 4, 3, 2, 2, 2, 2, 2, 2, ...new Array<number>(37).fill(1), ...new Array<number>(7).fill(-1)],
    6,
  ),
  mostLog: 9,
  values: [
    ...[...row(3, 0, 32), ...row(35, 1, 4), ...row(43, 2, 2), ...row(51, 3, 2), ...row(67, 4, 2)],
    ...[[99, 5] as const, ...doubling(128, 7, 10, 3)],
  ],
};
const OFFSETS: CodeKind = {
  byDefault: fseTable([...[1, 1, 1, 1, 1, 1, 2, 2, 2], ...new Array<number>(15).fill(1), -1, -1, -1, -1, -1], 5),
  mostLog: 8,
  values: doubling(1, 0, 32),
};

/** Decodes the compressed blocks of one frame, one after another. */
export class ZstdBlocks {
  #huffman: HuffmanTable | undefined;
  readonly #tables = new Map<CodeKind, FseTable>();
  #offsets: [number, number, number] = [1, 4, 8];

  /** @throws ContainerError when the block is damaged, after work that its size bounds */
  decode(block: Uint8Array, window: ZstdWindow): void {
    const { bytes: literals, end, huffman } = readLiterals(block, this.#huffman);
    this.#huffman = huffman;
    const most = window.at + MOST_BLOCK_BYTES;
    const used = this.#sequences(block.subarray(end), literals, window, most);
    put(literals.subarray(used), window, most);
  }

  /** @returns how many literals were used */
  #sequences(section: Uint8Array, literals: Uint8Array, window: ZstdWindow, most: number): number {
    const { count, headerBytes } = sequenceCount(section);
    if (count === 0) return 0;
    const modes = section[headerBytes] ?? 0;
    let at = headerBytes + 1;
    const kinds = [LITERAL_LENGTHS, OFFSETS, MATCH_LENGTHS].map((kind, index) => {
      const { table, size } = this.#table(kind, (modes >> (6 - index * 2)) & 3, section.subarray(at));
      at += size;
      return table;
    });
    const input = new BackwardBits(section.subarray(at));
    const [lengths, offsets, matches] = kinds.map((table) => new FseState(table, input)) as [
      FseState,
      FseState,
      FseState,
    ];
    let used = 0;
    for (let left = count; left > 0; left--) {
      const offset = codeValue(OFFSETS, offsets, input);
      const match = codeValue(MATCH_LENGTHS, matches, input);
      const length = codeValue(LITERAL_LENGTHS, lengths, input);
      if (used + length > literals.length) throw zstdDamage();
      put(literals.subarray(used, used + length), window, most);
      used += length;
      copy(this.#distance(offset, length), match, window, most);
      if (left > 1) for (const state of [lengths, matches, offsets]) state.next();
      if (input.left < 0) throw zstdDamage();
    }
    if (input.left !== 0) throw zstdDamage();
    return used;
  }

  #table(kind: CodeKind, mode: number, section: Uint8Array): { readonly table: FseTable; readonly size: number } {
    const before = this.#tables.get(kind);
    const read =
      mode === 2
        ? readFseTable(section, kind.mostLog, kind.values.length - 1)
        : mode === 1
          ? { table: singleSymbol(section[0] ?? 0xff), size: 1 }
          : { table: mode === 0 ? kind.byDefault : before, size: 0 };
    const { table, size } = read;
    if (table === undefined) throw zstdDamage();
    this.#tables.set(kind, table);
    return { table, size };
  }

  /** The last three distances have short names. Source: RFC 8878, 3.1.1.5. */
  #distance(value: number, literals: number): number {
    const [first, second, third] = this.#offsets;
    if (value > 3) this.#offsets = [value - 3, first, second];
    else {
      const which = value - 1 + Number(literals === 0);
      if (which === 1) this.#offsets = [second, first, third];
      else if (which === 2) this.#offsets = [third, first, second];
      else if (which === 3) this.#offsets = [first - 1, first, second];
    }
    return this.#offsets[0];
  }
}

function sequenceCount(section: Uint8Array): { readonly count: number; readonly headerBytes: number } {
  const [first, second = 0, third = 0] = section;
  if (first === undefined) throw zstdDamage();
  if (first < 128) return { count: first, headerBytes: 1 };
  if (first < 255) return { count: ((first - 128) << 8) + second, headerBytes: 2 };
  return { count: second + (third << 8) + 0x7f00, headerBytes: 3 };
}

function codeValue({ values }: CodeKind, state: FseState, input: BackwardBits): number {
  const value = values[state.symbol];
  if (value === undefined) throw zstdDamage();
  return value[0] + input.read(value[1]);
}

function put(bytes: Uint8Array, window: ZstdWindow, most: number): void {
  if (window.at + bytes.length > most) throw zstdDamage();
  window.bytes.set(bytes, window.at);
  window.at += bytes.length;
}

function copy(distance: number, length: number, window: ZstdWindow, most: number): void {
  const { bytes } = window;
  if (window.at + length > most || distance < 1 || distance > Math.min(window.reach, window.at)) throw zstdDamage();
  let from = window.at - distance;
  for (const end = window.at + length; window.at < end; ) bytes[window.at++] = bytes[from++]!;
}
