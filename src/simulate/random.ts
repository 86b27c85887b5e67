/** A stream of numbers that a seed and a label decide alone: never the clock, never the order of other streams. */
export interface Random {
  /** in [0, 1) */
  next(): number;
  /** both ends included */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  /** @throws Error for an empty list */
  pick<T>(list: readonly T[]): T;
  /** one of the rows, each as often as its weight among all */
  pickWeighted<T>(rows: readonly (readonly [weight: number, item: T])[]): T;
  /** of an exponential distribution, at most 20 means */
  exponential(mean: number): number;
  /** of a normal distribution, within 4 deviations */
  normal(mean: number, deviation: number): number;
  /** lower case */
  hex(digits: number): string;
  /** `{8-4-4-4-12}` in upper case */
  guid(): string;
  /** another stream, the same whatever was drawn from this one */
  fork(label: string): Random;
}

/** The stream of a seed: sfc32 (Chris Doty-Humphrey, PractRand), set up from the characters of the seed. */
export function randomOf(seed: string): Random {
  const next = sfc32(seed);
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits) {
      text += Math.floor(next() * 0x1000000)
        .toString(16)
        .padStart(6, '0');
    }
    return text.slice(0, digits);
  };
  return {
    next,
    integer,
    hex,
    chance: (probability) => next() < probability,
    pick: (list) => {
      if (list.length === 0) throw new Error('nothing to pick from');
      return list[Math.floor(next() * list.length)]!;
    },
    pickWeighted: (rows) => {
      let draw = next() * rows.reduce((sum, [weight]) => sum + weight, 0);
      const row = rows.find(([weight]) => {
        draw -= weight;
        return draw < 0;
      });
      return (row ?? rows.at(-1)!)[1];
    },
    exponential: (mean) => Math.min(20, -Math.log(1 - next())) * mean,
    normal: (mean, deviation) => mean + deviation * bell(next),
    guid: () => guidOf(hex(32)),
    fork: (label) => randomOf(`${seed}/${label}`),
  };
}

/** `{XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}` of 32 hex digits. */
export function guidOf(digits: string): string {
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)];
  return `{${parts.join('-').toUpperCase()}}`;
}

/** A number of 32 bits from a text: FNV-1a, then the finaliser of MurmurHash3, so that near texts lie far apart. */
export function hash32(text: string, basis = 0x811c9dc5): number {
  let hash = basis;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Lower-case hex that a text decides; for hashes of programs and fingerprints, which only have to be the same again. */
export function hexOf(text: string, digits: number): string {
  let hex = '';
  for (let part = 0; hex.length < digits; part++)
    hex += hash32(text, 0x811c9dc5 + part)
      .toString(16)
      .padStart(8, '0');
  return hex.slice(0, digits);
}

function sfc32(seed: string): () => number {
  let a = hash32(seed, 1);
  let b = hash32(seed, 2);
  let c = hash32(seed, 3);
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 0x100000000;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** Irwin-Hall: twelve uniform numbers have variance one. */
function bell(next: () => number): number {
  let sum = -6;
  for (let draw = 0; draw < 12; draw++) sum += next();
  return Math.max(-4, Math.min(4, sum));
}
