import { ipv6Text } from '../model/index.ts';

/**
 * Address and port of an internet socket, as audit records have it: the bytes of a `struct sockaddr` in hexadecimal digits.
 * @returns undefined for other families, and for too few bytes
 * Source: linux/in.h (sockaddr_in), linux/in6.h (sockaddr_in6); the family in the byte order of the machine.
 */
export function socketAddress(digits: string): { readonly address: string; readonly port: number } | undefined {
  if (!/^[\dA-F]{16,}$/i.test(digits)) return undefined;
  const family = digits.slice(0, 4).toUpperCase();
  const port = Number.parseInt(digits.slice(4, 8), 16);
  if (family === '0200' || family === '0002') {
    const bytes = [8, 10, 12, 14].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
    return { address: bytes.join('.'), port };
  }
  if ((family === '0A00' || family === '000A') && digits.length >= 48) {
    const groups = Array.from({ length: 8 }, (_, index) =>
      Number.parseInt(digits.slice(16 + 4 * index, 20 + 4 * index), 16),
    );
    return { address: ipv6Text(groups), port };
  }
  return undefined;
}
