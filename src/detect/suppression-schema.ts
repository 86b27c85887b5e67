import type { JsonSchema } from '../model/index.ts';

const TEXT = { type: 'string', maxLength: 1000 } as const;
const LIST = { type: 'array', minItems: 1, maxItems: 500, items: TEXT } as const;
const DAY = '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2}))?$';

/** JSON Schema of a suppressions file; published as content/schemas/suppressions.schema.json. */
export const SUPPRESSION_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Suppressions of landfall hunt',
  description: 'Alerts that people have looked at and know to be harmless, for a time.',
  type: 'object',
  additionalProperties: false,
  required: ['suppressions'],
  properties: {
    suppressions: {
      type: 'array',
      maxItems: 5000,
      description: 'One decision each',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'reason', 'by', 'since', 'until', 'where'],
        properties: {
          id: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$', description: 'Name of the decision' },
          reason: { ...TEXT, description: 'Why it is harmless; the ticket' },
          by: { ...TEXT, description: 'Who decided' },
          since: {
            type: 'string',
            pattern: DAY,
            description: 'Events from this time on: 2026-03-01, UTC unless it says',
          },
          until: { type: 'string', pattern: DAY, description: 'Events before this time; at most 400 days after since' },
          where: {
            type: 'object',
            additionalProperties: false,
            description:
              'All that is given must fit, of each list one item; * and ? stand for any text and any character',
            properties: {
              rules: { ...LIST, description: 'Ids or titles of rules' },
              hosts: { ...LIST, description: 'Names of hosts, short or in full' },
              accounts: { ...LIST, description: 'Who acted, as DOMAIN\\user; without a domain, of any' },
              commands: { ...LIST, description: 'Whole command lines' },
              fields: {
                type: 'object',
                additionalProperties: LIST,
                description: 'Values of fields that made the rule match, or of Image, ParentImage, TargetAccount',
              },
              incidents: { ...LIST, description: 'Ids of incidents; alone' },
            },
          },
        },
      },
    },
  },
};
