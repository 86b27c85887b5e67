import type { ByteSource, ReadRange } from './format.ts';
import { readLines } from './lines.ts';
import { utf8Reader } from './utf8.ts';

/** A line as text, without its line end and, at the start of a file, without the byte order mark. */
export interface PlainLine {
  readonly text: string;
  /** of its first byte, in the file */
  readonly byteOffset: number;
  /** longer than any record may be: the text is only its beginning */
  readonly isTooLong: boolean;
}

// What is shown of a line that is too long.
const SHOWN_BYTES = 1024;

/** The lines that start in a range as text, in file order, without the empty ones. */
export function* plainLines(source: ByteSource, range: ReadRange): Generator<PlainLine> {
  let block: Uint8Array | undefined;
  let textOf = utf8Reader(new Uint8Array());
  for (const { bytes, start, end, byteOffset, isTooLong } of readLines(source, range)) {
    if (block !== bytes) [block, textOf] = [bytes, utf8Reader(bytes)];
    const text = textOf(start, isTooLong ? start + SHOWN_BYTES : end).replace(/\r+$/, '');
    if (text !== '') yield { text: byteOffset === 0 ? text.replace(/^\ufeff/, '') : text, byteOffset, isTooLong };
  }
}
