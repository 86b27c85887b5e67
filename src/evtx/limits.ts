/**
 * What one record may cost. A 64 KiB chunk of a hostile file could otherwise nest thousands of levels, or refer to one
 * long value so often that it unfolds to gigabytes. Real records nest 2 or 3 streams and hold fewer than 200 elements.
 */
export const LIMITS = {
  /** elements inside elements, counted through nested streams */
  depth: 64,
  /** elements of one record, after array values have repeated theirs */
  elements: 16_384,
  /** values of one template instance; the wire could claim 2^32 */
  substitutions: 4_096,
  /** characters of one rendered record */
  outputChars: 16 * 1024 * 1024,
  /**
   * Bytes of template definitions and shapes kept across chunks and files; then all are forgotten and those in use are
   * compiled anew. A byte is some 30 bytes of memory; a host's logs need about a tenth of it.
   */
  cachedBytes: 4 * 1024 * 1024,
} as const;
