import { expect, test } from 'vitest';
import type { Indicator } from '../model/index.ts';
import { decayed, indicatorLevel } from './decay.ts';

const DAY = 86_400_000;
const PUBLISHED = Date.UTC(2024, 0, 1);

function indicator(more: Partial<Indicator> = {}): Indicator {
  const source = { file: 'f', title: '', publisher: '', tags: [] };
  return {
    ...{ kind: 'address', value: '192.0.2.1', firstMs: PUBLISHED, lastMs: PUBLISHED + 10 * DAY },
    ...{ confidencePercent: 80, halfLifeDays: 30, source },
    ...more,
  };
}

test.each<[what: string, day: number, ageDays: number, weightPercent: number, level: string]>([
  ['on the day', 0, 0, 80, 'high'],
  ['between first and last publication', 10, 0, 80, 'high'],
  ['one half-life after the last', 40, 30, 40, 'medium'],
  ['two half-lives after', 70, 60, 20, 'low'],
  ['three half-lives after', 100, 90, 10, 'informational'],
  ['before it was published', -30, -30, 40, 'medium'],
  ['years after', 1_000, 990, 0, 'informational'],
])('an address weighs, %s, what its half-life leaves', (_, day, ageDays, weightPercent, level) => {
  const decay = decayed(indicator(), PUBLISHED + day * DAY);
  expect({ ...decay, level: indicatorLevel(decay) }).toMatchObject({ ageDays, weightPercent, level });
});

test('what is older than three half-lives only informs, however sure its publisher was', () => {
  const sure = indicator({ confidencePercent: 100 });
  expect(decayed(sure, PUBLISHED + 99 * DAY)).toMatchObject({ isStale: false });
  const stale = decayed(sure, PUBLISHED + 101 * DAY);
  expect({ ...stale, level: indicatorLevel({ ...stale, weightPercent: 100 }) }).toMatchObject({
    isStale: true,
    level: 'informational',
  });
});

test('what its publisher calls invalid from a time on only informs from then on', () => {
  const bounded = indicator({ untilMs: PUBLISHED + 5 * DAY });
  expect(decayed(bounded, PUBLISHED + 5 * DAY - 1).isStale).toBe(false);
  expect(decayed(bounded, PUBLISHED + 5 * DAY).isStale).toBe(true);
});

test('without a date, of the indicator or of the event, nothing decays and no age is told', () => {
  const undated = indicator({ firstMs: null, lastMs: null });
  for (const decay of [decayed(undated, PUBLISHED), decayed(indicator(), undefined)]) {
    expect(decay).toEqual({ ageDays: undefined, weightPercent: 80, isStale: false });
  }
});
