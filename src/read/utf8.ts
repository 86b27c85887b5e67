/** The part of Node's Buffer that turns bytes into text some times faster than TextDecoder; absent in browsers. */
interface NativeText {
  toString(encoding: 'utf8', start: number, end: number): string;
}
interface NativeTextMaker {
  from(buffer: ArrayBufferLike, byteOffset: number, length: number): NativeText;
}

const native = (globalThis as { Buffer?: NativeTextMaker }).Buffer;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Turns parts of one block of bytes into text. */
export interface TextReader {
  readonly text: (start: number, end: number) => string;
  /** whether the last part was UTF-8, so that its text stands in the bytes */
  wasUtf8(): boolean;
}

/**
 * Text of parts of one block of UTF-8. A part in which only bytes that are no UTF-8 go beyond ASCII is read as
 * Windows-1252, as old programs write it; in others such bytes become U+FFFD.
 */
export function textReader(bytes: Uint8Array): TextReader {
  const read = utf8Decoder(bytes);
  let wasUtf8 = true;
  return {
    text: (start, end) => {
      const text = read(start, end);
      // Costs nothing for most: text of one byte a character cannot hold it.
      wasUtf8 = !text.includes('\ufffd') || isDamagedUtf8(text);
      return wasUtf8 ? text : windows1252.decode(bytes.subarray(start, end));
    },
    wasUtf8: () => wasUtf8,
  };
}

/** As `textReader`, for those who need not know. */
export function utf8Reader(bytes: Uint8Array): (start: number, end: number) => string {
  return textReader(bytes).text;
}

const windows1252 = new TextDecoder('windows-1252');
const OTHER_LETTERS = /[^\0-\x7f\ufffd]/;

function isDamagedUtf8(text: string): boolean {
  return OTHER_LETTERS.test(text);
}

function utf8Decoder(bytes: Uint8Array): (start: number, end: number) => string {
  if (native === undefined) return (start, end) => decoder.decode(bytes.subarray(start, end));
  const view = native.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return (start, end) => view.toString('utf8', start, end);
}
