import { assemble, i32, repeatWhile, v128, type WasmFunction, type WasmKernel, wasmFunction } from '../wasm/index.ts';
import { fillTables, jsonFunctions } from './json-kernel.ts';
import { BLOCK_AT, MEMORY_BYTES, MOST_BLOCK_BYTES } from './kernel-layout.ts';
import { KernelMembers } from './kernel-members.ts';

const VECTOR_BYTES = 16;

/**
 * Searches one block of bytes at a time with vectors. A block is copied when it is held; who searches asks each time
 * whether it is still the block that is held.
 */
export class BlockKernel {
  /** finds the members of JSON objects in the block */
  readonly members: KernelMembers;
  readonly #bytes: Uint8Array;
  readonly #call: WasmKernel['call'];
  #held: Uint8Array | undefined;

  private constructor({ memory, call }: WasmKernel) {
    this.#bytes = new Uint8Array(memory.buffer);
    this.#call = call;
    this.members = new KernelMembers(memory.buffer, call);
    fillTables(this.#bytes);
  }

  /** @returns undefined where WebAssembly cannot be used */
  static create(): BlockKernel | undefined {
    const made = assemble([lineEnd(), ...jsonFunctions(1)], { first: MEMORY_BYTES, most: MEMORY_BYTES });
    return made && new BlockKernel(made);
  }

  /** Copies a block, which must not change from now on. @returns false when it is too long, and is not held */
  hold(block: Uint8Array): boolean {
    this.members.forgetLine();
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
