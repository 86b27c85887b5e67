import type { FieldRecord, FieldSource, FieldValue, LogsourceView, RecordStructure } from '../model/index.ts';
import { type FieldReader, treeOf, valuesAt } from './cloud-fields.ts';
import type { EventKind, Product, RecordContext } from './product.ts';
import { accountOf, firstKnown, registryTarget } from './sysmon-fields.ts';
import { accountName, fromText } from './windows/derive.ts';
import { writtenTime } from './written-time.ts';

/** One class of OCSF events, of some activities: the Sigma logsource that it supplies. */
interface OcsfView {
  readonly classUid: number;
  /** values of `activity_id`; all when absent */
  readonly activities?: readonly number[];
  readonly category?: string;
  readonly service?: string;
  /** the Windows events that report the same, by `status_id` 1 (success) and 2 (failure) */
  readonly eventIds?: readonly [success: number, failure: number];
  readonly fields: Readonly<Record<string, FieldSource>>;
  /** path of the file whose hashes the event holds */
  readonly hashed?: string;
}

const ACTING: Readonly<Record<string, FieldSource>> = {
  Image: 'actor.process.file.path',
  ProcessId: 'actor.process.pid',
  CommandLine: 'actor.process.cmd_line',
  User: accountOf('actor.user.domain', 'actor.user.name'),
  'user.name': 'actor.user.name',
};

const PROCESS: Readonly<Record<string, FieldSource>> = {
  Image: 'process.file.path',
  CommandLine: 'process.cmd_line',
  CurrentDirectory: firstKnown('process.working_directory', 'process.environment.cwd'),
  ParentImage: firstKnown('process.parent_process.file.path', 'actor.process.file.path'),
  ParentCommandLine: firstKnown('process.parent_process.cmd_line', 'actor.process.cmd_line'),
  ProcessId: 'process.pid',
  ParentProcessId: firstKnown('process.parent_process.pid', 'actor.process.pid'),
  User: fromText(
    ['process.user.domain', 'process.user.name', 'actor.user.domain', 'actor.user.name'],
    (domain, name, ofDomain, of) => (name === undefined ? accountName(ofDomain, of) : accountName(domain, name)),
  ),
  'user.name': firstKnown('process.user.name', 'actor.user.name'),
  IntegrityLevel: 'process.integrity',
  OriginalFileName: firstKnown('process.file.internal_name', 'process.file.original_name'),
  Company: 'process.file.company_name',
  Product: 'process.file.product.name',
  Description: 'process.file.desc',
  FileVersion: 'process.file.version',
};

const REGISTRY: Readonly<Record<string, FieldSource>> = {
  ...ACTING,
  TargetObject: fromText(['reg_value.path', 'reg_value.name', 'reg_key.path'], (path, name, key) =>
    registryTarget(path ?? key, name),
  ),
  Details: 'reg_value.data',
};

/** Source: OCSF 1.x classes (schema.ocsf.io) by `class_uid`; those of the Windows extension begin with 201. */
const VIEWS: readonly OcsfView[] = [
  { classUid: 1007, activities: [1], category: 'process_creation', fields: PROCESS, hashed: 'process.file' },
  { classUid: 1007, activities: [2], category: 'process_termination', fields: { ...PROCESS } },
  {
    classUid: 1007,
    activities: [3],
    category: 'process_access',
    fields: {
      SourceImage: 'actor.process.file.path',
      TargetImage: 'process.file.path',
      GrantedAccess: 'requested_permissions',
    },
  },
  {
    classUid: 1001,
    activities: [1, 3],
    category: 'file_event',
    fields: { ...ACTING, TargetFilename: 'file.path' },
    hashed: 'file',
  },
  { classUid: 1001, activities: [4], category: 'file_delete', fields: { ...ACTING, TargetFilename: 'file.path' } },
  {
    classUid: 1001,
    activities: [5],
    category: 'file_rename',
    fields: { ...ACTING, SourceFilename: 'file.path', TargetFilename: firstKnown('file_result.path', 'file.path') },
  },
  {
    classUid: 1005,
    activities: [1],
    category: 'image_load',
    fields: { ...ACTING, ImageLoaded: 'module.file.path' },
    hashed: 'module.file',
  },
  ...[4001, 4002].map((classUid) => ({
    classUid,
    category: 'network_connection',
    fields: {
      ...ACTING,
      SourceIp: 'src_endpoint.ip',
      SourcePort: 'src_endpoint.port',
      DestinationIp: 'dst_endpoint.ip',
      DestinationPort: 'dst_endpoint.port',
      DestinationHostname: firstKnown('dst_endpoint.hostname', 'dst_endpoint.domain'),
      Protocol: 'connection_info.protocol_name',
      Initiated: {
        from: ['connection_info.direction_id'],
        derive: ([id]: readonly (FieldValue | undefined)[]) =>
          id === undefined ? undefined : String(Number(id) !== 1),
      },
    },
  })),
  {
    classUid: 4003,
    category: 'dns_query',
    fields: { ...ACTING, QueryName: 'query.hostname', QueryStatus: 'rcode_id' },
  },
  ...['registry_set', 'registry_event'].map((category) => ({
    classUid: 201002,
    activities: [1, 2, 3],
    category,
    fields: REGISTRY,
  })),
  { classUid: 201002, activities: [4], category: 'registry_delete', fields: REGISTRY },
  { classUid: 201001, activities: [1], category: 'registry_add', fields: REGISTRY },
  { classUid: 201001, activities: [4], category: 'registry_delete', fields: REGISTRY },
  {
    classUid: 3002,
    activities: [1],
    service: 'security',
    eventIds: [4624, 4625],
    fields: {
      TargetUserName: 'user.name',
      TargetDomainName: 'user.domain',
      TargetUserSid: 'user.uid',
      SubjectUserName: 'actor.user.name',
      SubjectUserSid: 'actor.user.uid',
      LogonType: 'logon_type_id',
      IpAddress: 'src_endpoint.ip',
      IpPort: 'src_endpoint.port',
      WorkstationName: firstKnown('src_endpoint.hostname', 'src_endpoint.name'),
      AuthenticationPackageName: 'auth_protocol',
      LogonProcessName: 'logon_process.name',
      ProcessName: 'actor.process.file.path',
    },
  },
];

