import { isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressKind } from './ip-address.ts';

const KINDS = { 4: 'ipv4', 6: 'ipv6' } as const;

test('is what Node takes for an address', () => {
  const part = fc.constantFrom(
    '1',
    '255',
    '256',
    '0db8',
    'fe80',
    'g',
    '::',
    ':',
    '.',
    '127.0.0.1',
    '',
    '%1',
    'address-1',
  );
  const text = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.array(part, { maxLength: 10 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (address) => {
      // Node also takes a zone, which other tools refuse in an address.
      fc.pre(!address.includes('%') && !/(?:^|\.)0\d/.test(address));
      const kind = isIP(address) as 0 | 4 | 6;
      expect(addressKind(address)).toBe(kind === 0 ? undefined : KINDS[kind]);
    }),
    { numRuns: 5000 },
  );
});
