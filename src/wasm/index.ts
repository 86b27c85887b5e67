/*
 * Small functions in WebAssembly, written at run time, for the loops that go through every byte: 16 bytes a step, where
 * JavaScript looks at one or four. Imports nothing; whoever uses it keeps a plain way beside, which tests compare.
 */
export {
  assemble,
  type Code,
  call,
  choose,
  giveBack,
  i32,
  type Local,
  type MemoryLimits,
  repeatWhile,
  type Variables,
  v128,
  type WasmFunction,
  type WasmKernel,
  type WasmMemory,
  wasmFunction,
  when,
} from './assembler.ts';
