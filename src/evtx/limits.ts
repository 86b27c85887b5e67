/**
 * What one record may cost. A 64 KiB chunk of a hostile file could otherwise nest thousands of levels, or refer to one
 * long value so often that it unfolds to gigabytes. Records that Windows writes stay far below.
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
   * Bytes of memory for what is kept of templates across chunks and files; then all of it is forgotten, and what is in use
   * is compiled anew. The 970 kinds of records in 440 public logs take 5 MB of it.
   */
  cachedBytes: 16 * 1024 * 1024,
} as const;
