import type { RawBytes } from './raw-index.ts';

/** Bytes of a text, and how many they are. */
export interface AsciiBytes extends RawBytes {
  readonly length: number;
}

// Longer texts are rare, and room for them would be kept.
const MOST_BYTES = 1 << 20;
const FIRST_BYTES = 1 << 13;

const encoder = new TextEncoder();
let room = roomOf(FIRST_BYTES);

/**
 * A text as bytes, to be searched as such; they are good until the next call.
 * @returns undefined when not all of it is ASCII, or it is longer than a megabyte
 */
export function asciiBytes(text: string): AsciiBytes | undefined {
  if (text.length > MOST_BYTES) return undefined;
  if (text.length > room.bytes.length) room = roomOf(2 ** Math.ceil(Math.log2(text.length)));
  // What is not ASCII takes more bytes than it has characters: they do not fit, or are more.
  const { read, written } = encoder.encodeInto(text, room.bytes);
  if (read !== text.length || written !== text.length) return undefined;
  room.length = text.length;
  return room;
}

function roomOf(size: number): { bytes: Uint8Array; words: Int32Array; length: number } {
  const bytes = new Uint8Array(size);
  return { bytes, words: new Int32Array(bytes.buffer), length: 0 };
}
