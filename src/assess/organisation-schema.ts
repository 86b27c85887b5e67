import type { HostRole, JsonSchema } from '../model/index.ts';

const ROLES: readonly HostRole[] = [
  ...(['domain-controller', 'server', 'web-server', 'file-server', 'workstation', 'jump-host', 'firewall'] as const),
  ...(['ot-adjacent', 'crown-jewel'] as const),
];
const TEXT = { type: 'string', maxLength: 200 } as const;
const NAMES = { type: 'array', maxItems: 20_000, items: TEXT } as const;
const RANGE = '^[0-9A-Fa-f:.]{2,45}(/[0-9]{1,3})?$';

/** JSON Schema of `organisation.yml`; published as content/schemas/organisation.schema.json. */
export const ORGANISATION_NOTES_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'organisation.yml of landfall hunt',
  description: 'What an organisation tells of itself: what must keep running, on which hosts, and who is to be told.',
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { ...TEXT, description: 'Name for people' },
    sector: { ...TEXT, description: 'What it does: energy, water, transport' },
    domains: { ...NAMES, description: 'DNS domains and NetBIOS names of its hosts and accounts: corp.example, CORP' },
    sites: { ...NAMES, description: 'Places, as hosts and networks name them' },
    contacts: {
      type: 'array',
      maxItems: 50,
      description: 'Whom to tell; keep ways that do not lead through the network at hand',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'for', 'reach'],
        properties: {
          name: { ...TEXT, description: 'A person or a desk' },
          for: { ...TEXT, description: 'What they decide or do: plant safety, law, press, the national CSIRT' },
          reach: { ...TEXT, description: 'Telephone, room or address' },
        },
      },
    },
    networks: {
      type: 'array',
      maxItems: 2000,
      description: 'Address ranges',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'range'],
        properties: {
          name: { ...TEXT, description: 'Name for people' },
          range: { type: 'string', pattern: RANGE, description: 'As CIDR: 10.20.64.0/22' },
          ot: {
            type: 'boolean',
            description: 'Operational technology, what steers machines; rules about the plant take it',
            default: false,
          },
          site: { ...TEXT, description: 'One of sites' },
        },
      },
    },
    hosts: {
      type: 'array',
      maxItems: 20_000,
      description: 'What hosts are for, beyond what logs tell',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { ...TEXT, description: 'As logs name it, short or in full' },
          roles: { type: 'array', maxItems: 9, items: { enum: ROLES }, description: `Any of ${ROLES.join(', ')}` },
          site: { ...TEXT, description: 'One of sites' },
        },
      },
    },
    crownJewels: { ...NAMES, description: 'Hosts whose loss would be worst' },
    administrators: { ...NAMES, description: 'Accounts of administrators, as DOMAIN\\user' },
    services: {
      type: 'array',
      maxItems: 2000,
      description: 'What must keep running, here and at partners',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { ...TEXT, description: 'Name for people' },
          critical: { type: 'boolean', description: 'People or plants come to harm without it', default: false },
          dependsOn: { ...NAMES, description: 'Names of hosts and of other services' },
          partner: { ...TEXT, description: 'The other organisation whose service it is' },
        },
      },
    },
  },
};
