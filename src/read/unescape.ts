const LETTERS: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['v', '\v'],
  ['f', '\f'],
]);

/** Text in which quotes, backslashes and control characters were escaped as in C, other bytes as `\xHH` of UTF-8. */
export function unescapeQuoted(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/(?:\\x[0-9a-fA-F]{2})+|\\([^x])/g, (escaped: string, letter: string | undefined) => {
    if (letter !== undefined) return LETTERS.get(letter) ?? letter;
    return bytesAsText(escaped.split('\\x').slice(1).join(''));
  });
}

/** Text of bytes given as hexadecimal digits; what is no UTF-8 becomes U+FFFD. */
export function bytesAsText(digits: string): string {
  const bytes = Uint8Array.from({ length: digits.length >> 1 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
  return new TextDecoder().decode(bytes);
}
