import { type JsonSchema, schemaFaults } from '../../model/index.ts';
import type { HostDamage } from '../log-damage.ts';
import { LOG_SETTINGS } from '../log-settings.ts';
import type { HostRole, ServiceUse, ZoneName } from '../organisation.ts';
import { unplayable } from './unplayable.ts';

/** A scenario as a file: who and what is picked, which wordings there are, and the steps. See SCENARIO_SCHEMA. */
export interface ScenarioFile {
  readonly name: string;
  readonly title: string;
  /** by a name of the scenario's own: what is chosen once, by the seed */
  readonly pick: Readonly<Record<string, Pick>>;
  /** by name: wordings of which one is chosen for the whole scenario; they may name picks and other words */
  readonly words: Readonly<Record<string, readonly string[]>>;
  readonly variants: readonly ScenarioVariant[];
  /** stays of the intruder, in order */
  readonly visits: readonly ScenarioVisit[];
  readonly steps: readonly ScenarioFileStep[];
  /** logs that are not there */
  readonly missing?: readonly MissingLogs[];
  /** hosts whose logs are set up otherwise, or were damaged */
  readonly damage?: readonly HostDamage[];
}

export type Pick =
  | { readonly host: HostRole; readonly index?: number }
  | { readonly person: 'any' | 'vpn' | 'engineer' }
  | { readonly administrator: 'any' }
  | { readonly service: ServiceUse }
  /** an address outside: a home line near by, anywhere, or anywhere in another country */
  | { readonly outside: 'home' | 'anywhere' | 'abroad' }
  /** an address of an appliance that keeps no logs here: in a segment, or at the line of a branch */
  | { readonly appliance: ZoneName | 'branch' };

/** Another way through the same scenario. */
export interface ScenarioVariant {
  readonly name: string;
  readonly title: string;
  /** ids of steps that are left out */
  readonly without?: readonly string[];
  /** wordings in place of the scenario's */
  readonly words?: Readonly<Record<string, readonly string[]>>;
  /** local hours of all visits */
  readonly hours?: readonly [from: number, to: number];
}

export interface ScenarioVisit {
  readonly id: string;
  /** day of the simulation, the first is 1; weekends are put off to Monday when it falls in working hours */
  readonly day: number;
  /** local hours in which it begins */
  readonly hours: readonly [from: number, to: number];
}

export interface ScenarioFileStep {
  readonly id: string;
  readonly title: string;
  readonly visit: string;
  readonly techniques: readonly string[];
  readonly behaviours: readonly string[];
  /** minutes after the step before it, from and to; default 1 to 6 */
  readonly wait?: readonly [from: number, to: number];
  readonly do: readonly ScenarioAction[];
}

/** One key says what is done, the others how; see docs/scenarios.md. */
export type ScenarioAction = Readonly<Record<string, unknown>>;

/** Records that a collector would not have brought. */
export interface MissingLogs {
  /** roles of hosts; all when absent */
  readonly roles?: readonly HostRole[];
  /** every so many-th host of them only; 2 is every other */
  readonly every?: number;
  /** kinds of facts: `process-start`, `vpn`; all when absent */
  readonly kinds?: readonly string[];
  /** days of the simulation, first and last; all when absent */
  readonly days?: readonly [first: number, last: number];
}

const ID = { type: 'string', pattern: '^[a-z][a-z0-9-]{0,63}$' } as const;
const TEXT = { type: 'string', maxLength: 400 } as const;
const HOURS: JsonSchema = {
  type: 'array',
  minItems: 2,
  maxItems: 2,
  items: { type: 'number', minimum: 0, maximum: 24 },
  description: 'From and to',
};
const MINUTES: JsonSchema = { type: 'array', minItems: 2, maxItems: 2, items: { type: 'number', minimum: 0 } };
const WORDS: JsonSchema = {
  type: 'object',
  additionalProperties: { type: 'array', minItems: 1, items: TEXT },
  description: 'Wordings by name; one of each is chosen by the seed; {name} stands for it',
};

const PICK: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    host: { type: 'string', description: 'A host of this role' },
    index: { type: 'integer', minimum: 0, description: 'Which of them, from 0; by the seed when it is left out' },
    person: { type: 'string', enum: ['any', 'vpn', 'engineer'], description: 'The account of one of the staff' },
    administrator: { type: 'string', enum: ['any'], description: 'The account with which an administrator works' },
    service: { type: 'string', description: 'The service account of this use' },
    outside: {
      type: 'string',
      enum: ['home', 'anywhere', 'abroad'],
      description: 'An address: a home line near by, any, or any in another country',
    },
    appliance: {
      type: 'string',
      enum: ['servers', 'management', 'ot-dmz', 'ot', 'branch'],
      description: 'An address of an appliance that keeps no logs here, in a segment or at the line of a branch',
    },
  },
};
const MISSING: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    roles: { type: 'array', items: { type: 'string' }, description: 'Roles of hosts; all when it is left out' },
    every: { type: 'integer', minimum: 1, description: 'Only hosts whose number it divides; 2 is every other' },
    kinds: {
      type: 'array',
      items: { type: 'string' },
      description: 'Kinds of facts, as process-start or script-block',
    },
    days: { ...MINUTES, description: 'First and last day' },
  },
};

