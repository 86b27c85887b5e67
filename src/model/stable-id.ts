/** A 64-bit FNV-1a hash of texts as 16 hexadecimal digits. Names things the same in every run; no secret. */
export function stableId(...texts: readonly string[]): string {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  for (const text of texts) {
    for (let index = 0; index <= text.length; index++) {
      // The end of a text counts as a unit, so that "a", "bc" is not "ab", "c".
      low = (low ^ (index < text.length ? text.charCodeAt(index) : 0x1_0000)) >>> 0;
      // Times the prime 2^40 + 0x1b3, in two halves.
      const product = low * 0x1b3;
      high = (Math.imul(high, 0x1b3) + Math.floor(product / 0x1_0000_0000) + (low << 8)) >>> 0;
      low = product >>> 0;
    }
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
