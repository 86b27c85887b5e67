import { type JsonSchema, type OrganisationContact, schemaFaults, UsageError } from '../model/index.ts';
import type { HostRole, ServiceUse, Share, ZoneName } from './organisation.ts';

/** What an organisation file says; see ORGANISATION_SCHEMA for every key. */
export interface OrganisationFile {
  readonly name: string;
  readonly domain: string;
  readonly dnsDomain: string;
  readonly country: string;
  readonly utcOffsetMinutes: number;
  readonly holidays: readonly string[];
  readonly hosts: number;
  readonly publicAddress: string;
  readonly zones: Readonly<Record<Exclude<ZoneName, 'outside'>, ZoneEntry>> & { readonly outside: ZoneEntry };
  readonly machines: readonly MachineEntry[];
  readonly workstations: { readonly prefix: string; readonly systems: readonly string[] };
  readonly departments: readonly DepartmentEntry[];
  readonly administrators: { readonly perHosts: number; readonly atLeast: number };
  readonly serviceAccounts: readonly ServiceAccountEntry[];
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly shares: readonly Share[];
  readonly websites: readonly string[];
  readonly routines: RoutineEntry;
  readonly sector?: string;
  readonly contacts?: readonly OrganisationContact[];
  readonly crownJewels?: readonly HostRole[];
  readonly services?: readonly ServiceEntry[];
}

/** A segment, as the file says it. */
export interface ZoneEntry {
  readonly network: string;
  readonly interface: string;
}

/** A machine, or with `perHosts` a number of them. */
export interface MachineEntry {
  readonly name: string;
  readonly role: HostRole;
  readonly zone: ZoneName;
  readonly system: string;
  readonly perHosts?: number;
}

/** A part of the staff with its hours. */
export interface DepartmentEntry {
  readonly name: string;
  readonly share: number;
  readonly starts: string;
  readonly ends: string;
  readonly homeShare: number;
  readonly engineers?: boolean;
}

/** An account of a program. */
export interface ServiceAccountEntry {
  readonly name: string;
  readonly use: ServiceUse;
  readonly groups: readonly string[];
}

/** What must keep running, on the machines of some roles. */
export interface ServiceEntry {
  readonly name: string;
  readonly critical?: boolean;
  readonly on?: readonly HostRole[];
  /** other services */
  readonly dependsOn?: readonly string[];
  readonly partner?: string;
}

/** Routines, with times of day as `HH:MM`. */
export interface RoutineEntry {
  readonly backupAt: string;
  readonly patchAt: string;
  readonly directoryBackup: { readonly weekday: number; readonly at: string; readonly folder: string };
  readonly remoteRound?: { readonly at: string; readonly command: string };
}

const ROLES: readonly HostRole[] = [
  'domain-controller',
  'file-server',
  'iis-server',
  'tomcat-server',
  'database-server',
  'management-server',
  'monitoring-server',
  'backup-server',
  'jump-host',
  'historian',
  'engineering-station',
  'operator-station',
  'firewall',
  'sensor',
  'network-controller',
];
const ZONES: readonly ZoneName[] = ['servers', 'clients', 'management', 'ot-dmz', 'ot', 'vpn', 'outside'];
/** Hosts without which a day of the organisation cannot be played. */
const NEEDED: readonly HostRole[] = [
  'domain-controller',
  'file-server',
  'iis-server',
  'tomcat-server',
  'monitoring-server',
  'backup-server',
  'jump-host',
  'historian',
  'engineering-station',
  'firewall',
  'sensor',
];

const TEXT = { type: 'string', maxLength: 64 } as const;
const TIME_OF_DAY = { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' } as const;
const NAME = { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9-]{0,14}$' } as const;
const SHARE = { type: 'number', minimum: 0, maximum: 1 } as const;
const DATE = { type: 'string', pattern: '^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$' } as const;
const IPV4 = '((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])';

const ZONE: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['network', 'interface'],
  properties: {
    network: { type: 'string', pattern: `^${IPV4}/[0-9]{1,2}$`, description: 'Addresses of the segment, as CIDR' },
    interface: { ...TEXT, description: 'Interface of the firewall that leads there' },
  },
};

