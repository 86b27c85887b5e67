import { INDICATOR_KINDS, type IndicatorKind } from '../model/index.ts';
import type { FeedBuilder, RawIndicator } from './feed-builder.ts';
import { type Fields, fields, list, numberBetween, text, texts, timeMs } from './fields.ts';

/** Whether a document is a feed of our own format: a list of indicators under a title. */
export function isOwnFormat(value: unknown): boolean {
  return Array.isArray(fields(value).indicators);
}

/** Reads a feed in Landfall's own format; docs/indicators.md and content/indicators/indicators.schema.json describe it. */
export function readOwnFormat(value: unknown, builder: FeedBuilder): void {
  const feed = fields(value);
  const fault = faultOf(feed, FEED_FIELDS);
  // What holds for all would be wrong for all.
  if (fault !== undefined) {
    builder.problem('INDICATOR_FEED_DAMAGED', `The head of the feed ${fault}; nothing of it is used.`);
    return;
  }
  list(feed.indicators).forEach((entry, index) => {
    const where = `indicator ${index + 1}`;
    const own = typeof entry === 'string' ? { value: entry } : fields(entry);
    const ownFault = faultOf(own, ENTRY_FIELDS);
    if (ownFault !== undefined) builder.problem('INDICATOR_FEED_DAMAGED', `${where} ${ownFault}.`);
    else builder.add(rawIndicator(own, feed, builder), where);
  });
}

// A century: for ever.
const MOST_DAYS = 36_525;

/** Each field of an entry, and what its value must be. */
const SHARED_FIELDS: Readonly<Record<string, readonly [what: string, holds: (value: unknown) => boolean]>> = {
  ...{ publisher: ['a text', isText], reference: ['a text', isText], note: ['a text', isText] },
  published: ['a day as 2026-03-01', isTime],
  last_published: ['a day as 2026-03-01', isTime],
  valid_until: ['a day as 2026-03-01', isTime],
  confidence: ['a number from 0 to 100', (value) => numberBetween(value, 0, 100) !== undefined],
  half_life_days: [`a number from 1 to ${MOST_DAYS}`, (value) => numberBetween(value, 1, MOST_DAYS) !== undefined],
  tags: ['a list of texts', (value) => Array.isArray(value) && value.every(isText)],
};
const FEED_FIELDS: typeof SHARED_FIELDS = {
  ...SHARED_FIELDS,
  title: ['a text', isText],
  indicators: ['a list', Array.isArray],
};
const ENTRY_FIELDS: typeof SHARED_FIELDS = {
  ...SHARED_FIELDS,
  kind: [`one of ${INDICATOR_KINDS.join(', ')}`, isKind],
  value: ['a text', isText],
};

/** What is wrong with the fields of a map, as the end of a sentence; a field that nobody reads is most often misspelt. */
function faultOf(of: Fields, known: typeof SHARED_FIELDS): string | undefined {
  for (const [name, value] of Object.entries(of)) {
    const field = Object.hasOwn(known, name) ? known[name] : undefined;
    if (field === undefined) return `has a field "${name.slice(0, 40)}", which there is not`;
    if (!field[1](value)) return `has a field "${name}" that is not ${field[0]}`;
  }
  return known === ENTRY_FIELDS && of.value === undefined ? 'has no value' : undefined;
}

function isText(value: unknown): boolean {
  return text(value) !== undefined;
}

function isTime(value: unknown): boolean {
  return timeMs(value) !== undefined;
}

function isKind(value: unknown): value is IndicatorKind {
  return INDICATOR_KINDS.some((kind) => kind === value);
}

function rawIndicator(own: Fields, feed: Fields, builder: FeedBuilder): RawIndicator {
  const said = (name: string): unknown => own[name] ?? feed[name];
  const reference = text(said('reference'));
  return {
    kind: isKind(own.kind) ? own.kind : undefined,
    value: text(own.value)!,
    ...{ firstMs: timeMs(said('published')), lastMs: timeMs(said('last_published')) },
    untilMs: timeMs(said('valid_until')),
    confidencePercent: numberBetween(said('confidence'), 0, 100),
    halfLifeDays: numberBetween(said('half_life_days'), 1, MOST_DAYS),
    note: text(said('note')),
    source: builder.source({
      ...{ title: text(feed.title) ?? '', publisher: text(said('publisher')) ?? '' },
      ...(reference === undefined ? {} : { reference }),
      tags: texts(said('tags') ?? []),
    }),
  };
}
