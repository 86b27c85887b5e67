import type { FieldRecord, FieldSource, FieldValue, JsonRecord, LogsourceView } from '../model/index.ts';
import { privateAddress } from './private-address.ts';
import type { EventKind, Product } from './product.ts';
import { timestampMs } from './timestamp.ts';
import { requestParts } from './web-fields.ts';

/** Suricata's EVE log. Each `event_type` is the Sigma service of its name. */
export const suricata: Product = {
  name: 'suricata',
  knowledge: {
    supplies: [
      { product: 'suricata', fields: 'open' },
      ...['alert', 'dns', 'http', 'tls', 'flow', 'smb', 'dcerpc', 'krb5', 'rdp', 'ssh', 'fileinfo', 'anomaly'].map(
        (service) => ({ product: 'suricata', service, fields: 'open' as const }),
      ),
      ...['dns', 'proxy', 'webserver', 'firewall'].map((category) => ({
        ...{ product: 'suricata', category, fields: 'open' as const },
      })),
    ],
    gaps: [],
  },
  recognise: ({ format }) => (format.startsWith('json') ? kindOfRecord : undefined),
};

/** Every line of EVE has a type and a time; all but statistics a flow or the host's addresses. */
function kindOfRecord(record: FieldRecord): EventKind | undefined {
  const type = record.get('event_type');
  if (typeof type !== 'string' || record.get('timestamp') === undefined) return undefined;
  const isEve = EVE_FIELDS.some((field) => record.get(field) !== undefined) || type === 'stats';
  return isEve ? kindOf(type) : undefined;
}

const EVE_FIELDS = ['flow_id', 'in_iface', 'community_id', 'pcap_cnt', 'src_ip'];

// Suricata has some forty types; only a forged log has more.
const MAX_KINDS = 200;
const kinds = new Map<string, EventKind>();

function kindOf(type: string): EventKind {
  let kind = kinds.get(type);
  if (kind === undefined) {
    if (kinds.size >= MAX_KINDS) kinds.clear();
    kind = {
      schema: { id: `suricata/${type}`, product: 'suricata', views: viewsOf(type) },
      timeMs: (record, context) => timestampMs(record.get('timestamp'), context),
      host: (record) => privateAddress(record.get('src_ip'), record.get('dest_ip')),
      ...(type === 'dns' ? { fields: LISTED } : {}),
    };
    kinds.set(type, kind);
  }
  return kind;
}

type Values = readonly (FieldValue | undefined)[];

const ADDRESSES: readonly (readonly [string, FieldSource])[] = [
  ['dst_ip', 'dest_ip'],
  ['src_port', 'src_port'],
  ['dst_port', 'dest_port'],
];

const HTTP: ReadonlyMap<string, FieldSource> = new Map<string, FieldSource>([
  ...ADDRESSES,
  ['c-ip', 'src_ip'],
  ['s-ip', 'dest_ip'],
  ['cs-method', 'http.http_method'],
  ['cs-host', 'http.hostname'],
  ['cs-referer', 'http.http_refer'],
  ['cs-referrer', 'http.http_refer'],
  ['cs-user-agent', 'http.http_user_agent'],
  ['c-useragent', 'http.http_user_agent'],
  ['sc-status', 'http.status'],
  ['cs-version', 'http.protocol'],
  ...requestParts('http.url', 'http.hostname'),
]);

// One name beside the type; in records of version 3, a list of queries and of answers.
const DNS: ReadonlyMap<string, FieldSource> = new Map<string, FieldSource>([
  ...ADDRESSES,
  ['query', { from: ['dns.rrname', 'queries.rrname'], derive: firstOf }],
  ['record_type', { from: ['dns.rrtype', 'queries.rrtype'], derive: firstOf }],
  ['answer', { from: ['dns.rdata', 'answers.rdata'], derive: firstOf }],
]);

/** Values within lists of objects, which have no path. */
const LISTED: NonNullable<EventKind['fields']> = new Map([
  ['queries.rrname', listed('queries', 'rrname')],
  ['queries.rrtype', listed('queries', 'rrtype')],
  ['answers.rdata', listed('answers', 'rdata')],
]);

function listed(list: string, name: string): (record: FieldRecord) => FieldValue | undefined {
  return (record) => {
    const items: unknown = (record as Partial<JsonRecord>).value?.dns;
    const found = valuesIn(isObject(items) ? items[list] : undefined, name);
    return found.length === 0 ? undefined : found;
  };
}

function valuesIn(list: unknown, name: string): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => (isObject(item) && typeof item[name] === 'string' ? [item[name]] : []));
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

function firstOf(values: Values): FieldValue | undefined {
  return values.find((value) => value !== undefined);
}

const CATEGORIES: ReadonlyMap<string, readonly LogsourceView[]> = new Map([
  [
    'http',
    [
      { category: 'proxy', fields: HTTP },
      { category: 'webserver', fields: HTTP },
    ],
  ],
  ['dns', [{ category: 'dns', fields: DNS }]],
  ['flow', [{ category: 'firewall', fields: new Map(ADDRESSES) }]],
]);

function viewsOf(type: string): readonly LogsourceView[] {
  const more = (CATEGORIES.get(type) ?? []).map((view) => ({ product: 'suricata', ...view }));
  return [{ product: 'suricata', service: type, fields: new Map() }, ...more];
}
