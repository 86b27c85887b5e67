import { expect, test } from 'vitest';
import { SharedTexts } from './shared-texts.ts';

test('gives equal texts back, whatever came between', () => {
  const texts = new SharedTexts();
  const given = Array.from({ length: 3_000 }, (_, index) => `${index % 7} ${'x'.repeat(2_000 + (index % 5))}`);
  for (const text of [...given, 'short', '', ...given]) expect(texts.of(text)).toBe(text);
  expect(texts.ofAny(undefined)).toBeUndefined();
  expect(texts.ofAny('short')).toBe('short');
});
