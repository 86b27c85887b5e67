import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CaseFile } from '../model/index.ts';
import { timeTextIn } from './clock.ts';
import { htmlReport } from './html/index.ts';
import { markdownReport } from './markdown.ts';
import { summaryText } from './summary.ts';

const CASE = JSON.parse(readFileSync('fixtures/report/case.json', 'utf8')) as CaseFile;
const CLOCK = { timeText: timeTextIn('UTC'), zone: 'UTC' };

function reports(head: CaseFile): Record<'terminal' | 'html' | 'markdown', string> {
  return {
    terminal: summaryText(
      { head, groups: [], written: [] },
      { ...CLOCK, width: 100_000, color: false, verbose: false },
    ),
    html: [...htmlReport(head, [], CLOCK)].join(''),
    markdown: [...markdownReport(head, [], CLOCK)].join(''),
  };
}

test.each(['terminal', 'html', 'markdown'] as const)('%s says what was more than is kept, the most first', (name) => {
  const observationsLeftOut = [
    { table: 'logons', dropped: 12 },
    { table: 'flows', dropped: 1_234_567 },
  ];
  const text = reports({ ...CASE, observationsLeftOut })[name].replaceAll('\\', '');
  expect(text).toContain('plans: connections (1,234,567 times), logons (12 times). Alerts are not affected.');
});

test('nothing is said of it when there was room for all', () => {
  for (const text of Object.values(reports(CASE))) expect(text).not.toContain('more than is kept');
});
