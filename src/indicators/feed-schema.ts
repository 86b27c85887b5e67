import { INDICATOR_KINDS, type JsonSchema } from '../model/index.ts';

const DAY = '^\\d{4}-\\d\\d-\\d\\d([T ][0-9:.]+(Z|[+-]\\d\\d:\\d\\d)?)?$';
// A century: for ever.
const MOST_DAYS = 36_525;

/** What the head of a feed says for all its indicators, and each of them may say otherwise. */
const SHARED = {
  publisher: { type: 'string', description: 'Who published the values; alerts name them' },
  reference: { type: 'string', description: 'Address of the publication' },
  published: {
    type: 'string',
    pattern: DAY,
    description: 'When the value was first published or seen',
    examples: ['2026-03-01'],
  },
  last_published: {
    type: 'string',
    pattern: DAY,
    description: 'When it was last published or seen; its weight decays from then on',
  },
  valid_until: { type: 'string', pattern: DAY, description: 'From then on matches only inform' },
  confidence: {
    ...{ type: 'number', minimum: 0, maximum: 100 },
    description: 'How sure it is, in percent, that only intruders use the value',
  },
  half_life_days: {
    ...{ type: 'number', minimum: 1, maximum: MOST_DAYS },
    description: 'After how many days beyond its dates the value weighs half, in place of what is usual for its kind',
  },
  note: { type: 'string', description: 'What it is, in a few words; alerts are called by it' },
  tags: {
    type: 'array',
    items: { type: 'string' },
    description: 'ATT&CK tags as rules have them',
    examples: [['attack.t1090']],
  },
} as const satisfies Readonly<Record<string, JsonSchema>>;

/** One indicator of a feed, unless it is only its value. */
export const ENTRY_SCHEMA: JsonSchema = {
  description: 'A value, or a map of the value and what differs from the head',
  properties: {
    value: { type: 'string', description: 'The value; made harmless (hxxp, [.]) or not' },
    kind: {
      enum: INDICATOR_KINDS,
      description: 'What it is; needed where its form does not say: user-agent, file-name, imphash, a path as url',
    },
    ...SHARED,
  },
  required: ['value'],
  additionalProperties: false,
};

/** A feed of our own form. Published as content/indicators/indicators.schema.json. */
export const INDICATOR_FEED_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Feed of indicators',
  type: 'object',
  properties: {
    title: { type: 'string', description: 'What the feed is called' },
    ...SHARED,
    indicators: { type: 'array', items: ENTRY_SCHEMA, description: 'The values' },
  },
  required: ['indicators'],
  additionalProperties: false,
};

/** The head alone, so that a fault in one indicator is of that one. */
export const FEED_HEAD_SCHEMA: JsonSchema = {
  ...INDICATOR_FEED_SCHEMA,
  properties: { ...INDICATOR_FEED_SCHEMA.properties, indicators: { type: 'array' } },
};
