import { INDICATOR_KINDS, type IndicatorKind, type JsonSchema, schemaFaults } from '../model/index.ts';
import type { FeedBuilder, RawIndicator } from './feed-builder.ts';
import { ENTRY_SCHEMA, FEED_HEAD_SCHEMA } from './feed-schema.ts';
import { type Fields, fields, list, numberBetween, text, texts, timeMs } from './fields.ts';

/** Whether a document is a feed of our own format: a list of indicators under a title. */
export function isOwnFormat(value: unknown): boolean {
  return Array.isArray(fields(value).indicators);
}

/** Reads a feed in Landfall's own format, INDICATOR_FEED_SCHEMA. A misspelt key is a fault, as nobody would see what it lacks. */
export function readOwnFormat(value: unknown, builder: FeedBuilder): void {
  const fault = faultOf(FEED_HEAD_SCHEMA, value);
  // What holds for all would be wrong for all.
  if (fault !== undefined) {
    builder.problem('INDICATOR_FEED_DAMAGED', `The head of the feed cannot be used, and so nothing of it: ${fault}.`);
    return;
  }
  const feed = fields(value);
  list(feed.indicators).forEach((entry, index) => {
    const where = `indicator ${index + 1}`;
    const own = typeof entry === 'string' ? { value: entry } : entry;
    const ownFault = faultOf({ ...ENTRY_SCHEMA, type: 'object' }, own);
    if (ownFault !== undefined) builder.problem('INDICATOR_FEED_DAMAGED', `${where}: ${ownFault}.`);
    else builder.add(rawIndicator(fields(own), feed, builder), where);
  });
}

function faultOf(schema: JsonSchema, value: unknown): string | undefined {
  const [fault] = schemaFaults(schema, value);
  if (fault !== undefined) return `${fault.path === '' ? 'it' : fault.path} ${fault.message}`;
  const day = DAYS.find((name) => fields(value)[name] !== undefined && timeMs(fields(value)[name]) === undefined);
  return day === undefined ? undefined : `${day} is no day between 2000 and 2100`;
}

const DAYS = ['published', 'last_published', 'valid_until'];

function rawIndicator(own: Fields, feed: Fields, builder: FeedBuilder): RawIndicator {
  const said = (name: string): unknown => own[name] ?? feed[name];
  const reference = text(said('reference'));
  return {
    kind: INDICATOR_KINDS.find((kind): kind is IndicatorKind => kind === own.kind),
    value: text(own.value) ?? '',
    ...{ firstMs: timeMs(said('published')), lastMs: timeMs(said('last_published')) },
    untilMs: timeMs(said('valid_until')),
    confidencePercent: numberBetween(said('confidence'), 0, 100),
    halfLifeDays: numberBetween(said('half_life_days'), 1, Number.POSITIVE_INFINITY),
    note: text(said('note')),
    source: builder.source({
      ...{ title: text(feed.title) ?? '', publisher: text(said('publisher')) ?? '' },
      ...(reference === undefined ? {} : { reference }),
      tags: texts(said('tags') ?? []),
    }),
  };
}
