import type { FieldRecord, LogsourceView } from '../model/index.ts';
import { blockedBy, firewallSupply, firewallView } from './firewall-view.ts';
import type { EventKind, Product, RecordContext } from './product.ts';
import { syslogHost, textIn } from './syslog-fields.ts';
import { timestampMs } from './timestamp.ts';

const PRODUCT = 'paloalto';
const SERVICES = ['traffic', 'threat', 'system', 'config', 'globalprotect', 'authentication', 'userid'];

/** What the reader calls these logs, before their type. */
const KIND = 'PAN-OS/';

/**
 * Palo Alto firewalls: the columns of PAN-OS logs, under the names of its documentation, and `gpsvc.log` of GlobalProtect.
 * The Sigma service is the type of the log. Source: PAN-OS 10.1 administrator's guide, "Syslog Field Descriptions".
 */
export const paloalto: Product = {
  name: PRODUCT,
  knowledge: {
    supplies: [
      ...SERVICES.map((service) => ({ product: PRODUCT, service, fields: 'open' as const })),
      { product: PRODUCT, service: 'globalprotect', category: 'appliance', fields: 'open' },
      firewallSupply(PRODUCT),
      { product: PRODUCT, category: 'proxy', fields: 'open' },
      { product: PRODUCT, category: 'antivirus', fields: 'open' },
    ],
    gaps: [
      {
        ...{ product: PRODUCT, service: 'globalprotect', category: 'file_event' },
        reason: 'the firewall does not log which files it creates',
      },
    ],
  },
  recognise: ({ format, kind }) => {
    if (format === 'syslog' && kind.startsWith(KIND)) {
      const type = kind.slice(KIND.length);
      const [plain, url, virus] = [kindOf(type, ''), kindOf(type, 'url'), kindOf(type, 'virus')];
      if (type !== 'THREAT') return () => plain;
      return (record) => ({ url, virus })[textIn(record, 'subtype')] ?? plain;
    }
    return format.startsWith('json') ? (record) => (isServiceLog(record) ? SERVICE_LOG : undefined) : undefined;
  },
};

function kindOf(type: string, subtype: string): EventKind {
  const id = [PRODUCT, type.toLowerCase(), subtype].filter((part) => part !== '').join('/');
  return { schema: { id, product: PRODUCT, views: viewsOf(type, subtype) }, timeMs, host };
}

function viewsOf(type: string, subtype: string): readonly LogsourceView[] {
  const own: LogsourceView = { product: PRODUCT, service: type.toLowerCase(), fields: new Map() };
  if (type === 'TRAFFIC') return [own, firewallView(PRODUCT, FLOW_FIELDS)];
  if (type === 'GLOBALPROTECT' || type === 'SYSTEM') return [own, APPLIANCE];
  if (subtype === 'url') return [own, { product: PRODUCT, category: 'proxy', fields: URL_FIELDS }];
  return subtype === 'virus' ? [own, { product: PRODUCT, category: 'antivirus', fields: VIRUS_FIELDS }] : [own];
}

/** Where the community's rules look for what a firewall says of its own services. */
const APPLIANCE: LogsourceView = {
  ...{ product: PRODUCT, service: 'globalprotect', category: 'appliance' },
  fields: new Map(),
};

const FLOW_FIELDS = {
  ...{ src_ip: 'src', dst_ip: 'dst', src_port: 'sport', dst_port: 'dport', username: 'srcuser' },
  ...{ blocked: blockedBy('action') },
};
const URL_FIELDS: LogsourceView['fields'] = new Map(
  Object.entries({
    'c-uri': 'misc',
    'c-ip': 'src',
    'c-useragent': 'user_agent',
    'cs-referrer': 'referer',
    'cs-username': 'srcuser',
  }),
);
const VIRUS_FIELDS: LogsourceView['fields'] = new Map(Object.entries({ Signature: 'threatid', Filename: 'misc' }));

/** The columns with times of the device's zone; only `high_res_timestamp` says which. */
function timeMs(record: FieldRecord, context: RecordContext): number | undefined {
  for (const field of ['high_res_timestamp', 'time_generated', 'receive_time']) {
    const ms = timestampMs(record.get(field), context);
    if (ms !== undefined) return ms;
  }
  return timestampMs(record.get('syslog.timestamp'), context);
}

function host(record: FieldRecord): string {
  return textIn(record, 'device_name') || syslogHost(record) || textIn(record, 'serial');
}

/** `gpsvc.log`, as in CISA's and Volexity's texts on CVE-2024-3400: `level`, `task`, `time` and `message`, no more. */
function isServiceLog(record: FieldRecord): boolean {
  return ['level', 'task', 'time', 'message'].every((field) => typeof record.get(field) === 'string');
}

const SERVICE_LOG: EventKind = {
  schema: { id: `${PRODUCT}/gpsvc`, product: PRODUCT, views: [APPLIANCE] },
  timeMs: (record, context) => timestampMs(record.get('time'), context),
  host: () => '',
};
