const TABLE = new Uint32Array(256);
for (let index = 0; index < 256; index++) {
  let value = index;
  // 0xedb88320: the reflected CRC-32 polynomial (IEEE 802.3), which EVTX uses for all three checksums
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  TABLE[index] = value;
}

/** CRC-32 (IEEE) over several byte ranges, as if they were one. @returns an unsigned 32-bit number */
export function crc32(...ranges: readonly Uint8Array[]): number {
  let crc = 0xffffffff;
  for (const bytes of ranges) {
    for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]!) & 0xff]!;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
