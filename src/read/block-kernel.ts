import {
  assemble,
  type Code,
  giveBack,
  i32,
  type Local,
  repeatWhile,
  type Variables,
  v128,
  type WasmFunction,
  type WasmKernel,
  wasmFunction,
  when,
} from '../wasm/index.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const VECTOR_BYTES = 16;

// What lies where in the memory of the kernel. Escapes: what may stand behind a backslash.
const ESCAPES_AT = 0;
const HEX_AT = 256;
const BLOCK_AT = 512;
// As long as a block of lines may become.
const MOST_BLOCK_BYTES = 4 << 20;

const SIMPLE = 1;
const SLASH = 2;
const UNICODE = 3;

/** What the end of a string also tells, as bits: an escape was met, and one of those that JSON need not use. */
export const HAS_ESCAPE = 1;
export const HAS_OTHER_ESCAPE = 2;

/**
 * Searches one block of bytes at a time with vectors. A block is copied when it is held; who searches asks each time
 * whether it is still the block that is held.
 */
export class BlockKernel {
  readonly #bytes: Uint8Array;
  readonly #call: WasmKernel['call'];
  #held: Uint8Array | undefined;

  private constructor({ memory, call }: WasmKernel) {
    this.#bytes = new Uint8Array(memory.buffer);
    this.#call = call;
    for (const letter of '"\\bfnrt') this.#bytes[ESCAPES_AT + letter.charCodeAt(0)] = SIMPLE;
    this.#bytes[ESCAPES_AT + '/'.charCodeAt(0)] = SLASH;
    this.#bytes[ESCAPES_AT + 'u'.charCodeAt(0)] = UNICODE;
    for (const digit of '0123456789abcdefABCDEF') this.#bytes[HEX_AT + digit.charCodeAt(0)] = 1;
  }

  /** @returns undefined where WebAssembly cannot be used */
  static create(): BlockKernel | undefined {
    const bytes = BLOCK_AT + MOST_BLOCK_BYTES + VECTOR_BYTES * 2;
    // What is not touched takes no memory.
    const made = assemble([lineEnd(), stringEnd()], { first: bytes, most: bytes });
    return made && new BlockKernel(made);
  }

  /** Copies a block, which must not change from now on. @returns false when it is too long, and is not held */
  hold(block: Uint8Array): boolean {
    if (block.length > MOST_BLOCK_BYTES) return false;
    this.#bytes.set(block, BLOCK_AT);
    // A line feed ends lines and breaks strings.
    this.#bytes.fill(0x0a, BLOCK_AT + block.length, BLOCK_AT + block.length + VECTOR_BYTES);
    this.#held = block;
    return true;
  }

  holds(block: Uint8Array): boolean {
    return this.#held === block;
  }

  /** The place of the first line feed from a place on in the block; the length of the block when there is none. */
  lineEnd(from: number): number {
    return this.#call.lineEnd!(from);
  }

  /**
   * The end of a JSON string.
   * @param from the place behind its first quote
   * @returns the place behind its last quote times 4, with `HAS_ESCAPE` and `HAS_OTHER_ESCAPE`; -1 when it is no string
   */
  stringEnd(from: number): number {
    return this.#call.stringEnd!(from);
  }
}

let made: { readonly kernel: BlockKernel | undefined } | undefined;

/** The kernel of this thread; undefined where WebAssembly cannot be used. */
export function blockKernel(): BlockKernel | undefined {
  made ??= { kernel: BlockKernel.create() };
  return made.kernel;
}

function lineEnd(): WasmFunction {
  return wasmFunction('lineEnd', 1, ([at], variables) => {
    const found = variables.i32();
    const look = v128.equalBytes(v128.load(at!.value, BLOCK_AT), v128.ofByte(0x0a));
    return [
      ...found.set(v128.bitOfEachByte(look)),
      ...repeatWhile(i32.isZero(found.value), at!.increase(i32.of(VECTOR_BYTES)), found.set(v128.bitOfEachByte(look))),
      ...i32.add(at!.value, i32.trailingZeros(found.value)),
    ];
  });
}

function stringEnd(): WasmFunction {
  return wasmFunction('stringEnd', 1, ([at], variables) => {
    const [found, flags, byte] = [variables.i32(), variables.i32(), variables.i32()];
    return [
      ...repeatWhile(
        i32.of(1),
        found.set(stopsIn(at!, variables)),
        repeatWhile(i32.isZero(found.value), at!.increase(i32.of(VECTOR_BYTES)), found.set(stopsIn(at!, variables))),
        at!.increase(i32.trailingZeros(found.value)),
        byte.set(i32.load8(at!.value, BLOCK_AT)),
        when(
          i32.equals(byte.value, i32.of(QUOTE)),
          giveBack(i32.or(i32.shiftLeft(i32.add(at!.value, i32.of(1)), i32.of(2)), flags.value)),
        ),
        when(i32.differs(byte.value, i32.of(BACKSLASH)), giveBack(i32.of(-1))),
        skipEscape(at!, flags, byte),
      ),
      ...i32.of(-1),
    ];
  });
}

/** Bits of the next 16 bytes at which a plain part of a string ends. */
function stopsIn(at: Local, variables: Variables): Code {
  const part = variables.v128();
  return [
    ...part.set(v128.load(at.value, BLOCK_AT)),
    ...v128.bitOfEachByte(
      v128.or(
        v128.or(v128.equalBytes(part.value, v128.ofByte(QUOTE)), v128.equalBytes(part.value, v128.ofByte(BACKSLASH))),
        v128.smallerBytes(part.value, v128.ofByte(0x20)),
      ),
    ),
  ];
}

/** Goes on behind an escape that is one, and takes note of it. */
function skipEscape(at: Local, flags: Local, kind: Local): Code {
  const isHex = (digit: number): Code => i32.load8(i32.load8(at.value, BLOCK_AT + 2 + digit), HEX_AT);
  const allHex = [1, 2, 3].reduce((all, digit) => i32.and(all, isHex(digit)), isHex(0));
  return [
    ...flags.set(i32.or(flags.value, i32.of(HAS_ESCAPE))),
    ...kind.set(i32.load8(i32.load8(at.value, BLOCK_AT + 1), ESCAPES_AT)),
    ...when(i32.isZero(kind.value), giveBack(i32.of(-1))),
    ...when(i32.differs(kind.value, i32.of(SIMPLE)), flags.set(i32.or(flags.value, i32.of(HAS_OTHER_ESCAPE)))),
    ...when(
      i32.equals(kind.value, i32.of(UNICODE)),
      when(i32.isZero(allHex), giveBack(i32.of(-1))),
      at.increase(i32.of(4)),
    ),
    ...at.increase(i32.of(2)),
  ];
}
