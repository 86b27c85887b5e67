/** How UTF-16 is written: little endian, big endian, or little endian behind a byte order mark. */
export type ByteOrder = 'le' | 'be' | 'bom';

/**
 * Text as UTF-16, each byte one character of 0 to 255, so that it can stay a pattern. The byte order mark is not added
 * here, since a pattern has only one.
 */
export function utf16Text(text: string, order: ByteOrder): string {
  let bytes = '';
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const low = String.fromCharCode(unit & 0xff);
    const high = String.fromCharCode(unit >> 8);
    bytes += order === 'be' ? high + low : low + high;
  }
  return bytes;
}

/**
 * Base64 of text (RFC 4648, section 4).
 * @param isBytes each character is one byte; otherwise the text is encoded as UTF-8
 */
export function base64Text(text: string, isBytes: boolean): string {
  return btoa(isBytes ? text : utf8Text(text));
}

/**
 * The three forms that text has inside longer Base64, by the byte position modulo 3 at which it starts: only the
 * characters that depend on no neighbouring byte.
 */
export function base64Variants(text: string, isBytes: boolean): string[] {
  const bytes = isBytes ? text : utf8Text(text);
  return [0, 1, 2].map((shift) => {
    const firstWhole = Math.ceil((shift * 8) / 6);
    const endWhole = Math.floor(((shift + bytes.length) * 8) / 6);
    return btoa(' '.repeat(shift) + bytes).slice(firstWhole, endWhole);
  });
}

function utf8Text(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}
