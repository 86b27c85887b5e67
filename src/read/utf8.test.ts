import { expect, test } from 'vitest';
import { utf8Reader } from './utf8.ts';

const bytesOf = (latin1: string): Uint8Array => Uint8Array.from(latin1, (character) => character.charCodeAt(0));

test.each([
  ['ASCII', 'plain', 'plain'],
  ['UTF-8', 'M\xc3\xbcller', 'Müller'],
  ['Windows-1252', 'M\xfcller \x80 5', 'Müller € 5'],
  ['UTF-8 with a damaged letter', 'M\xc3\xbcller, J\xfcrgen', 'Müller, J\ufffdrgen'],
  ['UTF-8 that holds U+FFFD itself', 'a\xef\xbf\xbdb', 'a\ufffdb'],
  ['all of Windows-1252 that is not Latin-1', '\x80\x8a\x93\x99\x9f\xff', '€Š“™Ÿÿ'],
])('%s', (_, bytes, text) => {
  expect(utf8Reader(bytesOf(`<${bytes}>`))(1, bytes.length + 1)).toBe(text);
});
