import { type FieldValue, ipv6Text } from '../model/index.ts';

/**
 * Fields of a flow as `nfdump -o pipe` prints it: 24 numbers between bars, addresses as four of 32 bits each.
 * @returns undefined for other text
 * Source: nfdump(1), "pipe".
 */
export function pipeFields(text: string): readonly (readonly [string, FieldValue])[] | undefined {
  if (text.length > MAX_LENGTH || !PIPE.test(text)) return undefined;
  const numbers = text.split('|').map(Number);
  const at = (index: number): number => numbers[index] ?? 0;
  const isVersion4 = at(0) === AF_INET;
  const address = (index: number): string => {
    const words = numbers.slice(index, index + 4);
    return isVersion4 ? dotted(words[3]!) : ipv6Text(words.flatMap((word) => [word >>> 16, word & 0xffff]));
  };
  return [
    ['first', `${at(1)}.${String(at(2)).padStart(3, '0')}`],
    ['last', `${at(3)}.${String(at(4)).padStart(3, '0')}`],
    ['proto', at(5)],
    ['src_addr', address(6)],
    ['src_port', at(10)],
    ['dst_addr', address(11)],
    ['dst_port', at(15)],
    ['src_as', at(16)],
    ['dst_as', at(17)],
    ['flags', at(20)],
    ['packets', at(22)],
    ['bytes', at(23)],
  ];
}

// The address family of IPv4 is 2 everywhere; that of IPv6 is 10, 23, 28 or 30.
const AF_INET = 2;
const PIPE = /^(?:2|10|23|28|30)\|\d{9,10}(?:\|\d{1,20}){22,}\|?$/;
// 24 numbers of at most 20 digits, and what later releases add.
const MAX_LENGTH = 1024;

function dotted(word: number): string {
  return [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255].join('.');
}
