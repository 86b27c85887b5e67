import type { FieldRecord, FieldSource, LogsourceView, RecordStructure } from '../model/index.ts';
import type { EventKind, Product } from './product.ts';
import { blanksField, extensionField, queryField, requestField } from './web-fields.ts';

/** Web servers and proxies that write W3C extended logs; IIS above all. Their times are UTC by definition. */
export const iis: Product = {
  name: 'iis',
  knowledge: {
    supplies: [
      { service: 'iis', fields: 'open' },
      { service: 'exchange', fields: 'open' },
      { category: 'webserver', fields: 'open' },
      { category: 'proxy', fields: 'open' },
    ],
    gaps: [],
  },
  recognise: (structure) => {
    if (structure.format !== 'w3c' || /windows firewall/i.test(structure.kind)) return undefined;
    const kind = kindOf(structure);
    return () => kind;
  },
};

/** Fields of which each says that a log is a proxy's. */
const PROXY_FIELDS = ['s-action', 's-hierarchy', 'r-host', 'r-ip', 'cs-uri-scheme', 'x-virus-id', 's-supplier-name'];

function kindOf({ kind: software, fields = [] }: RecordStructure): EventKind {
  const isWeb = fields.some((field) => field.startsWith('cs-uri') || field === 'c-uri' || field === 'cs-method');
  const isProxy = fields.some((field) => PROXY_FIELDS.includes(field));
  const name = nameOf(software) ?? (isProxy ? 'proxy' : 'other');
  const views: LogsourceView[] = [{ service: name, fields: new Map() }];
  if (isWeb) views.push({ category: isProxy ? 'proxy' : 'webserver', fields: webFields(new Set(fields)) });
  return { schema: { id: `w3c/${name}`, product: name, views }, timeMs, host };
}

function nameOf(software: string): string | undefined {
  if (/internet information services/i.test(software)) return 'iis';
  if (/exchange/i.test(software)) return 'exchange';
  if (/http api/i.test(software)) return 'httperr';
  return undefined;
}

/** Sigma's names for what the log calls otherwise. */
function webFields(own: ReadonlySet<string>): ReadonlyMap<string, FieldSource> {
  const first = (...names: string[]): string => names.find((name) => own.has(name)) ?? names[0]!;
  const stem = first('cs-uri-stem', 'cs-uri-path', 'cs-uri', 'c-uri');
  const query = first('cs-uri-query', 'c-uri-query');
  const agent = blanksField(first('cs(User-Agent)', 'cs-user-agent', 'c-agent', 'cs(user-agent)'));
  const referrer = blanksField(first('cs(Referer)', 'cs-referer', 'cs(Referrer)', 'cs(referer)'));
  const whole = own.has('c-uri') ? 'c-uri' : own.has('cs-uri') ? 'cs-uri' : requestField(stem, query);
  return new Map<string, FieldSource>([
    ['cs-uri-stem', stem],
    ['cs-uri-query', queryField(stem, query)],
    ['c-uri-query', query],
    ['c-uri', whole],
    ['cs-uri', whole],
    ['c-uri-extension', extensionField(stem)],
    ['cs-user-agent', agent],
    ['c-useragent', agent],
    ['cs-referer', referrer],
    ['cs-referrer', referrer],
    ['cs-cookie', blanksField(first('cs(Cookie)', 'cs-cookie', 'cs(cookie)'))],
    ['cs-host', first('cs-host', 'cs(Host)', 'r-host', 'cs(host)')],
    ['cs-content-type', first('cs(Content-Type)', 'cs-content-type', 'rs(Content-Type)')],
    ['src_ip', 'c-ip'],
    ['dst_ip', first('s-ip', 'r-ip')],
    ['dst_port', first('s-port', 'r-port')],
  ]);
}

function timeMs(record: FieldRecord): number | undefined {
  const date = record.get('date');
  const time = record.get('time');
  if (typeof date === 'string' && typeof time === 'string') return utcOf(`${date}T${time}`);
  const both = record.get('date-time') ?? record.get('datetime');
  return typeof both === 'string' ? utcOf(both.replace(' ', 'T')) : undefined;
}

function utcOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?$/.test(text)) return undefined;
  const ms = Date.parse(text.endsWith('Z') ? text : `${text}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

function host(record: FieldRecord): string {
  const name = record.get('s-computername') ?? record.get('s-ip') ?? record.get('server-hostname');
  return typeof name === 'string' ? name : '';
}
