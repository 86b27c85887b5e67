import { INDICATOR_KINDS, type IndicatorKind } from '../model/index.ts';
import type { FeedBuilder } from './feed-builder.ts';
import { type Fields, fields, list, numberBetween, text, texts, timeMs } from './fields.ts';

/** Whether a document is a feed of our own format: a list of indicators under a title. */
export function isOwnFormat(value: unknown): boolean {
  return Array.isArray(fields(value).indicators);
}

/** Reads a feed in Landfall's own format; docs/indicators.md and content/indicators/indicators.schema.json describe it. */
export function readOwnFormat(value: unknown, builder: FeedBuilder): void {
  const feed = fields(value);
  list(feed.indicators).forEach((entry, index) => {
    const where = `indicator ${index + 1}`;
    const own = typeof entry === 'string' ? { value: entry } : fields(entry);
    const ownValue = text(own.value);
    if (ownValue === undefined) {
      builder.problem('INDICATOR_FEED_DAMAGED', `${where} has no value.`);
      return;
    }
    const kind = text(own.kind);
    if (kind !== undefined && !isKind(kind)) {
      builder.problem(
        'INDICATOR_UNSUPPORTED',
        `${where}: there is no kind "${kind}"; kinds are ${INDICATOR_KINDS.join(', ')}.`,
      );
      return;
    }
    const said = (name: string): unknown => own[name] ?? feed[name];
    builder.add(
      {
        kind,
        value: ownValue,
        ...datesOf(said),
        ...weightOf(said),
        note: text(said('note')),
        source: sourceOf(own, feed, builder),
      },
      where,
    );
  });
}

function isKind(kind: string): kind is IndicatorKind {
  return INDICATOR_KINDS.some((one) => one === kind);
}

type Said = (name: string) => unknown;

function datesOf(said: Said) {
  return {
    firstMs: timeMs(said('published')),
    lastMs: timeMs(said('last_published')),
    untilMs: timeMs(said('valid_until')),
  };
}

function weightOf(said: Said) {
  return {
    confidencePercent: numberBetween(said('confidence'), 0, 100),
    halfLifeDays: numberBetween(said('half_life_days'), 1, MOST_DAYS),
  };
}

// A century: for ever.
const MOST_DAYS = 36_525;

function sourceOf(own: Fields, feed: Fields, builder: FeedBuilder) {
  const reference = text(own.reference) ?? text(feed.reference);
  return builder.source({
    title: text(feed.title) ?? '',
    publisher: text(own.publisher) ?? text(feed.publisher) ?? '',
    ...(reference === undefined ? {} : { reference }),
    tags: texts(own.tags ?? feed.tags ?? []),
  });
}
