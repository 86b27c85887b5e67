import type { FieldRecord, FieldSource, FieldValue, LogsourceView } from '../model/index.ts';
import { blockedBy, firewallSupply, firewallView } from './firewall-view.ts';
import { CEF_FIELDS, isFortinetCef } from './fortigate-cef.ts';
import { attributeChanges, attributeNames } from './fortigate-config.ts';
import type { EventKind, Product, RecordContext } from './product.ts';
import { syslogHost } from './syslog-fields.ts';
import { epochMs, timestampMs } from './timestamp.ts';
import { userNameOf } from './windows/derive.ts';

const PRODUCT = 'fortigate';

/**
 * FortiOS: events, traffic and security logs of FortiGate and FortiProxy, as key=value or CEF. The Sigma service is the
 * `type` of the log. Source: Fortinet, FortiOS Log Message Reference 7.4, "Log field format" and "Log ID definitions".
 */
export const fortigate: Product = {
  name: PRODUCT,
  knowledge: {
    supplies: [
      ...['event', 'traffic', 'utm'].map((service) => ({ product: PRODUCT, service, fields: 'open' as const })),
      { product: 'fortios', service: 'sslvpnd', fields: 'open' },
      firewallSupply(PRODUCT),
      ...['proxy', 'dns', 'antivirus'].map((category) => ({ product: PRODUCT, category, fields: 'open' as const })),
    ],
    gaps: [],
  },
  recognise: ({ format, kind }) => {
    if (format === 'cef') return isFortinetCef(kind) ? (record) => ofCef.kindOf(record) : undefined;
    if (format !== 'syslog' && format !== 'key-value') return undefined;
    // Every line of FortiOS has a log id of ten digits.
    return (record) => (isLogId(record.get('logid')) ? ofLine.kindOf(record) : undefined);
  },
};

function isLogId(value: FieldValue | undefined): boolean {
  return typeof value === 'string' && /^\d{10}$/.test(value);
}

/** Fields under the names of FortiOS that a record does not have under that name. */
type FieldReaders = NonNullable<EventKind['fields']>;

// FortiOS has some fifty subtypes. More of them are forged, and share one kind.
const MAX_KINDS = 200;

/** The kinds of events in records that name their fields in one way. */
class Kinds {
  readonly #fields: FieldReaders;
  readonly #known = new Map<string, EventKind>();
  readonly #other: EventKind;

  constructor(aliases: FieldReaders) {
    const cfgattr = (record: FieldRecord): string =>
      String(aliases.get('cfgattr')?.(record) ?? record.get('cfgattr') ?? '');
    this.#fields = new Map<string, (record: FieldRecord) => FieldValue | undefined>([
      ...aliases,
      ['cfg_attributes', (record) => attributeNames(cfgattr(record))],
      ['cfg_changes', (record) => attributeChanges(cfgattr(record))],
    ]);
    this.#other = this.#make('other', '');
  }

  /** @returns undefined for a record without a type */
  kindOf(record: FieldRecord): EventKind | undefined {
    const type = this.#text(record, 'type');
    if (type === '') return undefined;
    const subtype = this.#text(record, 'subtype');
    const key = `${type}/${subtype}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_KINDS) return this.#other;
    const made = this.#make(type, subtype);
    this.#known.set(key, made);
    return made;
  }

  #make(type: string, subtype: string): EventKind {
    const id = [PRODUCT, type, subtype].filter((part) => part !== '').join('/');
    return {
      schema: { id, product: PRODUCT, views: viewsOf(type, subtype) },
      timeMs: (record, context) => this.#timeMs(record, context),
      host: (record) => this.#text(record, 'devname') || syslogHost(record) || this.#text(record, 'devid'),
      fields: this.#fields,
    };
  }

  /**
   * `eventtime` counts from 1970, in nanoseconds since FortiOS 6.2 and in seconds before; `date` and `time` are of the
   * device's zone, which `tz` gives.
   */
  #timeMs(record: FieldRecord, context: RecordContext): number | undefined {
    const since1970 = epochMs(this.#text(record, 'eventtime'));
    if (since1970 !== undefined) return since1970;
    const [date, time] = [this.#text(record, 'date'), this.#text(record, 'time')];
    if (date !== '' && time !== '') return timestampMs(`${date}T${time}${this.#text(record, 'tz')}`, context);
    return timestampMs(record.get('syslog.timestamp'), context);
  }

  #text(record: FieldRecord, field: string): string {
    const value = this.#fields.get(field)?.(record) ?? record.get(field);
    return typeof value === 'string' ? value : '';
  }
}

function viewsOf(type: string, subtype: string): readonly LogsourceView[] {
  const own: LogsourceView = { product: PRODUCT, service: type, fields: USER_NAME };
  if (type === 'event') return [own, { product: 'fortios', service: 'sslvpnd', fields: USER_NAME }];
  if (type === 'traffic') return [own, firewallView(PRODUCT, FLOW_FIELDS)];
  const category = CATEGORIES[subtype];
  return category === undefined ? [own] : [own, { product: PRODUCT, ...category }];
}

// Users type their names into VPN clients as they like: with a domain before or behind, or without.
const USER_NAME: LogsourceView['fields'] = new Map([['user.name', userNameOf('user')]]);

const FLOW_FIELDS = {
  ...{ src_ip: 'srcip', dst_ip: 'dstip', src_port: 'srcport', dst_port: 'dstport', username: 'user' },
  ...{ blocked: blockedBy('action') },
};

/** What Sigma calls the logs of security profiles, and the names of its fields. Source: Sigma taxonomy, appendix. */
const CATEGORIES: Readonly<Record<string, { category: string; fields: ReadonlyMap<string, FieldSource> }>> = {
  webfilter: {
    category: 'proxy',
    fields: new Map([
      ...Object.entries({ 'c-uri': 'url', 'cs-host': 'hostname', 'r-dns': 'hostname', 'c-useragent': 'agent' }),
      ...Object.entries({
        'cs-method': 'httpmethod',
        'cs-referrer': 'referralurl',
        'c-ip': 'srcip',
        'cs-username': 'user',
      }),
      ...Object.entries({ dst_ip: 'dstip', src_ip: 'srcip', dst_port: 'dstport' }),
    ]),
  },
  dns: {
    category: 'dns',
    fields: new Map([
      ['query', 'qname'],
      ['record_type', 'qtype'],
      ['answer', 'ipaddr'],
    ]),
  },
  virus: {
    category: 'antivirus',
    fields: new Map([
      ['Signature', 'virus'],
      ['Filename', 'filename'],
    ]),
  },
};

const ofLine = new Kinds(new Map());
const ofCef = new Kinds(CEF_FIELDS);