const SYSTEMS = ['windows', 'linux', 'macos'] as const;
type System = (typeof SYSTEMS)[number];
const EVERYWHERE = [
  'process_creation',
  'process_termination',
  'file_event',
  'file_delete',
  'file_rename',
  'network_connection',
  'dns_query',
];

/** Events of hosts in the Open Cybersecurity Schema Framework 1.x, as Security Lake and EDR products write them. */
export const ocsf: Product = {
  name: 'ocsf',
  knowledge: {
    supplies: VIEWS.flatMap((view) =>
      systemsOf(view).map((product) => ({
        ...logsourceOf(product, view),
        fields: new Set([
          ...Object.keys(view.fields),
          ...(view.hashed === undefined ? [] : ['Hashes']),
          ...(view.eventIds === undefined ? [] : ['EventID', 'Channel', 'Provider_Name']),
        ]),
      })),
    ),
    gaps: [],
  },
  recognise: (structure) => (isJson(structure) ? kindOf : undefined),
};

function isJson({ format }: RecordStructure): boolean {
  return format.startsWith('json');
}

function systemsOf({ category }: OcsfView): readonly System[] {
  return category !== undefined && EVERYWHERE.includes(category) ? SYSTEMS : ['windows'];
}

function logsourceOf(product: string, { category, service }: OcsfView): Omit<LogsourceView, 'fields'> {
  return { product, ...(category === undefined ? {} : { category }), ...(service === undefined ? {} : { service }) };
}

const kinds = new Map<string, EventKind>();
// The schema has some hundred classes with some ten activities; only forged records have more.
const MAX_KINDS = 2000;

function kindOf(record: FieldRecord): EventKind | undefined {
  const classUid = Number(record.get('class_uid') ?? Number.NaN);
  if (!Number.isSafeInteger(classUid) || record.get('metadata.version') === undefined) return undefined;
  const activity = Number(record.get('activity_id') ?? 0);
  const isFailure = Number(record.get('status_id')) === 2;
  const system = systemOf(record);
  const key = `${classUid}/${activity}${system === undefined ? '' : `/${system}`}${isFailure ? '/failure' : ''}`;
  let kind = kinds.get(key);
  if (kind === undefined) {
    if (kinds.size >= MAX_KINDS) kinds.clear();
    const views = VIEWS.filter((view) => view.classUid === classUid && (view.activities?.includes(activity) ?? true));
    kind = buildKind(key, views, system, isFailure);
    kinds.set(key, kind);
  }
  return kind;
}

function buildKind(key: string, views: readonly OcsfView[], system: System | undefined, isFailure: boolean): EventKind {
  const fitting = views.filter((view) => system !== undefined && systemsOf(view).includes(system));
  const eventId = fitting.find(({ eventIds }) => eventIds !== undefined)?.eventIds?.[isFailure ? 1 : 0];
  const hashed = fitting.find((view) => view.hashed !== undefined)?.hashed;
  const fields = new Map<string, FieldReader>([
    ...(hashed === undefined ? [] : [['Hashes', hashesAt(`${hashed}.hashes`)] as const]),
    ...(eventId === undefined ? [] : windowsFields(eventId)),
  ]);
  return {
    schema: {
      id: `ocsf/${key}`,
      product: 'ocsf',
      views: fitting.map((view) => ({
        ...logsourceOf(system!, view),
        fields: new Map(Object.entries(view.fields)),
      })),
    },
    timeMs: (record: FieldRecord, context: RecordContext) =>
      writtenTime(record.get('time') ?? record.get('time_dt'), context),
    host: (record) => text(record.get('device.hostname') ?? record.get('device.name')),
    ...(fields.size === 0 ? {} : { fields }),
  };
}

function windowsFields(eventId: number): readonly (readonly [string, FieldReader])[] {
  return [
    ['EventID', () => eventId],
    ['Channel', () => 'Security'],
    ['Provider_Name', () => 'Microsoft-Windows-Security-Auditing'],
  ];
}

/** A list of algorithms and values as Sysmon writes hashes. */
function hashesAt(path: string): FieldReader {
  const names = path.split('.');
  return (record) => {
    const algorithms = valuesAt(treeOf(record), [...names, 'algorithm']);
    const values = valuesAt(treeOf(record), [...names, 'value']);
    if (values.length === 0 || algorithms.length !== values.length) return undefined;
    return values.map((value, index) => `${String(algorithms[index]).replaceAll('-', '')}=${value}`).join(',');
  };
}

/** `type_id` of an operating system: 100 is Windows, 200 Linux, 300 macOS; names begin the same. */
function systemOf(record: FieldRecord): System | undefined {
  const id = Number(record.get('device.os.type_id') ?? 0);
  const byId = ({ 100: 'windows', 200: 'linux', 300: 'macos' } as const)[id];
  if (byId !== undefined) return byId;
  const name = text(record.get('device.os.type') ?? record.get('device.os.name')).toLowerCase();
  return SYSTEMS.find((system) => name.startsWith(system.slice(0, 5)));
}

function text(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
