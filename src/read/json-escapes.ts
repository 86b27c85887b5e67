/** The part of Node's Buffer that searches bytes; absent in browsers. */
interface NativeSearch {
  indexOf(text: string, from: number, encoding: 'latin1'): number;
}
interface NativeSearchMaker {
  from(buffer: ArrayBufferLike, byteOffset: number, length: number): NativeSearch;
}

const native = (globalThis as { Buffer?: NativeSearchMaker }).Buffer;
const BACKSLASH = 0x5c;

/** Tells lines of JSON in which no printable character is escaped but `\` and `"`: their values' text stands in them. */
export interface EscapeFinder {
  /** Lines must be asked for in their order. */
  isPlain(start: number, end: number): boolean;
}

/** @param bytes the block that the lines stand in */
export function escapeFinder(bytes: Uint8Array): EscapeFinder {
  if (native === undefined) return { isPlain: () => false };
  const searched = native.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const finders = ['\\u', '\\/'].map((sequence) => nextEscape(searched, bytes, sequence));
  return { isPlain: (start, end) => finders.every((next) => next(start) >= end) };
}

/** Finds the first escape at or behind a place; places must not go back. */
function nextEscape(searched: NativeSearch, bytes: Uint8Array, sequence: string): (start: number) => number {
  let found = -1;
  return (start) => {
    while (found < start) {
      const at = searched.indexOf(sequence, Math.max(start, found + 1), 'latin1');
      if (at < 0) found = bytes.length;
      else if (isEscaped(bytes, at)) found = at;
      else start = at + 1;
    }
    return found;
  };
}

// `\\users` is a backslash and a word: an escape starts only at an odd backslash in a row.
function isEscaped(bytes: Uint8Array, at: number): boolean {
  let first = at;
  while (first > 0 && bytes[first - 1] === BACKSLASH) first--;
  return (at - first) % 2 === 0;
}
