import { expect, test } from 'vitest';
import { windowsPage } from './page.ts';

test('docs/formats/windows.md says what the tables say', async () => {
  await expect(windowsPage()).toMatchFileSnapshot('../../../docs/formats/windows.md');
});
