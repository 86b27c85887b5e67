import {
  assemble,
  type Code,
  giveBack,
  i32,
  type Local,
  repeatWhile,
  v128,
  type WasmFunction,
  type WasmMemory,
  wasmFunction,
  when,
} from '../../wasm/index.ts';
import { type FilterBits, HASH_FACTOR, WORD_BITS } from './bit-filter.ts';
import { CASE_BITS } from './literal-table.ts';

/** Which grams are looked up: 4 characters of UTF-16LE or 4 bytes every 4 bytes, or 4 bytes every 2 bytes. */
export type GramKind = 'wide' | 'narrow' | 'short';

/** How many bytes one call goes through at most. */
export const PIECE_BYTES = 1 << 16;
/** Bytes that the grams of a piece and the next have in common; what is seen twice does no harm. */
export const PIECE_OVERLAP = 4;

// What lies where in the memory of the kernel. Of the shortest grams there are as many as half the bytes.
const TEXT_AT = 0;
const HITS_AT = TEXT_AT + PIECE_BYTES + 64;
const FILTERS_AT = HITS_AT + PIECE_BYTES * 2 + 64;
// A hunt with all community rules takes some 4 MiB; filters that have no room are looked up in the plain way.
const MOST_BYTES = 16 << 20;
const PAGE_BYTES = 1 << 16;

const VECTOR_BYTES = 16;

interface Calls extends Readonly<Record<GramKind, (length: number, filter: number, shift: number) => number>> {
  readonly find: (from: number, last: number, bytes: number, mask: number, reach: number) => number;
}

/** Looks up the grams of a piece of bytes in a filter, with vectors. One a thread. */
export class GramKernel {
  readonly #memory: WasmMemory;
  readonly #call: Calls;
  readonly #freed = new FreeRooms();
  #bytes: Uint8Array;
  #words: Int32Array;
  #end = FILTERS_AT;
  #length = 0;

  private constructor(memory: WasmMemory, call: Calls) {
    this.#memory = memory;
    this.#call = call;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#words = new Int32Array(memory.buffer);
  }

  /** @returns undefined where WebAssembly cannot be used */
  static create(): GramKernel | undefined {
    const functions = (['wide', 'narrow', 'short'] as const).map(scanFunction);
    const made = assemble([...functions, findFunction()], { first: FILTERS_AT, most: MOST_BYTES });
    return made && new GramKernel(made.memory, made.call as unknown as Calls);
  }

  /** Whether there is room for a filter; must be asked before `scan`. */
  holds(filter: FilterBits): boolean {
    if (filter.copyAt === undefined) filter.copyAt = this.#place(filter);
    return filter.copyAt > 0;
  }

  /** Gives the bytes that are searched from now on: at most `PIECE_BYTES`. */
  load(bytes: Uint8Array): void {
    this.#bytes.set(bytes, TEXT_AT);
    this.#length = bytes.length;
  }

  /** @returns how many grams from the first byte on pass the filter; `hit` tells where */
  scan(kind: GramKind, { copyAt, shift }: FilterBits): number {
    return this.#call[kind](this.#length, copyAt!, shift);
  }

  /**
   * The first place of a few bytes; -1 when they are not there.
   * @param bytes one to four, the first one lowest
   */
  find(bytes: number, count: number, from: number): number {
    return this.#call.find(from, this.#length - count, bytes, -1 >>> (32 - count * 8), count - 1);
  }

  /** The place of a gram that passed, in the bytes that are searched. */
  hit(index: number): number {
    return this.#words[(HITS_AT >>> 2) + index]! - TEXT_AT;
  }

  #place(filter: FilterBits): number {
    const length = filter.bits.byteLength;
    let at = this.#freed.take(length);
    if (at === undefined) {
      if (!this.#growTo(this.#end + length)) return 0;
      at = this.#end;
      this.#end += length;
    }
    this.#words.set(filter.bits, at >>> 2);
    this.#freed.whenForgotten(filter, at, length);
    return at;
  }

  #growTo(end: number): boolean {
    const missing = end - this.#bytes.length;
    if (missing <= 0) return true;
    if (end > MOST_BYTES) return false;
    this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.#words = new Int32Array(this.#memory.buffer);
    return true;
  }
}

/** Room of filters that nobody has any more, by its size, which is a power of two. */
class FreeRooms {
  readonly #places = new Map<number, number[]>();
  readonly #registry = new FinalizationRegistry<readonly [at: number, length: number]>(([at, length]) => {
    const places = this.#places.get(length);
    if (places === undefined) this.#places.set(length, [at]);
    else places.push(at);
  });

  take(length: number): number | undefined {
    return this.#places.get(length)?.pop();
  }

  whenForgotten(filter: FilterBits, at: number, length: number): void {
    this.#registry.register(filter, [at, length]);
  }
}

