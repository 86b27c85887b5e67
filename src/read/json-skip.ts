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
  if (first === QUOTE) return skipString(cursor, limit);
  return first === 0x7b || first === 0x5b ? skipBrackets(cursor, limit) : skipScalar(cursor, limit);
}

function skipBrackets(cursor: ByteCursor, limit: number): boolean {
  let depth = 0;
  for (let bytes = cursor.rest(); bytes.length > 0 && cursor.at < limit; bytes = cursor.rest()) {
    const start = cursor.at;
    const end = Math.min(bytes.length, limit - start);
    let index = 0;
    for (; index < end; index++) {
      const byte = bytes[index]!;
      if (byte === QUOTE) break;
      if (byte === 0x7b || byte === 0x5b) depth++;
      else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) {
        cursor.at = start + index + 1;
        return true;
      }
    }
    cursor.at = start + index;
    if (index < end && !skipString(cursor, limit)) return false;
  }
  return false;
}

function skipString(cursor: ByteCursor, limit: number): boolean {
  cursor.at++;
  for (let bytes = cursor.rest(); bytes.length > 0 && cursor.at < limit; bytes = cursor.rest()) {
    const start = cursor.at;
    const end = Math.min(bytes.length, limit - start);
    let index = 0;
    while (index < end && bytes[index] !== QUOTE) index += bytes[index] === BACKSLASH ? 2 : 1;
    // An escape may reach over the end of the block.
    cursor.at = start + index + (index < end ? 1 : 0);
    if (index < end) return true;
  }
  return false;
}

function skipScalar(cursor: ByteCursor, limit: number): boolean {
  while (cursor.at < limit) {
    const byte = cursor.peek();
    const isEnd = byte === 0x2c || byte === 0x7d || byte === 0x5d || byte <= 0x20;
    if (isEnd) return byte >= 0;
    cursor.at++;
  }
  return false;
}
