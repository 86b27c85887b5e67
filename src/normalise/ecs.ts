import type {
  DerivedField,
  FieldRecord,
  FieldSource,
  FieldValue,
  LogsourceView,
  RecordStructure,
} from '../model/index.ts';
import type { EventKind, Product, RecordContext } from './product.ts';
import { accountOf, firstKnown, hashesOf } from './sysmon-fields.ts';
import { fromText } from './windows/derive.ts';
import { writtenTime } from './written-time.ts';

/** One kind of ECS events: which they are, and the Sigma category that they supply. */
interface EcsView {
  readonly category: string;
  /** value of `event.category` */
  readonly of: string;
  /** values of `event.type`, one of which the event has */
  readonly types: readonly string[];
  readonly fields: Readonly<Record<string, FieldSource>>;
}

const COMMAND_LINE: DerivedField = {
  from: ['process.command_line', 'process.args'],
  derive: ([line, args]) => line ?? (Array.isArray(args) ? args.join(' ') : args),
};

function hashes(of: string): Readonly<Record<string, FieldSource>> {
  return {
    Hashes: hashesOf(`${of}.hash.md5`, `${of}.hash.sha1`, `${of}.hash.sha256`, `${of}.pe.imphash`),
    md5: `${of}.hash.md5`,
    sha1: `${of}.hash.sha1`,
    sha256: `${of}.hash.sha256`,
    Imphash: `${of}.pe.imphash`,
  };
}

const ACTING: Readonly<Record<string, FieldSource>> = {
  Image: 'process.executable',
  ProcessId: 'process.pid',
  User: accountOf('user.domain', 'user.name'),
};

/** Source: Elastic Common Schema 9.4 field sets and categorisation; names of rules after the Sigma taxonomy. */
const VIEWS: readonly EcsView[] = [
  {
    category: 'process_creation',
    of: 'process',
    types: ['start'],
    fields: {
      ...ACTING,
      CommandLine: COMMAND_LINE,
      CurrentDirectory: 'process.working_directory',
      ParentImage: 'process.parent.executable',
      ParentCommandLine: firstKnown('process.parent.command_line', 'process.parent.args'),
      ParentProcessId: firstKnown('process.parent.pid', 'process.ppid'),
      ParentUser: 'process.parent.user.name',
      LogonId: 'winlog.logon.id',
      OriginalFileName: 'process.pe.original_file_name',
      Company: 'process.pe.company',
      Product: 'process.pe.product',
      Description: 'process.pe.description',
      FileVersion: 'process.pe.file_version',
      IntegrityLevel: firstKnown('process.Ext.token.integrity_level_name', 'process.token.integrity_level_name'),
      ...hashes('process'),
    },
  },
  { category: 'process_termination', of: 'process', types: ['end'], fields: ACTING },
  {
    category: 'file_event',
    of: 'file',
    types: ['creation', 'change'],
    fields: { ...ACTING, TargetFilename: 'file.path', ...hashes('file') },
  },
  { category: 'file_delete', of: 'file', types: ['deletion'], fields: { ...ACTING, TargetFilename: 'file.path' } },
  {
    category: 'network_connection',
    of: 'network',
    types: ['start', 'connection', 'allowed'],
    fields: {
      ...ACTING,
      SourceIp: 'source.ip',
      SourcePort: 'source.port',
      DestinationIp: 'destination.ip',
      DestinationPort: 'destination.port',
      DestinationHostname: firstKnown('destination.domain', 'destination.address'),
      Protocol: 'network.transport',
      Initiated: fromText(['network.direction'], (direction) =>
        direction === undefined ? undefined : String(!['ingress', 'inbound'].includes(direction)),
      ),
    },
  },
  {
    category: 'dns_query',
    of: 'network',
    types: ['protocol', 'info'],
    fields: { ...ACTING, QueryName: 'dns.question.name', QueryResults: 'dns.resolved_ip' },
  },
  ...['registry_set', 'registry_event'].map((category) => ({
    category,
    of: 'registry',
    types: ['change', 'creation'],
    fields: {
      ...ACTING,
      TargetObject: 'registry.path',
      Details: firstKnown('registry.data.strings', 'registry.data.bytes'),
    },
  })),
  {
    category: 'image_load',
    of: 'library',
    types: ['start'],
    fields: { ...ACTING, ImageLoaded: firstKnown('dll.path', 'file.path'), ...hashes('dll') },
  },
  {
    category: 'driver_load',
    of: 'driver',
    types: ['start'],
    fields: { ImageLoaded: firstKnown('dll.path', 'file.path'), ...hashes('dll') },
  },
];

