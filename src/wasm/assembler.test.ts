import { afterEach, expect, test, vi } from 'vitest';
import { assemble, giveBack, i32, repeatWhile, v128, wasmFunction, when } from './index.ts';

const PAGE = { first: 65_536, most: 65_536 };

afterEach(() => vi.unstubAllGlobals());

test('functions compute with their parameters, variables, branches and loops', () => {
  const collatz = wasmFunction('steps', 1, ([at], variables) => {
    const steps = variables.i32();
    return [
      ...repeatWhile(
        i32.differs(at!.value, i32.of(1)),
        steps.increase(i32.of(1)),
        when(i32.equals(steps.value, i32.of(100_000)), giveBack(i32.of(-1))),
        when(i32.and(at!.value, i32.of(1)), at!.set(i32.subtract(i32.multiply(at!.value, i32.of(6)), i32.of(-2)))),
        at!.set(i32.shiftRight(at!.value, i32.of(1))),
      ),
      ...steps.value,
    ];
  });
  const { call } = assemble([collatz], PAGE)!;
  const steps = (value: number): number => {
    let [at, count] = [value, 0];
    for (; at !== 1; count++) at = at % 2 === 1 ? (at * 6 + 2) / 2 : at / 2;
    return count;
  };
  for (const value of [1, 2, 7, 27, 97]) expect(call.steps!(value)).toBe(steps(value));
});

test('constants of any size stand in code', () => {
  const values = [0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, -8193, 0x2020_2020, 0x9e37_79b1, 2 ** 31 - 1];
  const functions = values.map((value, index) => wasmFunction(`f${index}`, 0, () => i32.of(value)));
  const { call } = assemble(functions, PAGE)!;
  expect(values.map((_, index) => call[`f${index}`]!())).toEqual(values.map((value) => value | 0));
});

test('vectors compare sixteen bytes at once', () => {
  const find = wasmFunction('find', 2, ([at, limit], variables) => {
    const part = variables.v128();
    const hasByte = v128.equalBytes(part.value, v128.ofByte(7));
    const isSmall = v128.smallerBytes(part.value, v128.ofByte(3));
    return [
      ...part.set(v128.load(at!.value)),
      ...i32.or(v128.bitOfEachByte(v128.or(hasByte, isSmall)), i32.and(limit!.value, i32.of(0))),
    ];
  });
  const { call, memory } = assemble([find], PAGE)!;
  new Uint8Array(memory.buffer).set([9, 7, 3, 2, 255, 128, 7, 0, 9, 9, 9, 9, 9, 9, 9, 1], 32);
  expect(call.find!(32, 0)).toBe(0b1000_0000_1100_1010);
});

test('where WebAssembly is missing or forbidden there is nothing, and no error', () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect(assemble([], PAGE)).toBeUndefined();
  class Forbidden {
    constructor() {
      throw new Error('refused by Content Security Policy');
    }
  }
  vi.stubGlobal('WebAssembly', { Memory: Forbidden, Module: Forbidden, Instance: Forbidden });
  expect(assemble([], PAGE)).toBeUndefined();
});