const SETTINGS = { type: 'array', items: { type: 'string', enum: LOG_SETTINGS } } as const;
const DAMAGE: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    roles: { type: 'array', items: { type: 'string' }, description: 'Roles of hosts; all when it is left out' },
    every: { type: 'integer', minimum: 1, description: 'Only hosts whose number it divides; 2 is every other' },
    with: { ...SETTINGS, description: 'Settings of logs that are on there, as `--with` has them' },
    without: { ...SETTINGS, description: 'Settings of logs that are off there, as `--without` has them' },
    lost: {
      type: 'array',
      items: { type: 'string' },
      description: 'Channels of event logs that lost their records; the numbers of the records are used up',
    },
    isClearedGone: { type: 'boolean', description: 'What an event log held before it was cleared is gone too' },
    clockMinutes: { type: 'number', description: 'How far the clock is ahead; behind when it is negative' },
    days: { ...MINUTES, description: 'First and last day of lost records and of a wrong clock; all when left out' },
  },
};

/** JSON Schema of a scenario file; published as content/scenarios/scenario.schema.json. */
export const SCENARIO_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Scenario of landfall simulate',
  description: 'What an invented intruder does, step by step, in an invented organisation. Only log records are made.',
  type: 'object',
  additionalProperties: false,
  required: ['name', 'title'],
  properties: {
    name: { ...ID, description: 'As the file is called' },
    title: { ...TEXT, description: 'One sentence: who does what' },
    like: { ...ID, description: 'A scenario beside this file; what this one does not say is taken from there' },
    pick: {
      type: 'object',
      additionalProperties: PICK,
      description: 'Hosts, accounts and addresses, by names of your own',
    },
    words: WORDS,
    variants: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'title'],
        properties: {
          name: ID,
          title: TEXT,
          without: { type: 'array', items: ID, description: 'Ids of steps that are left out' },
          words: WORDS,
          hours: { ...HOURS, description: 'Local hours of all visits, from and to' },
        },
      },
      description: 'Other ways through the same scenario',
    },
    visits: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'day', 'hours'],
        properties: {
          id: ID,
          day: { type: 'integer', minimum: 1, description: 'Day of the simulation; the first is 1' },
          hours: { ...HOURS, description: 'Local hours in which it begins, from and to' },
        },
      },
    },
    steps: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'title', 'visit', 'techniques', 'behaviours', 'do'],
        properties: {
          id: ID,
          title: TEXT,
          visit: { ...ID, description: 'Id of the visit in which it happens' },
          techniques: {
            type: 'array',
            items: { type: 'string', pattern: '^T[0-9]{4}(\\.[0-9]{3})?$' },
            description: 'ATT&CK ids',
          },
          behaviours: {
            type: 'array',
            items: ID,
            description: 'Ids of content/behaviours; none: the step does not count in a score',
          },
          wait: {
            ...MINUTES,
            description: 'Minutes after the step before it, from and to; 1 to 6 when it is left out',
          },
          do: { type: 'array', items: { type: 'object' }, description: 'Actions, in order' },
        },
      },
    },
    missing: { type: 'array', items: MISSING, description: 'Records that no collector brought' },
    damage: {
      type: 'array',
      items: DAMAGE,
      description: 'Hosts whose logs are set up otherwise, or were damaged',
    },
  },
};

/** What a scenario must have, of its own or of the one that it is like. */
const NEEDED = ['pick', 'words', 'variants', 'visits', 'steps'] as const;

/**
 * Checks the content of a scenario file, besides what its actions are given.
 * @throws UsageError SCENARIO_INVALID with the first fault
 */
export function parseScenarioFile(value: unknown, file: string): ScenarioFile {
  const [fault] = schemaFaults(SCENARIO_SCHEMA, value);
  if (fault !== undefined) throw unplayable(`${fault.path === '' ? 'the file' : fault.path}: ${fault.message}`, file);
  const lacking = NEEDED.find((key) => !Object.hasOwn(value as object, key));
  if (lacking !== undefined) throw unplayable(`it lacks "${lacking}"`, file);
  const scenario = value as ScenarioFile;
  const visits = new Set(scenario.visits.map(({ id }) => id));
  const lost = scenario.steps.find(({ visit }) => !visits.has(visit));
  if (lost !== undefined) throw unplayable(`step ${lost.id} is in the visit ${lost.visit}, which there is not`, file);
  const ids = scenario.steps.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw unplayable(`two steps have the id ${twice}`, file);
  for (const { name, without = [] } of scenario.variants) {
    const unknown = without.find((id) => !ids.includes(id));
    if (unknown !== undefined) throw unplayable(`the variant ${name} is without ${unknown}, which is no step`, file);
  }
  return scenario;
}
