import type { FeedReport } from '../model/index.ts';
import { countText } from './summary-layout.ts';

/** How many published indicators were looked for, and what of their feeds could not be used. */
export function feedsText(feeds: readonly FeedReport[]): string {
  const sum = (count: (feed: FeedReport) => number): number => feeds.reduce((total, feed) => total + count(feed), 0);
  const leftOut = sum((feed) => feed.leftOut);
  const used = `${countText(
    sum(({ indicators }) => indicators),
    'published indicator',
  )} of ${countText(feeds.length, 'feed')} looked for`;
  return leftOut === 0 ? `${used}.` : `${used}; ${leftOut.toLocaleString('en-US')} entries of feeds could not be used.`;
}
