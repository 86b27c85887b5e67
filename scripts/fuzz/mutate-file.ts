import { mutateBytes } from './mutate-bytes.ts';
import { pick, type RandomBelow } from './target.ts';

type FileMutation = (file: Uint8Array, other: Uint8Array, random: RandomBelow) => Uint8Array;

// A repeated part shows what grows with the input; larger inputs only take longer to show it.
const MOST_BYTES = 1 << 18;

/** What happens to files on the way: cut off, put together wrongly, bits flipped, parts written again and again. */
export const FILE_MUTATIONS: Readonly<Record<'truncate' | 'splice' | 'flip' | 'repeat' | 'change', FileMutation>> = {
  truncate: (file, _, random) => file.slice(0, random(file.length)),
  splice: (file, other, random) =>
    joined([file.subarray(0, random(file.length)), other.subarray(random(other.length))]),
  flip: (file, _, random) => {
    const flipped = file.slice();
    for (let count = 1 + random(64); count > 0; count--) {
      const at = random(flipped.length);
      flipped[at] = flipped[at]! ^ (1 << random(8));
    }
    return flipped;
  },
  repeat: (file, _, random) => {
    const from = random(file.length);
    const part = file.subarray(from, from + 1 + random(Math.min(file.length - from, 4096)));
    const times = 1 + random(Math.min(5000, Math.floor(MOST_BYTES / part.length)));
    return joined([file.subarray(0, from), ...Array.from({ length: times }, () => part), file.subarray(from)]);
  },
  change: (file, _, random) => mutateBytes(file, random),
};

/** One of the mutations. @param file at least one byte, as `other` */
export function mutateFile(file: Uint8Array, other: Uint8Array, random: RandomBelow): Uint8Array {
  return pick(Object.values(FILE_MUTATIONS), random)(file, other, random);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
