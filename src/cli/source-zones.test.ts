import { expect, test } from 'vitest';
import { sourceZones } from './source-zones.ts';

test('a zone is for all files, or for those that a pattern names, which come first', () => {
  expect(sourceZones(['Pacific/Guam', 'fw1*=+10:00', 'a=b.log=-0500'])).toEqual([
    { pattern: 'fw1*', zone: '+10:00' },
    { pattern: 'a=b.log', zone: '-0500' },
    { zone: 'Pacific/Guam' },
  ]);
});

test.each(['', 'Nowhere', '=UTC', 'fw1=', 'fw1*=Guam'])('"%s" is refused', (value) => {
  expect(() => sourceZones([value])).toThrow(/--source-tz cannot be/);
});
