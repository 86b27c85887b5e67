/*
 * Writes the bytes of small WebAssembly modules. Code is composed of functions that give bytes: `i32.add(left, right)` is
 * the code of both operands and the instruction. There are only the instructions that kernels of this project use.
 * Source: WebAssembly Core Specification 2.0, chapter 5 (binary format); opcodes of its section 5.4.
 */

/** Code, as bytes. */
export type Code = readonly number[];

const I32 = 0x7f;
const V128 = 0x7b;
const EMPTY_BLOCK = 0x40;
const SIMD = 0xfd;
const PAGE_BYTES = 1 << 16;

/** A variable of a function. */
export class Local {
  readonly type: number;
  readonly #index: number;

  constructor(index: number, type: number) {
    this.#index = index;
    this.type = type;
  }

  /** Code that gives its value. */
  get value(): Code {
    return [0x20, ...unsigned(this.#index)];
  }

  /** Code that gives it another value. */
  set(value: Code): Code {
    return [...value, 0x21, ...unsigned(this.#index)];
  }

  /** Code that adds to an i32. */
  increase(by: Code): Code {
    return this.set(i32.add(this.value, by));
  }
}

/** Makes the variables of a function, beside its parameters. */
export interface Variables {
  i32(): Local;
  v128(): Local;
}

/** A function of 32-bit integers that gives one; its memory is the module's. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  readonly locals: readonly Local[];
  readonly body: Code;
}

/**
 * Writes a function.
 * @param body gives its code; must end by giving a value
 */
export function wasmFunction(
  name: string,
  parameters: number,
  body: (parameters: readonly Local[], variables: Variables) => Code,
): WasmFunction {
  const locals: Local[] = [];
  const declare = (type: number): Local => {
    const local = new Local(parameters + locals.length, type);
    locals.push(local);
    return local;
  };
  const given = Array.from({ length: parameters }, (_, index) => new Local(index, I32));
  const code = body(given, { i32: () => declare(I32), v128: () => declare(V128) });
  return { name, parameters, locals, body: code };
}

/** 32-bit integers. Addresses are bytes. */
export const i32 = {
  of: (value: number): Code => [0x41, ...signed(value | 0)],
  add: binary(0x6a),
  subtract: binary(0x6b),
  and: binary(0x71),
  or: binary(0x72),
  xor: binary(0x73),
  multiply: binary(0x6c),
  shiftLeft: binary(0x74),
  shiftRight: binary(0x76),
  equals: binary(0x46),
  differs: binary(0x47),
  /** as signed numbers */
  isAtMost: binary(0x4c),
  isZero: (value: Code): Code => [...value, 0x45],
  trailingZeros: (value: Code): Code => [...value, 0x68],
  load: (address: Code, offset = 0): Code => [...address, 0x28, 0, ...unsigned(offset)],
  load8: (address: Code, offset = 0): Code => [...address, 0x2d, 0, ...unsigned(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, 0x36, 0, ...unsigned(offset)],
};

/** 16 bytes, or 4 words, at once. */
export const v128 = {
  load: (address: Code, offset = 0): Code => [...address, SIMD, 0, 0, ...unsigned(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, SIMD, 11, 0, ...unsigned(offset)],
  ofByte: (value: number): Code => v128.repeatByte(i32.of(value)),
  repeatByte: (value: Code): Code => [...value, SIMD, 0x0f],
  ofWord: (value: number): Code => [...i32.of(value), SIMD, 0x11],
  and: vector(0x4e),
  or: vector(0x50),
  xor: vector(0x51),
  equalBytes: vector(0x23),
  smallerBytes: vector(0x26),
  multiplyWords: vector(0xb5),
  shiftWordsLeft: vector(0xab),
  shiftWordsRight: vector(0xad),
  word: (value: Code, lane: number): Code => [...value, SIMD, 0x1b, lane],
  /** a bit for each byte, its highest one */
  bitOfEachByte: (value: Code): Code => [...value, SIMD, ...unsigned(0x64)],
};

/** Repeats some code as long as a condition holds. */
export function repeatWhile(condition: Code, ...body: readonly Code[]): Code {
  const leaveUnless = [...i32.isZero(condition), 0x0d, 1];
  return [0x02, EMPTY_BLOCK, 0x03, EMPTY_BLOCK, ...leaveUnless, ...body.flat(), 0x0c, 0, 0x0b, 0x0b];
}

/** Some code, if a condition holds. */
export function when(condition: Code, ...body: readonly Code[]): Code {
  return [...condition, 0x04, EMPTY_BLOCK, ...body.flat(), 0x0b];
}

/** Some code if a condition holds, other code if not. */
export function choose(condition: Code, ifSo: readonly Code[], ifNot: readonly Code[]): Code {
  return [...condition, 0x04, EMPTY_BLOCK, ...ifSo.flat(), 0x05, ...ifNot.flat(), 0x0b];
}

/** Calls a function of the same module. @param index its place among the functions that are assembled together */
export function call(index: number, ...parameters: readonly Code[]): Code {
  return [...parameters.flat(), 0x10, ...unsigned(index)];
}

/** Ends the function with a value. */
export function giveBack(value: Code): Code {
  return [...value, 0x0f];
}

/** Memory that grows by pages of 64 KiB; growing detaches `buffer`. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Functions that were made ready, and the memory on which they work. */
export interface WasmKernel {
  readonly memory: WasmMemory;
  readonly call: Readonly<Record<string, (...parameters: number[]) => number>>;
}

/** How much memory there is at first, and at most; bytes, rounded up to 64 KiB. */
export interface MemoryLimits {
  readonly first: number;
  readonly most: number;
}

/** What is used of the engine: it belongs to browsers and Node, so no library of types for the language alone has it. */
interface Engine {
  readonly Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

/**
 * Makes functions ready to be called.
 * @returns undefined where WebAssembly or its vectors are missing or forbidden: callers have a plain way for that
 */
export function assemble(functions: readonly WasmFunction[], limits: MemoryLimits): WasmKernel | undefined {
  const engine = (globalThis as { WebAssembly?: Engine }).WebAssembly;
  if (engine === undefined) return undefined;
  try {
    const memory = new engine.Memory({ initial: pages(limits.first), maximum: pages(limits.most) });
    const module = new engine.Module(moduleBytes(functions, limits));
    const { exports } = new engine.Instance(module, { '': { '': memory } });
    return { memory, call: exports as WasmKernel['call'] };
  } catch {
    return undefined;
  }
}

function pages(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}

function moduleBytes(functions: readonly WasmFunction[], { first, most }: MemoryLimits): Uint8Array {
  const types = functions.map(({ parameters }) => [0x60, ...list(Array(parameters).fill([I32])), ...list([[I32]])]);
  const memory = [...text(''), ...text(''), 0x02, 0x01, ...unsigned(pages(first)), ...unsigned(pages(most))];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(types)),
    ...section(2, list([memory])),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(7, list(functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]))),
    ...section(10, list(functions.map(functionBytes))),
  ]);
}

function functionBytes({ locals, body }: WasmFunction): Code {
  const code = [...list(locals.map(({ type }) => [1, type])), ...body, 0x0b];
  return [...unsigned(code.length), ...code];
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function list(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

/** ASCII only. */
function text(name: string): Code {
  return list(Array.from(name, (letter) => [letter.charCodeAt(0)]));
}

function binary(opcode: number): (left: Code, right: Code) => Code {
  return (left, right) => [...left, ...right, opcode];
}

function vector(opcode: number): (left: Code, right: Code) => Code {
  return (left, right) => [...left, ...right, SIMD, ...unsigned(opcode)];
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const rest = value >> 7;
  const isLast = (rest === 0 && (value & 0x40) === 0) || (rest === -1 && (value & 0x40) !== 0);
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(rest)];
}
