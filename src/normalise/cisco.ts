import type { FieldRecord, FieldValue, LogsourceView } from '../model/index.ts';
import { ASA_MESSAGES, IOS_MESSAGES } from './cisco-messages.ts';
import { blockedBy, firewallSupply, firewallView } from './firewall-view.ts';
import { type MessagePattern, messageFields } from './message-fields.ts';
import type { EventKind, Product } from './product.ts';
import { syslogHost, syslogTime } from './syslog-fields.ts';

const PRODUCT = 'cisco';
const SERVICES = ['syslog', 'aaa', 'bgp', 'ldp'] as const;

/**
 * Cisco ASA, Firepower (FTD), IOS, IOS XE and NX-OS: lines with a mnemonic as `%ASA-6-302013` or `%SYS-5-CONFIG_I`. The
 * fields of important messages are read; all have `mnemonic` and `message_id`. Sigma services: `syslog` is every line,
 * `aaa` lines that hold a command somebody gave, `bgp` and `ldp` lines about these protocols and TCP below them.
 */
export const cisco: Product = {
  name: PRODUCT,
  knowledge: {
    supplies: [
      ...SERVICES.map((service) => ({ product: PRODUCT, service, fields: 'open' as const })),
      firewallSupply(PRODUCT),
    ],
    gaps: [],
  },
  recognise: ({ format, kind }) => {
    const mnemonic = format === 'syslog' ? parseMnemonic(kind) : undefined;
    if (mnemonic === undefined) return undefined;
    const made = kindOf(mnemonic);
    return () => made;
  },
};

interface Mnemonic {
  readonly text: string;
  readonly facility: string;
  /** number of ASA, name of IOS */
  readonly id: string;
}

/** `%FACILITY-SUBFACILITY-SEVERITY-ID`. */
function parseMnemonic(text: string): Mnemonic | undefined {
  const match = /^%([A-Za-z0-9_$]+(?:-[A-Za-z0-9_$]+)*?)-([0-7])-([A-Za-z0-9_]+)$/.exec(text);
  return match === null ? undefined : { text, facility: match[1]!, id: match[3]! };
}

const ASA = /^(?:ASA|FTD|PIX|FWSM|NGIPS)\b/;

function kindOf({ text, facility, id }: Mnemonic): EventKind {
  const isAsa = ASA.test(facility);
  const patterns = isAsa ? ASA_MESSAGES.get(id) : IOS_MESSAGES.get(`${facility}/${id}`);
  const fields = isAsa && isFirepower(id) ? FIREPOWER_FIELDS : messageFields(patterns ?? []);
  return {
    schema: { id: `cisco/${text}`, product: PRODUCT, views: viewsOf(facility, fields) },
    timeMs: syslogTime,
    host: syslogHost,
    fields: new Map<string, (record: FieldRecord) => FieldValue | undefined>([
      ...fields,
      ['mnemonic', () => text],
      ['message_id', () => id],
    ]),
  };
}

function viewsOf(facility: string, fields: NonNullable<EventKind['fields']>): readonly LogsourceView[] {
  const services: string[] = ['syslog'];
  if (fields.has('command')) services.push('aaa');
  if (/BGP|TCP/.test(facility)) services.push('bgp');
  if (/LDP|TCP/.test(facility)) services.push('ldp');
  const views = services.map((service) => ({ product: PRODUCT, service, fields: new Map() }));
  const isFlow = fields.has('dst_ip') && fields.has('action');
  return isFlow ? [...views, firewallView(PRODUCT, { username: 'user', blocked: blockedBy('action') })] : views;
}

// 430001 to 430005: Firepower's security events. Source: Cisco Secure Firewall Threat Defense Syslog Messages, "Security Event Syslog Messages".
function isFirepower(id: string): boolean {
  return /^43000[1-5]$/.test(id);
}

/** What these call the fields of a connection; `Name: value` pairs with commas between. */
const FIREPOWER_NAMES: Readonly<Record<string, string>> = {
  ...{ src_ip: 'SrcIP', dst_ip: 'DstIP', src_port: 'SrcPort', dst_port: 'DstPort', protocol: 'Protocol', user: 'User' },
  ...{ action: 'AccessControlRuleAction', rule: 'AccessControlRuleName', url: 'URL', query: 'DNSQuery' },
  ...{ bytes_sent: 'InitiatorBytes', bytes_received: 'ResponderBytes', duration: 'ConnectionDuration' },
};

const FIREPOWER_PATTERNS: ReadonlyMap<string, readonly MessagePattern[]> = new Map(
  Object.entries(FIREPOWER_NAMES).map(([name, own]) => [
    name,
    [{ pattern: new RegExp(`^[^]*?(?:^|[,:] )${own}: (?<${name}>[^,]*)`) }],
  ]),
);

const FIREPOWER_FIELDS: NonNullable<EventKind['fields']> = new Map(
  [...FIREPOWER_PATTERNS].flatMap(([, patterns]) => [...messageFields(patterns)]),
);
