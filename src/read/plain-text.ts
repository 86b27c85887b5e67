/** Finds bytes in a block; absent in browsers. */
interface NativeSearch {
  indexOf(text: string, from: number, encoding: 'latin1'): number;
}
interface NativeSearchMaker {
  from(buffer: ArrayBufferLike, byteOffset: number, length: number): NativeSearch;
}

const native = (globalThis as { Buffer?: NativeSearchMaker }).Buffer;

/** Tells lines of text in which nothing is escaped, so that the text of their fields can be sought in their bytes. */
export interface PlainTextFinder {
  /** Lines must be asked for in their order. */
  isPlain(start: number, end: number): boolean;
}

/**
 * @param bytes the block that the lines stand in
 * @param sign what stands wherever something is escaped
 */
export function plainTextFinder(bytes: Uint8Array, sign: string): PlainTextFinder {
  if (native === undefined) return { isPlain: () => false };
  const searched = native.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let found = -1;
  return {
    isPlain: (start, end) => {
      if (found < start) {
        const at = searched.indexOf(sign, start, 'latin1');
        found = at < 0 ? bytes.length : at;
      }
      return found >= end;
    },
  };
}
