import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { STYLE, STYLE_SHA256 } from './style.ts';

test('the policy allows the style that the report has, and no other', () => {
  expect(STYLE_SHA256).toBe(createHash('sha256').update(STYLE).digest('base64'));
});
