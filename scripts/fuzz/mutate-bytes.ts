import { pick, type RandomBelow } from './target.ts';

type ByteMutation = (bytes: Uint8Array, random: RandomBelow) => Uint8Array;

// Numbers that parsers stumble over: zero, signs, limits of a field, sizes of EVTX structures.
const TELLING = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 512, 4096, 65_536, 0x7fffffff, 0x80000000, 0xffffffff];

const MUTATIONS: readonly ByteMutation[] = [
  (bytes, random) => changed(bytes, (copy) => copy.set([random(256)], random(copy.length))),
  (bytes, random) => changed(bytes, (copy) => viewOf(copy).setUint16(at(copy, 2, random), pick(TELLING, random), true)),
  (bytes, random) => changed(bytes, (copy) => viewOf(copy).setUint32(at(copy, 4, random), pick(TELLING, random), true)),
  (bytes, random) =>
    changed(bytes, (copy) => {
      const from = random(copy.length);
      copy.copyWithin(random(copy.length), from, from + random(64));
    }),
  (bytes, random) =>
    changed(bytes, (copy) => {
      const from = random(copy.length);
      copy.fill(random(256), from, from + random(256));
    }),
  (bytes, random) => without(bytes, random(bytes.length), random(64)),
];

/** Changes 1 to 8 places of the bytes. */
export function mutateBytes(bytes: Uint8Array, random: RandomBelow): Uint8Array {
  let mutated: Uint8Array = Uint8Array.from(bytes);
  for (let count = 1 + random(8); count > 0 && mutated.length > 8; count--)
    mutated = pick(MUTATIONS, random)(mutated, random);
  return mutated;
}

function changed(bytes: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array {
  change(bytes);
  return bytes;
}

function without(bytes: Uint8Array, from: number, count: number): Uint8Array {
  const shorter = new Uint8Array(bytes.length - Math.min(count, bytes.length - from));
  shorter.set(bytes.subarray(0, from));
  shorter.set(bytes.subarray(from + count), from);
  return shorter;
}

function at(bytes: Uint8Array, sizeBytes: number, random: RandomBelow): number {
  return random(bytes.length - sizeBytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
