import { expect, test } from 'vitest';
import type { Alert } from '../model/index.ts';
import { type AlertGroups, addAlert, alertedRules, sortedGroups } from './alert-groups.ts';
import { feedsText } from './feed-text.ts';

test('the feeds behind a result are counted, and what of them could not be used', () => {
  const feed = { file: 'a.yml', title: '', publisher: '', indicators: 3, leftOut: 0 };
  expect(feedsText([feed])).toBe('3 published indicators of 1 feed looked for.');
  expect(feedsText([feed, { ...feed, leftOut: 1_200 }])).toBe(
    '6 published indicators of 2 feeds looked for; 1,200 entries of feeds could not be used.',
  );
});

test('alerts on one value that differ in age are counted by their levels, and are one rule', () => {
  const groups: AlertGroups = new Map();
  for (const level of ['informational', 'high', 'informational'] as const) {
    const rule = { id: 'indicator:address:192.0.2.1', title: 'Published indicator: x', level, tags: [] };
    addAlert(groups, { rule, event: { source: 'a' }, timeMs: null, host: 'h', because: [] } satisfies Alert);
  }
  const sorted = sortedGroups(groups.values());
  expect(sorted.map(({ rule, alerts }) => [rule.level, alerts])).toEqual([
    ['high', 1],
    ['informational', 2],
  ]);
  expect(alertedRules(sorted)).toMatchObject([{ level: 'high', alerts: 3 }]);
});