/** JSON Schema of an organisation file; published as content/organisations/organisation.schema.json. */
export const ORGANISATION_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Organisation of landfall simulate',
  description: 'An invented organisation: who works there, on which machines, in which networks, with which routines.',
  type: 'object',
  additionalProperties: false,
  required: [
    'name',
    'domain',
    'dnsDomain',
    'country',
    'utcOffsetMinutes',
    'holidays',
    'hosts',
    'publicAddress',
    'zones',
    'machines',
    'workstations',
    'departments',
    'administrators',
    'serviceAccounts',
    'firstNames',
    'lastNames',
    'shares',
    'websites',
    'routines',
  ],
  properties: {
    name: { ...TEXT, description: 'Name for people' },
    domain: { type: 'string', pattern: '^[A-Z][A-Z0-9-]{0,14}$', description: 'NetBIOS name of the domain' },
    dnsDomain: {
      type: 'string',
      pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)+$',
      description: 'DNS name of the domain; use a reserved one, as .example',
    },
    country: { ...TEXT, description: 'Country, as FortiOS writes it' },
    utcOffsetMinutes: {
      type: 'integer',
      minimum: -720,
      maximum: 840,
      description: 'Local time less UTC; no summer time',
    },
    holidays: {
      type: 'array',
      maxItems: 366,
      items: DATE,
      description: 'Days off: 2026-12-25, or 12-25 for every year',
    },
    hosts: {
      type: 'integer',
      minimum: 20,
      maximum: 20000,
      description: 'Machines in all when --hosts does not say; what `machines` leaves is workstations',
    },
    publicAddress: {
      type: 'string',
      pattern: `^${IPV4}$`,
      description: 'Outside address of the firewall; use one of a documentation range (RFC 5737)',
    },
    zones: {
      type: 'object',
      description: 'Segments of the network',
      additionalProperties: false,
      required: ZONES,
      properties: Object.fromEntries(ZONES.map((zone) => [zone, ZONE])),
    },
    machines: {
      type: 'array',
      minItems: NEEDED.length,
      maxItems: 500,
      description: 'Everything but the workstations',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'role', 'zone', 'system'],
        properties: {
          name: { ...NAME, description: 'Host name; with perHosts, numbered behind it' },
          role: { enum: ROLES, description: 'What it is for' },
          zone: { enum: ZONES, description: 'Segment where it stands' },
          system: { ...TEXT, description: 'Operating system, as Windows Server 2019 Standard' },
          perHosts: { type: 'integer', minimum: 1, description: 'One for each so many hosts, at least one' },
        },
      },
    },
    workstations: {
      type: 'object',
      description: 'Workstations of the staff',
      additionalProperties: false,
      required: ['prefix', 'systems'],
      properties: {
        prefix: { type: 'string', pattern: '^[A-Z][A-Z0-9-]{0,8}$', description: 'Start of their names' },
        systems: { type: 'array', minItems: 1, maxItems: 9, items: TEXT, description: 'Operating systems in use' },
      },
    },
    departments: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      description: 'Who works there, and when',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'share', 'starts', 'ends', 'homeShare'],
        properties: {
          name: TEXT,
          share: { ...SHARE, description: 'Part of the staff' },
          starts: { ...TIME_OF_DAY, description: 'Usual begin of work, local time' },
          ends: { ...TIME_OF_DAY, description: 'Usual end of work, local time' },
          homeShare: { ...SHARE, description: 'Part of the days at home, over VPN' },
          engineers: { type: 'boolean', description: 'They work on the engineering stations too', default: false },
        },
      },
    },
    administrators: {
      type: 'object',
      description: 'Administrators of the domain, who have a second account',
      additionalProperties: false,
      required: ['perHosts', 'atLeast'],
      properties: {
        perHosts: { type: 'integer', minimum: 1, description: 'One for each so many hosts' },
        atLeast: { type: 'integer', minimum: 2, maximum: 50, description: 'And never fewer' },
      },
    },
    serviceAccounts: {
      type: 'array',
      maxItems: 100,
      description: 'Accounts of programs',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'use', 'groups'],
        properties: {
          name: { type: 'string', pattern: '^[a-z][a-z0-9.-]{0,18}$', description: 'Account name' },
          use: {
            enum: ['backup', 'monitoring', 'directory-lookup', 'database', 'patching', 'web'],
            description: 'What uses it; directory-lookup is the one stored on the firewall',
          },
          groups: { type: 'array', maxItems: 20, items: TEXT, description: 'Its groups' },
        },
      },
    },
    firstNames: { type: 'array', minItems: 5, maxItems: 2000, items: TEXT, description: 'First names of the staff' },
    lastNames: { type: 'array', minItems: 5, maxItems: 2000, items: TEXT, description: 'Last names of the staff' },
    shares: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      description: 'Shared folders of the file servers',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'files'],
        properties: {
          name: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,40}$', description: 'Name of the share' },
          files: {
            type: 'array',
            minItems: 1,
            maxItems: 500,
            items: { type: 'string', maxLength: 200 },
            description: 'Files in it, with folders',
          },
        },
      },
    },
    websites: {
      type: 'array',
      minItems: 3,
      maxItems: 500,
      items: { type: 'string', pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)+$' },
      description: 'Names of the sites that the staff visits',
    },
    sector: { ...TEXT, description: 'What it does, for its organisation.yml' },
    contacts: {
      type: 'array',
      maxItems: 20,
      description: 'Whom to tell, for its organisation.yml',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'for', 'reach'],
        properties: {
          name: { ...TEXT, description: 'A desk' },
          for: { ...TEXT, description: 'What it decides or does' },
          reach: { ...TEXT, description: 'An invented number or room' },
        },
      },
    },
    crownJewels: {
      type: 'array',
      maxItems: 20,
      items: { enum: ROLES },
      description: 'Roles of the machines whose loss would be worst, for its organisation.yml',
    },
    services: {
      type: 'array',
      maxItems: 100,
      description: 'What must keep running, here and at partners, for its organisation.yml',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { ...TEXT, description: 'Name for people' },
          critical: { type: 'boolean', description: 'People or plants come to harm without it', default: false },
          on: { type: 'array', maxItems: 20, items: { enum: ROLES }, description: 'Roles of the machines it runs on' },
          dependsOn: { type: 'array', maxItems: 20, items: TEXT, description: 'Other services' },
          partner: { ...TEXT, description: 'The other organisation whose service it is' },
        },
      },
    },
    routines: {
      type: 'object',
      description: 'What happens by itself, local time',
      additionalProperties: false,
      required: ['backupAt', 'patchAt', 'directoryBackup'],
      properties: {
        backupAt: { ...TIME_OF_DAY, description: 'Start of the nightly backup' },
        patchAt: { ...TIME_OF_DAY, description: 'Restart of the servers, in the week after patch Tuesday' },
        directoryBackup: {
          type: 'object',
          description: 'Weekly copy of the directory database with ntdsutil',
          additionalProperties: false,
          required: ['weekday', 'at', 'folder'],
          properties: {
            weekday: { type: 'integer', minimum: 0, maximum: 6, description: '0 is Sunday' },
            at: TIME_OF_DAY,
            folder: { type: 'string', pattern: '^[A-Z]:\\\\[^"<>|*?]{1,100}$', description: 'Where it goes' },
          },
        },
        remoteRound: {
          type: 'object',
          description:
            'Daily round of an administrator over the Windows servers, with PsExec from the management server',
          additionalProperties: false,
          required: ['at', 'command'],
          properties: {
            at: TIME_OF_DAY,
            command: { ...TEXT, description: 'What is run on each of them' },
          },
        },
      },
    },
  },
};

/**
 * Reads an organisation file.
 * @param value its content, as a YAML parser gives it
 * @param file its name, for messages
 * @throws UsageError ORGANISATION_INVALID with every place that does not fit the schema
 */
export function parseOrganisationFile(value: unknown, file: string): OrganisationFile {
  const faults = schemaFaults(ORGANISATION_SCHEMA, value).map(
    ({ path, message }) => `${path || 'The file'} ${message}`,
  );
  if (faults.length > 0) throw invalid(file, faults);
  const parsed = value as OrganisationFile;
  const missing = NEEDED.filter((role) => !parsed.machines.some((machine) => machine.role === role));
  if (missing.length > 0) throw invalid(file, [`machines has none with the role ${missing.join(', ')}`]);
  return parsed;
}

function invalid(file: string, faults: readonly string[]): UsageError {
  return new UsageError('ORGANISATION_INVALID', `This is no organisation file: ${faults.join('; ')}.`, {
    file,
    hint: 'content/organisations/organisation.schema.json describes every key; start from content/organisations/utility.yml.',
  });
}
