import type { FieldValue } from '../model/index.ts';

// RFC 1918, RFC 6598, RFC 4193, RFC 4291 2.5.6.
const PRIVATE =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe[89ab])/i;

/** The first of some addresses that is of the site itself, not of the internet; empty when none is. */
export function privateAddress(...addresses: readonly (FieldValue | undefined)[]): string {
  for (const address of addresses) if (typeof address === 'string' && PRIVATE.test(address)) return address;
  return '';
}
