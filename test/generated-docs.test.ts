import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedDocs } from '../scripts/generate-docs.ts';

test.each([...generatedDocs()])('%s is current', (path, text) => {
  const advice = 'run npm run build && node dist/scripts/generate-docs.js';
  expect(readFileSync(path, 'utf8') === text, `${path} is not what the code says: ${advice}`).toBe(true);
});
