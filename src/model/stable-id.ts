/** A 64-bit FNV-1a hash of texts as 16 hexadecimal digits. Names things the same in every run; no secret. */
export function stableId(...texts: readonly string[]): string {
  let [high, low] = [0xcbf29ce4 | 0, 0x84222325 | 0];
  for (const text of texts) {
    for (let index = 0; index <= text.length; index++) {
      // The end of a text counts as a unit, so that "a", "bc" is not "ab", "c".
      low ^= index < text.length ? text.charCodeAt(index) : 0x1_0000;
      // Times the prime 2^40 + 0x1b3, in parts that stay whole numbers of 32 bits, which are the quickest.
      const lower = (low & 0xffff) * 0x1b3;
      const upper = (low >>> 16) * 0x1b3 + (lower >>> 16);
      high = (Math.imul(high, 0x1b3) + (upper >>> 16) + (low << 8)) | 0;
      low = (upper << 16) | (lower & 0xffff);
    }
  }
  return hex(high) + hex(low);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
