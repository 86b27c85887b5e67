import type { RawLayout, RawText } from '../model/index.ts';
import { type PlainTextFinder, plainTextFinder } from './plain-text.ts';
import { utf8Reader } from './utf8.ts';

/** A block of bytes that lines stand in, and what is made of it once for all of them. */
export interface LineBlock {
  readonly bytes: Uint8Array;
  readonly text: (start: number, end: number) => string;
  readonly source: RawText['source'];
  readonly plain: PlainTextFinder;
}

/** @param sign what stands wherever a character of a value is written otherwise */
export function openLineBlock(bytes: Uint8Array, sign: string): LineBlock {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
  return { bytes, text: utf8Reader(bytes), source: { bytes: aligned, words }, plain: plainTextFinder(bytes, sign) };
}

/** Undefined for a line in which something is escaped. Lines must be asked for in their order. */
export function rawTextOf(
  { plain, source }: LineBlock,
  start: number,
  end: number,
  layout: RawLayout,
): RawText | undefined {
  return plain.isPlain(start, end) ? { encoding: 'utf8', source, start, end, layout } : undefined;
}
