/** Encodings that logs are turned into UTF-8 from before they are read. */
export type WideEncoding = 'utf-16le' | 'utf-16be';

// A line of a log, and then some.
const TELLING_BYTES = 1024;

/**
 * UTF-16 by its byte order mark or, without one, by how text of mostly Latin letters looks in it.
 * @param head the first bytes of a file
 * @returns undefined for everything else
 */
export function wideEncodingOf(head: Uint8Array): WideEncoding | undefined {
  const [first, second, third, fourth] = head;
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // FF FE 00 00 marks UTF-32, which no logger writes.
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? undefined : 'utf-16le';
  const sample = head.subarray(0, Math.min(head.length, TELLING_BYTES) & ~1);
  return (['utf-16le', 'utf-16be'] as const).find((encoding) => looksLike(sample, encoding));
}

/** Every other byte is mostly zero, and what stands between is no control character. */
function looksLike(sample: Uint8Array, encoding: WideEncoding): boolean {
  if (sample.length < 4) return false;
  const high = encoding === 'utf-16le' ? 1 : 0;
  let latin = 0;
  for (let at = 0; at < sample.length; at += 2) {
    const [highByte, lowByte] = [sample[at + high]!, sample[at + 1 - high]!];
    if (highByte !== 0) continue;
    if (lowByte < 0x20 && !(lowByte >= 0x09 && lowByte <= 0x0d)) return false;
    latin++;
  }
  return latin * 10 >= (sample.length / 2) * 7;
}

/** Text as UTF-8, piece by piece, without byte order mark; what is no character becomes U+FFFD. */
export function* utf8Of(pieces: Iterable<Uint8Array>, encoding: WideEncoding): Generator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for (const piece of pieces) yield encoder.encode(decoder.decode(piece, { stream: true }));
  yield encoder.encode(decoder.decode());
}

/** A head without the byte order mark of UTF-8. */
export function withoutMark(head: Uint8Array): Uint8Array {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? head.subarray(3) : head;
}

// 0x80 to 0x9f; the rest is as in Latin-1. Source: WHATWG Encoding, index windows-1252. Node 20 gives Latin-1 for it.
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
const latin1 = new TextDecoder('latin1');

/** Text of old Windows programs. */
export function windows1252Text(bytes: Uint8Array): string {
  return latin1.decode(bytes).replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80]!);
}
