// ECMA-182, with the lowest bit first, as xz uses it.
const [POLYNOMIAL_HIGH, POLYNOMIAL_LOW] = [0xc96c5795, 0xd7870f42];

const [HIGH, LOW] = makeTables();

/** CRC-64 of pieces one after another, in two halves of 32 bits. */
export function crc64() {
  let [high, low] = [-1, -1];
  return {
    add: (bytes: Uint8Array): void => {
      for (const byte of bytes) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ LOW[index]!;
        high = (high >>> 8) ^ HIGH[index]!;
      }
    },
    equals: (statedLow: number, statedHigh: number): boolean => ~low >>> 0 === statedLow && ~high >>> 0 === statedHigh,
  };
}

function makeTables(): readonly [Int32Array, Int32Array] {
  const [highs, lows] = [new Int32Array(256), new Int32Array(256)];
  for (let byte = 0; byte < 256; byte++) {
    let [high, low] = [0, byte];
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = (low & 1) === 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (isOdd) [high, low] = [high ^ POLYNOMIAL_HIGH, low ^ POLYNOMIAL_LOW];
    }
    highs[byte] = high;
    lows[byte] = low;
  }
  return [highs, lows];
}
