import type { FieldRecord, FieldValue, LogsourceView } from '../model/index.ts';
import { firewallSupply, firewallView } from './firewall-view.ts';
import { messageFields } from './message-fields.ts';
import type { EventKind, Product } from './product.ts';
import { syslogHost, syslogTime } from './syslog-fields.ts';

const PRODUCT = 'juniper';

/**
 * Junos: its routing and management daemons and the sessions of SRX firewalls, structured or as text. Source: Juniper
 * System Log Explorer (`RT_FLOW_SESSION_*`, `UI_*`).
 */
export const juniper: Product = {
  name: PRODUCT,
  knowledge: {
    supplies: [
      ...['bgp', 'junos'].map((service) => ({ product: PRODUCT, service, fields: 'open' as const })),
      firewallSupply(PRODUCT),
    ],
    gaps: [],
  },
  recognise: ({ format, kind }) => {
    const made = format === 'syslog' ? KINDS[kind] : undefined;
    return made === undefined ? undefined : () => made;
  },
};

const JUNOS: LogsourceView = { product: PRODUCT, service: 'junos', fields: new Map() };
const BGP: LogsourceView = { product: PRODUCT, service: 'bgp', fields: new Map() };

function kindOf(name: string, views: readonly LogsourceView[], fields: NonNullable<EventKind['fields']>): EventKind {
  return {
    schema: { id: `${PRODUCT}/${name}`, product: PRODUCT, views },
    timeMs: syslogTime,
    host: syslogHost,
    fields,
  };
}

const SESSION_TEXT = messageFields([
  {
    pattern:
      /^RT_FLOW_SESSION_DENY: session denied (?<src_ip>[0-9a-fA-F.:]+)\/(?<src_port>\d{1,5})->(?<dst_ip>[0-9a-fA-F.:]+)\/(?<dst_port>\d{1,5})/,
    implies: { action: 'deny', blocked: 'true' },
  },
  {
    pattern:
      /^RT_FLOW_SESSION_(?:CREATE|CLOSE): session (?:created|closed)(?: [^:]*:)? (?<src_ip>[0-9a-fA-F.:]+)\/(?<src_port>\d{1,5})->(?<dst_ip>[0-9a-fA-F.:]+)\/(?<dst_port>\d{1,5})/,
    implies: { action: 'accept', blocked: 'false' },
  },
]);

/** Names of structured data, where a session comes that way. */
const SESSION_NAMES: Readonly<Record<string, string>> = {
  ...{ src_ip: 'source-address', dst_ip: 'destination-address', username: 'username' },
  ...{ src_port: 'source-port', dst_port: 'destination-port' },
};

const SESSION_FIELDS: NonNullable<EventKind['fields']> = new Map<
  string,
  (record: FieldRecord) => FieldValue | undefined
>([
  ...Object.entries(SESSION_NAMES).map(
    ([name, own]) => [name, (record: FieldRecord) => record.get(own) ?? SESSION_TEXT.get(name)?.(record)] as const,
  ),
  ['action', (record) => actionOf(record) ?? SESSION_TEXT.get('action')?.(record)],
  ['blocked', (record) => blockedOf(record) ?? SESSION_TEXT.get('blocked')?.(record)],
]);

function actionOf(record: FieldRecord): string | undefined {
  const event = record.get('msgid');
  if (typeof event !== 'string' || !event.startsWith('RT_FLOW_SESSION_')) return undefined;
  return event.includes('DENY') ? 'deny' : 'accept';
}

function blockedOf(record: FieldRecord): string | undefined {
  const action = actionOf(record);
  return action === undefined ? undefined : String(action === 'deny');
}

const MANAGEMENT_FIELDS = messageFields([
  { pattern: /^UI_CMDLINE_READ_LINE: User '(?<user>[^']*)', command '(?<command>.*)'/ },
  { pattern: /^UI_LOGIN_EVENT: User '(?<user>[^']*)' login/, implies: { outcome: 'success' } },
  { pattern: /^(?<event>UI_\w+): User '(?<user>[^']*)'/ },
]);

const KINDS: Readonly<Record<string, EventKind>> = {
  RT_FLOW: kindOf('rt-flow', [JUNOS, firewallView(PRODUCT, {})], SESSION_FIELDS),
  mgd: kindOf('mgd', [JUNOS], MANAGEMENT_FIELDS),
  rpd: kindOf('rpd', [JUNOS, BGP], new Map()),
};
