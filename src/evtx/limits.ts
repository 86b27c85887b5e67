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
   * Bytes of template definitions and shapes kept across chunks and files; then all are forgotten and those in use are
   * compiled anew. In memory each takes many times its bytes (trees, fields, programs).
   */
  cachedBytes: 4 * 1024 * 1024,
} as const;
