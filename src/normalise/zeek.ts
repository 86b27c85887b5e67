import type { FieldRecord, JsonRecord, LogsourceView, RecordStructure } from '../model/index.ts';
import { privateAddress } from './private-address.ts';
import type { EventKind, Product } from './product.ts';
import { ZEEK_CATEGORIES, ZEEK_SIGNS } from './zeek-logs.ts';

/** Zeek's logs of any path, as its own text or as JSON. Each path is the Sigma service of its name. */
export const zeek: Product = {
  name: 'zeek',
  knowledge: {
    supplies: [
      { product: 'zeek', fields: 'open' },
      ...[...new Set(ZEEK_SIGNS.map(([path]) => path))].map((service) => ({
        product: 'zeek',
        service,
        fields: 'open' as const,
      })),
      ...ZEEK_CATEGORIES.map(({ category, service }) => ({
        ...{ product: 'zeek', category, service, fields: 'open' as const },
      })),
    ],
    gaps: [],
  },
  recognise: (structure) => {
    if (structure.format === 'zeek') {
      const kind = kindOf(structure.kind || pathByFields(new Set(structure.fields)));
      return () => kind;
    }
    return isJson(structure) ? kindOfJson : undefined;
  },
};

// A sensor writes some dozen logs; only forged ones have more paths.
const MAX_KINDS = 1000;
const kinds = new Map<string, EventKind>();

function kindOf(path: string, isUnderscored = false): EventKind {
  const key = isUnderscored ? `${path} ${UNDERSCORED_END}` : path;
  let kind = kinds.get(key);
  if (kind === undefined) {
    if (kinds.size >= MAX_KINDS) kinds.clear();
    const schema = { id: `zeek/${path}`, product: 'zeek', views: viewsOf(path) };
    kind = { schema, timeMs, host, ...(isUnderscored ? { fields: UNDERSCORED } : {}) };
    kinds.set(key, kind);
  }
  return kind;
}

// Stores that take a dot for a level of an object are sent the ends of connections with underscores.
const UNDERSCORED_END = 'id_orig_h';
const UNDERSCORED: NonNullable<EventKind['fields']> = new Map(
  ['id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p'].map((name) => {
    const underscored = name.replace('.', '_');
    return [name, (record: FieldRecord) => record.get(name) ?? record.get(underscored)];
  }),
);

/** Some rules of a path use the names of a category; none of these is a name of Zeek's. */
function viewsOf(path: string): readonly LogsourceView[] {
  const categories = ZEEK_CATEGORIES.filter(({ service }) => service === path);
  const fields = new Map(categories.flatMap((category) => [...category.fields]));
  return [{ product: 'zeek', service: path, fields }, ...categories.map((view) => ({ ...view, product: 'zeek' }))];
}

function isJson({ format }: RecordStructure): boolean {
  return format.startsWith('json');
}

/**
 * Zeek's JSON names its path in `_path` where it comes by a stream, some exporters in `@stream`; files of one path each are
 * told by their fields.
 */
function kindOfJson(record: FieldRecord): EventKind | undefined {
  const has = memberTest(record);
  if (!has('ts')) return undefined;
  const isUnderscored = has(UNDERSCORED_END);
  const path = record.get('_path') ?? (record.get('@proc') === 'zeek' ? record.get('@stream') : undefined);
  if (typeof path === 'string') return kindOf(path, isUnderscored);
  const told = toldPath(has);
  return told === undefined ? undefined : kindOf(told, isUnderscored);
}

/** Empty for a log of a connection that no table knows; undefined when the record is none of Zeek's. */
function toldPath(has: (field: string) => boolean): string | undefined {
  const told = pathOf(has);
  if (has('uid') && (has('id.orig_h') || has(UNDERSCORED_END))) return told ?? '';
  return told !== undefined && BARE_LOGS.has(told) ? told : undefined;
}

/** Asks for names alone, where that spares reading values; of a path with a dot, its first name says enough. */
function memberTest(record: FieldRecord): (field: string) => boolean {
  const { members } = record as Partial<JsonRecord>;
  if (members === undefined) return (field) => record.get(field) !== undefined;
  return (field) => members.has(field) || (field.includes('.') && members.has(field.slice(0, field.indexOf('.'))));
}

/** Logs about hosts, files or Zeek itself, which name no connection. */
const BARE_LOGS: ReadonlySet<string> = new Set(['notice', 'weird', 'x509', 'files', 'pe', 'dhcp', 'software', 'stats']);

function pathByFields(fields: ReadonlySet<string>): string {
  return pathOf((field) => fields.has(field)) ?? '';
}

function pathOf(has: (field: string) => boolean): string | undefined {
  return ZEEK_SIGNS.find(([, signs]) => signs.every(has))?.[0];
}

/** `ts`: seconds since 1970, or ISO 8601, which Zeek writes in UTC. */
function timeMs(record: FieldRecord): number | undefined {
  const ts = record.get('ts');
  // Microseconds are whole numbers below 2^53, so that no rounding moves a time into the millisecond before.
  if (typeof ts === 'number') return Math.floor(Math.round(ts * 1e6) / 1e3);
  if (typeof ts !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(ts)) return undefined;
  const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(ts) ? ts : `${ts}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The computer of the site that speaks or is spoken to, or asks for an address; the sensor is none of interest. */
function host(record: FieldRecord): string {
  const end = (name: string): string =>
    privateAddress(record.get(`id.${name}`)) || privateAddress(record.get(`id_${name}`));
  const address = end('orig_h') || end('resp_h');
  if (address !== '') return address;
  const name = record.get('host_name');
  return typeof name === 'string' ? name : '';
}
