import type { ByteCursor } from './byte-cursor.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Moves a cursor behind the JSON value that starts at its place, by its brackets and quotes alone, in linear time.
 * @param limit place beyond which the cursor does not go
 * @returns false when the value does not end before the limit or the end of the source
 */
export function skipValue(cursor: ByteCursor, limit: number): boolean {
  const first = cursor.peek();
  if (first === QUOTE) {
    cursor.index++;
    return skipString(cursor, limit);
  }
  return first === 0x7b || first === 0x5b ? skipBrackets(cursor, limit) : skipScalar(cursor, limit);
}

function skipBrackets(cursor: ByteCursor, limit: number): boolean {
  let depth = 0;
  while (cursor.at < limit && cursor.hasMore()) {
    const { bytes } = cursor;
    const end = endInBlock(cursor, limit);
    let index = cursor.index;
    while (index < end) {
      const byte = bytes[index++]!;
      if (byte === QUOTE) {
        cursor.index = index;
        if (!skipString(cursor, limit)) return false;
        if (cursor.bytes !== bytes) break;
        index = cursor.index;
      } else if (byte === 0x7b || byte === 0x5b) depth++;
      else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) {
        cursor.index = index;
        return true;
      }
    }
    if (cursor.bytes === bytes) cursor.index = index;
  }
  return false;
}

/** From behind the opening quote. */
function skipString(cursor: ByteCursor, limit: number): boolean {
  while (cursor.at < limit && cursor.hasMore()) {
    const { bytes } = cursor;
    const end = endInBlock(cursor, limit);
    let index = cursor.index;
    while (index < end && bytes[index] !== QUOTE) index += bytes[index] === BACKSLASH ? 2 : 1;
    // An escape may reach over the end of the block.
    cursor.index = index < end ? index + 1 : index;
    if (index < end) return true;
  }
  return false;
}

function skipScalar(cursor: ByteCursor, limit: number): boolean {
  while (cursor.at < limit) {
    const byte = cursor.peek();
    const isEnd = byte === 0x2c || byte === 0x7d || byte === 0x5d || byte <= 0x20;
    if (isEnd) return byte >= 0;
    cursor.index++;
  }
  return false;
}

function endInBlock(cursor: ByteCursor, limit: number): number {
  return Math.min(cursor.bytes.length, cursor.index + limit - cursor.at);
}