/** `(length, filter, shift) => hits`: where the bits of the filter lie, and how much of a hash tells the bit. */
function scanFunction(kind: GramKind): WasmFunction {
  return wasmFunction(kind, 3, ([length, filter, shift], variables) => {
    const [at, bit, isHit, otherBit] = [variables.i32(), variables.i32(), variables.i32(), variables.i32()];
    const [hits, hashes, last, lowShift] = [variables.i32(), variables.v128(), variables.i32(), variables.i32()];
    // Both bits of a number are in one word; only the last of each shift's bits count.
    const isSet = (hash: Code): Code => [
      ...bit.set(i32.shiftRight(hash, shift!.value)),
      ...otherBit.set(i32.shiftRight(hash, lowShift.value)),
      ...isHit.set(i32.load(wordOf(bit, filter!))),
      ...isHit.set(i32.and(i32.shiftRight(isHit.value, bit.value), i32.shiftRight(isHit.value, otherBit.value))),
      ...isHit.set(i32.and(isHit.value, i32.of(1))),
    ];
    // Written each time and counted only when it is one: no branch to guess wrong.
    const note = (behind: number): Code => [
      ...i32.store(hits.value, i32.add(at.value, i32.of(behind))),
      ...hits.increase(i32.shiftLeft(isHit.value, i32.of(2))),
    ];
    const vectorStep = (offset: number): Code => [
      ...hashes.set(v128.multiplyWords(gramVector(kind, at, offset), v128.ofWord(HASH_FACTOR))),
      ...[0, 1, 2, 3].flatMap((lane) => [...isSet(v128.word(hashes.value, lane)), ...note(offset + lane * 4)]),
    ];
    const wordStep = [...isSet(i32.multiply(gramWord(kind, at), i32.of(HASH_FACTOR))), ...when(isHit.value, note(0))];
    const { reach, step } = FORMS[kind];
    return [
      ...hits.set(i32.of(HITS_AT)),
      ...lowShift.set(i32.subtract(shift!.value, i32.of(WORD_BITS))),
      ...last.set(i32.subtract(length!.value, i32.of(VECTOR_BYTES - 4 + reach + (step < 4 ? step : 0)))),
      ...repeatWhile(
        i32.isAtMost(at.value, last.value),
        vectorStep(0),
        kind === 'short' ? vectorStep(2) : [],
        at.increase(i32.of(VECTOR_BYTES)),
      ),
      ...last.set(i32.subtract(length!.value, i32.of(reach))),
      ...repeatWhile(i32.isAtMost(at.value, last.value), wordStep, at.increase(i32.of(step))),
      ...giveBack(i32.shiftRight(i32.subtract(hits.value, i32.of(HITS_AT)), i32.of(2))),
      ...i32.of(0),
    ];
  });
}

/** `(from, last, bytes, mask, reach) => place`: looks for the first and the last of the bytes, then for all of them. */
function findFunction(): WasmFunction {
  return wasmFunction('find', 5, ([from, last, bytes, mask, reach], variables) => {
    const [at, ends, found, place] = [from!, reach!, variables.i32(), variables.i32()];
    const lastByte = i32.shiftRight(bytes!.value, i32.shiftLeft(ends.value, i32.of(3)));
    const atFirst = v128.equalBytes(v128.load(at.value, TEXT_AT), v128.repeatByte(bytes!.value));
    const atLast = v128.equalBytes(v128.load(i32.add(at.value, ends.value), TEXT_AT), v128.repeatByte(lastByte));
    return [
      ...repeatWhile(
        i32.isAtMost(at.value, last!.value),
        found.set(v128.bitOfEachByte(v128.and(atFirst, atLast))),
        repeatWhile(
          found.value,
          place.set(i32.add(at.value, i32.trailingZeros(found.value))),
          when(i32.isAtMost(i32.add(last!.value, i32.of(1)), place.value), giveBack(i32.of(-1))),
          when(i32.equals(i32.and(i32.load(place.value, TEXT_AT), mask!.value), bytes!.value), giveBack(place.value)),
          found.set(i32.and(found.value, i32.subtract(found.value, i32.of(1)))),
        ),
        at.increase(i32.of(VECTOR_BYTES)),
      ),
      ...i32.of(-1),
    ];
  });
}

/** How many bytes make a gram, and how many lie between the starts of two. */
const FORMS: Readonly<Record<GramKind, { readonly reach: number; readonly step: number }>> = {
  wide: { reach: 8, step: 4 },
  narrow: { reach: 4, step: 4 },
  short: { reach: 4, step: 2 },
};

/** Where the word of the filter lies that has a bit. */
function wordOf(bit: Local, filter: Local): Code {
  return i32.add(filter.value, i32.shiftLeft(i32.shiftRight(bit.value, i32.of(WORD_BITS)), i32.of(2)));
}

function gramWord(kind: GramKind, at: Local): Code {
  const first = i32.load(at.value, TEXT_AT);
  const both = kind === 'wide' ? i32.or(first, i32.shiftLeft(i32.load(at.value, TEXT_AT + 4), i32.of(8))) : first;
  return i32.or(both, i32.of(CASE_BITS));
}

function gramVector(kind: GramKind, at: Local, offset: number): Code {
  const first = v128.load(at.value, TEXT_AT + offset);
  const second = v128.shiftWordsLeft(v128.load(at.value, TEXT_AT + offset + 4), i32.of(8));
  return v128.or(kind === 'wide' ? v128.or(first, second) : first, v128.ofWord(CASE_BITS));
}
