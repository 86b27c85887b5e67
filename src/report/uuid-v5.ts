/**
 * A UUID of version 5: the same name gives the same id on every run.
 * @param namespace a UUID
 * Source: RFC 9562 section 5.5; SHA-1 by FIPS 180-4 (an id, not a protection).
 */
export function uuidV5(namespace: string, name: string): string {
  const prefix = namespace.replaceAll('-', '').match(/../g) ?? [];
  const bytes = [...prefix.map((byte) => Number.parseInt(byte, 16)), ...new TextEncoder().encode(name)];
  const hash = sha1(bytes).slice(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function sha1(message: readonly number[]): number[] {
  const padding = (119 - (message.length % 64)) % 64;
  const bytes = Uint8Array.from([
    ...message,
    0x80,
    ...new Array<number>(padding).fill(0),
    ...new Array<number>(8).fill(0),
  ]);
  const blocks = new DataView(bytes.buffer);
  blocks.setUint32(bytes.length - 4, message.length * 8);
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let offset = 0; offset < bytes.length; offset += 64) {
    const words = Array.from({ length: 16 }, (_, index) => blocks.getInt32(offset + 4 * index));
    state = sha1Block(words, state);
  }
  return state.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff));
}

function sha1Block(words: number[], state: readonly number[]): number[] {
  let [a, b, c, d, e] = state as [number, number, number, number, number];
  for (let round = 0; round < 80; round++) {
    if (round >= 16)
      words.push(rotated(words[round - 3]! ^ words[round - 8]! ^ words[round - 14]! ^ words[round - 16]!, 1));
    const [mix, constant] = mixed(Math.floor(round / 20), b, c, d);
    const next = (rotated(a, 5) + mix + e + constant + words[round]!) | 0;
    [a, b, c, d, e] = [next, a, rotated(b, 30), c, d];
  }
  return [a, b, c, d, e].map((word, index) => (word + state[index]!) | 0);
}

function mixed(quarter: number, b: number, c: number, d: number): [mix: number, constant: number] {
  if (quarter === 0) return [(b & c) | (~b & d), 0x5a827999];
  if (quarter === 2) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
  return [b ^ c ^ d, quarter === 1 ? 0x6ed9eba1 : 0xca62c1d6];
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