const SYSTEMS = ['windows', 'linux', 'macos'] as const;
// Categories of which rules for systems other than Windows exist.
const EVERYWHERE = [
  'process_creation',
  'process_termination',
  'file_event',
  'file_delete',
  'network_connection',
  'dns_query',
];

/**
 * Events of hosts in Elastic Common Schema, as Elastic Defend, Auditbeat and others write them, that hold no Windows event:
 * what a process did, under the names of the schema.
 */
export const ecs: Product = {
  name: 'ecs',
  knowledge: {
    supplies: VIEWS.flatMap(({ category, fields }) =>
      systemsOf(category).map((product) => ({ product, category, fields: new Set(Object.keys(fields)) })),
    ),
    gaps: [],
  },
  recognise: (structure) => {
    const mayBe = isJson(structure) || structure.fields?.includes('event.category') === true;
    return mayBe ? kindOf : undefined;
  },
};

function isJson({ format }: RecordStructure): boolean {
  return format.startsWith('json');
}

function systemsOf(category: string): readonly string[] {
  return EVERYWHERE.includes(category) ? SYSTEMS : SYSTEMS.slice(0, 1);
}

const kinds = new Map<string, EventKind>();

/** @returns undefined when the event is of no kind that rules ask for */
function kindOf(record: FieldRecord): EventKind | undefined {
  const categories = listOf(record.get('event.category'));
  if (categories.length === 0 || record.get('@timestamp') === undefined) return undefined;
  const types = listOf(record.get('event.type'));
  const isDns = record.get('dns.question.name') !== undefined;
  const views = VIEWS.filter(
    (view) =>
      categories.includes(view.of) &&
      view.types.some((type) => types.includes(type)) &&
      (view.category === 'dns_query') === (view.of === 'network' && isDns),
  );
  const system = systemOf(record);
  if (views.length === 0 || system === undefined) return undefined;
  const key = `${system}/${views.map(({ category }) => category).join('+')}`;
  let kind = kinds.get(key);
  if (kind === undefined) {
    kind = buildKind(key, system, views);
    kinds.set(key, kind);
  }
  return kind;
}

function buildKind(key: string, system: string, views: readonly EcsView[]): EventKind {
  const fitting = views.filter(({ category }) => systemsOf(category).includes(system));
  return {
    schema: {
      id: `ecs/${key}`,
      product: 'ecs',
      views: fitting.map(
        ({ category, fields }): LogsourceView => ({
          product: system,
          category,
          fields: new Map(Object.entries(fields)),
        }),
      ),
    },
    timeMs: (record: FieldRecord, context: RecordContext) => writtenTime(record.get('@timestamp'), context),
    host: (record) => text(record.get('host.name') ?? record.get('host.hostname') ?? record.get('agent.name')),
  };
}

/** The system of the host by its own word, or by how the process' path is written. */
function systemOf(record: FieldRecord): string | undefined {
  const type = text(record.get('host.os.type') ?? record.get('host.os.platform') ?? record.get('host.os.family'));
  if (type.startsWith('win')) return 'windows';
  if (type === 'macos' || type === 'darwin') return 'macos';
  if (type !== '') return 'linux';
  const path = text(record.get('process.executable'));
  if (/^(?:[A-Za-z]:|\\)\\/.test(path)) return 'windows';
  return path.startsWith('/') ? 'linux' : undefined;
}

function listOf(value: FieldValue | undefined): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === 'string');
}

function text(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
