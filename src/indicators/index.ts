/**
 * Published indicators: reads feeds in five formats, sorts out what can tell nobody apart, and finds indicators by values of
 * events, with what age has left of their weight.
 * In: texts of feeds, values of events. Out: Indicators, Problems, matches.
 * Must not know: events, files, the clock, any stage.
 */
export { type Decayed, decayed, indicatorLevel } from './decay.ts';
export { INDICATOR_FEED_SCHEMA } from './feed-schema.ts';
export { createIndicatorSet, type IndicatorSet, type ValueKind } from './indicator-set.ts';
export { KINDS, type KindTraits } from './kinds.ts';
export { literalsOf } from './literals.ts';
export { createNeverList, type NeverList, parseNeverList } from './never.ts';
export { type FeedRead, readFeed } from './read-feed.ts';
