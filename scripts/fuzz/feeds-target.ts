import { createIndicatorSet, createNeverList, decayed, literalsOf, readFeed } from '../../src/indicators/index.ts';
import { fixturesEnding } from './fixtures.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateRule } from './mutate-rule.ts';
import type { FuzzTarget } from './target.ts';

const NEVER = createNeverList([
  { programs: ['cmd.exe'], hashes: [], addresses: ['10.0.0.0/8'], domains: ['a.example'] },
]);

/** Feeds of indicators: any text gives indicators that can be looked up and weighed, or Problems. */
export const feedsTarget: FuzzTarget = {
  name: 'feeds',
  limitMs: 5_000,
  inputs: () => [...fixturesEnding('fixtures/indicators', ''), ...fixturesEnding('content/indicators', '.yml')],
  mutate: (input, random) => (random(2) === 0 ? mutateRule(input, random) : mutateBytes(input, random)),
  check: (input) => {
    const { indicators, problems } = readFeed(new TextDecoder().decode(input), { file: 'fuzz', never: NEVER });
    const set = createIndicatorSet(indicators);
    for (const indicator of indicators) {
      const { weightPercent } = decayed(indicator, Date.UTC(2026, 2, 2));
      if (!(weightPercent >= 0 && weightPercent <= 100)) throw new Error(`weight ${weightPercent}`);
      literalsOf(indicator);
      set.find('answer', indicator.value);
      set.find('url', indicator.value);
      set.find('file', indicator.value);
    }
    if (problems.some(({ message }) => message === '')) throw new Error('problem without a message');
  },
};
