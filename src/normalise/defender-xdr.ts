import type {
  FieldRecord,
  FieldSource,
  FieldValue,
  LogsourceSupply,
  LogsourceView,
  RecordStructure,
} from '../model/index.ts';
import { DEFENDER_VIEWS, type DefenderView, windowsConstants } from './defender-tables.ts';
import type { EventKind, Product, RecordContext } from './product.ts';
import { writtenTime } from './written-time.ts';

const PLATFORMS = ['windows', 'linux', 'macos'] as const;
// Categories of which rules for systems other than Windows exist.
const UNIX_CATEGORIES = ['process_creation', 'network_connection', 'file_event', 'file_delete', 'file_rename'];

/**
 * Microsoft Defender XDR: the tables of advanced hunting as CSV or JSON, from the portal, the API, the streaming API or
 * Sentinel, and the timeline of a device. Their events supply what Sysmon and the Security log do.
 */
export const defenderXdr: Product = {
  name: 'defender-xdr',
  knowledge: {
    supplies: [
      { product: 'm365', service: 'defender', fields: 'open' },
      ...DEFENDER_VIEWS.flatMap((view) => PLATFORMS.map((product) => supplyOf(product, view))).filter(isOfPlatform),
    ],
    gaps: [],
  },
  recognise: (structure) => {
    if (structure.fields !== undefined) return finderForColumns(structure.fields);
    return isJson(structure) ? (record) => kindOf(record, PORTAL) : undefined;
  },
};

/** Columns as one kind of export calls them. */
interface Columns {
  /** the name of a column of advanced hunting in this export */
  readonly name: (column: string) => string;
  readonly kinds: Map<string, EventKind>;
}

const PORTAL: Columns = { name: (column) => column, kinds: new Map() };
/** The export of a device's timeline has words apart, and some columns of its own name. */
const TIMELINE: Columns = { name: timelineName, kinds: new Map() };

const TIMELINE_NAMES: Readonly<Record<string, string>> = {
  Timestamp: 'Event Time',
  DeviceName: 'Computer Name',
  DeviceId: 'Machine Id',
  SHA1: 'Sha1',
  SHA256: 'Sha256',
  RemoteIP: 'Remote IP',
  LocalIP: 'Local IP',
  AdditionalFields: 'Additional Fields',
};

function timelineName(column: string): string {
  return TIMELINE_NAMES[column] ?? column.replace(/([a-z])(?=[A-Z])/g, '$1 ');
}

function finderForColumns(columns: readonly string[]): ReturnType<Product['recognise']> {
  const has = (column: string): boolean => columns.includes(column);
  if (has('Action Type') && has('Computer Name')) return (record) => kindOf(record, TIMELINE);
  if (has('ActionType') && (has('DeviceName') || has('DeviceId'))) return (record) => kindOf(record, PORTAL);
  if (has('AlertId') && has('Title') && (has('ServiceSource') || has('EntityType'))) return () => ALERT;
  return undefined;
}

function isJson({ format }: RecordStructure): boolean {
  return format.startsWith('json');
}

// Microsoft documents some hundred types of actions; only a forged export has more.
const MAX_KINDS = 2000;

function kindOf(record: FieldRecord, columns: Columns): EventKind | undefined {
  const action = record.get(columns.name('ActionType'));
  const isOfDevice = ['DeviceId', 'DeviceName'].some((column) => record.get(columns.name(column)) !== undefined);
  if (typeof action !== 'string') {
    const isAlert = record.get('AlertId') !== undefined && record.get('Title') !== undefined;
    return isAlert && record.get('ServiceSource') !== undefined ? ALERT : undefined;
  }
  if (!isOfDevice) return undefined;
  const path = record.get(columns.name('FolderPath')) ?? record.get(columns.name('InitiatingProcessFolderPath'));
  const isUnix = typeof path === 'string' && path.startsWith('/');
  const key = `${action}${isUnix ? ' unix' : ''}`;
  let kind = columns.kinds.get(key);
  if (kind === undefined) {
    if (columns.kinds.size >= MAX_KINDS) columns.kinds.clear();
    kind = buildKind(action, isUnix, columns);
    columns.kinds.set(key, kind);
  }
  return kind;
}

function buildKind(action: string, isUnix: boolean, columns: Columns): EventKind {
  const views = DEFENDER_VIEWS.filter(({ actions }) => actions.includes(action));
  const platforms = isUnix ? PLATFORMS.slice(1) : PLATFORMS.slice(0, 1);
  const eventId = isUnix ? undefined : views.find((view) => view.eventId !== undefined)?.eventId;
  const constants = eventId === undefined ? undefined : windowsConstants(eventId);
  return {
    schema: {
      id: `defender-xdr/${action}${isUnix ? '/unix' : ''}`,
      product: 'defender-xdr',
      views: [
        { product: 'm365', service: 'defender', fields: renamed({}, columns) },
        ...views.flatMap((view) => platforms.map((product) => viewOf(product, view, columns))).filter(isOfPlatform),
      ],
    },
    timeMs: (record, context) => timeOf(record, columns, context),
    host: (record) => text(record.get(columns.name('DeviceName'))),
    ...(constants === undefined ? {} : { fields: new Map([...constants].map(([name, value]) => [name, () => value])) }),
  };
}

function viewOf(product: string, view: DefenderView, columns: Columns): LogsourceView {
  const { category, service } = view;
  return {
    product,
    ...(category === undefined ? {} : { category }),
    ...(service === undefined ? {} : { service }),
    fields: renamed(view.fields, columns),
  };
}

/** The fields of a view, read from columns under the names that they have in an export. */
function renamed(fields: Readonly<Record<string, FieldSource>>, { name }: Columns): ReadonlyMap<string, FieldSource> {
  return new Map(
    Object.entries(fields).map(([field, source]) => [
      field,
      typeof source === 'string' ? name(source) : { ...source, from: source.from.map(name) },
    ]),
  );
}

function supplyOf(product: string, { category, service, fields }: DefenderView): LogsourceSupply {
  return {
    product,
    ...(category === undefined ? {} : { category }),
    ...(service === undefined ? {} : { service }),
    fields: new Set([
      ...Object.keys(fields),
      ...(service === undefined ? [] : ['EventID', 'Channel', 'Provider_Name']),
    ]),
  };
}

function isOfPlatform({ product, category }: { readonly product?: string; readonly category?: string }): boolean {
  return product === 'windows' || (category !== undefined && UNIX_CATEGORIES.includes(category));
}

const TIMES = ['Timestamp', 'TimeGenerated', 'Timestamp [UTC]', 'TimeGenerated [UTC]'];

function timeOf(record: FieldRecord, { name }: Columns, context: RecordContext): number | undefined {
  for (const column of TIMES) {
    const time = writtenTime(record.get(name(column)), context);
    if (time !== undefined) return time;
  }
  return undefined;
}

/** Alerts and their evidence: what the antivirus category is about, by title and threat. */
const ALERT: EventKind = {
  schema: {
    id: 'defender-xdr/alert',
    product: 'defender-xdr',
    views: [
      { product: 'm365', service: 'defender', fields: new Map() },
      {
        product: 'windows',
        category: 'antivirus',
        fields: new Map<string, FieldSource>([
          [
            'Signature',
            {
              from: ['ThreatFamily', 'Title'],
              derive: (values) => values.filter((value) => value != null) as FieldValue[],
            },
          ],
          ['Filename', 'FileName'],
        ]),
      },
    ],
  },
  timeMs: (record, context) => timeOf(record, PORTAL, context),
  host: (record) => text(record.get('DeviceName')),
};

function text(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
