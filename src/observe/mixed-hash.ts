/** Another one for each run, so that nobody can choose keys that lie in one place. Results must not depend on it. */
export const hashSeed = Math.floor(Math.random() * 2 ** 32);

/** Mixes 32 bits of a number into a hash, as MurmurHash3 does (Austin Appleby, public domain). */
export function mixed(hash: number, value: number): number {
  let bits = Math.imul(value, 0xcc9e2d51);
  bits = Math.imul((bits << 15) | (bits >>> 17), 0x1b873593);
  const both = hash ^ bits;
  return (Math.imul((both << 13) | (both >>> 19), 5) + 0xe6546b64) | 0;
}

/** The end of a hash: every bit of it depends on all that was mixed in. */
export function spread(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
