import { windows1252Text } from './encoding.ts';
import { KnownTexts } from './known-texts.ts';

/** The part of Node's Buffer that turns bytes into text some times faster than TextDecoder; absent in browsers. */
interface NativeText {
  toString(encoding: 'utf8', start: number, end: number): string;
}
interface NativeTextMaker {
  from(buffer: ArrayBufferLike, byteOffset: number, length: number): NativeText;
}

const native = (globalThis as { Buffer?: NativeTextMaker }).Buffer;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Text of parts of one block of UTF-8. A part in which only bytes that are no UTF-8 go beyond ASCII is read as
 * Windows-1252, as old programs write it; in others such bytes become U+FFFD.
 */
export function utf8Reader(bytes: Uint8Array): (start: number, end: number) => string {
  const read = utf8Decoder(bytes);
  const make = (start: number, end: number): string => {
    const text = read(start, end);
    // Costs nothing for most: text of one byte a character cannot hold it.
    if (!text.includes('\ufffd') || OTHER_LETTERS.test(text)) return text;
    const part = bytes.subarray(start, end);
    return isUtf8(part) ? text : windows1252Text(part);
  };
  return (start, end) => known.text(bytes, start, end, make);
}

// Of all lines of a thread, whatever file they are in.
const known = new KnownTexts();

const strict = new TextDecoder('utf-8', { fatal: true });

/** U+FFFD may have been logged. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const OTHER_LETTERS = /[^\0-\x7f\ufffd]/;

function utf8Decoder(bytes: Uint8Array): (start: number, end: number) => string {
  if (native === undefined) return (start, end) => decoder.decode(bytes.subarray(start, end));
  const view = native.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return (start, end) => view.toString('utf8', start, end);
}
