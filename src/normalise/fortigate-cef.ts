import type { FieldRecord, FieldValue } from '../model/index.ts';
import type { EventKind } from './product.ts';

/** Whether a CEF message is of a firewall of Fortinet, by `vendor/product`. */
export function isFortinetCef(kind: string): boolean {
  return /^Fortinet\/Forti(?:gate|proxy)$/i.test(kind);
}

/**
 * Names of FortiOS and what CEF calls them. Source: FortiOS Log Message Reference, "FortiOS to CEF log field mapping
 * guidelines".
 */
const STANDARD: Readonly<Record<string, string>> = {
  ...{ action: 'act', devid: 'deviceExternalId', devname: 'dvchost', dstip: 'dst', dstport: 'dpt', hostname: 'dhost' },
  ...{ srcip: 'src', srcport: 'spt', user: 'suser', proto: 'proto', service: 'app', sentbyte: 'out', rcvdbyte: 'in' },
  ...{ url: 'request', filename: 'fname', srcintf: 'deviceInboundInterface', dstintf: 'deviceOutboundInterface' },
  ...{ sessionid: 'externalId', reason: 'reason', transip: 'sourceTranslatedAddress', level: 'FTNTFGTlevel' },
};

/** Names that CEF only has with its prefix for fields of Fortinet. */
const PREFIXED =
  'logid eventtime tz vd logdesc sn ui method profile status cfgtid cfgpath cfgobj cfgattr remip tunnelip tunnelid tunneltype group dst_host srccountry dstcountry duration policyid policytype subtype agent httpmethod qname qtype ipaddr virus crscore utmaction'.split(
    ' ',
  );

const PREFIX = 'FTNTFGT';

/** How the fields of FortiOS are read from CEF. */
export const CEF_FIELDS: NonNullable<EventKind['fields']> = new Map<
  string,
  (record: FieldRecord) => FieldValue | undefined
>([
  ...Object.entries(STANDARD).map(([name, cef]) => [name, firstOf(cef, PREFIX + name)] as const),
  ...PREFIXED.map((name) => [name, firstOf(PREFIX + name)] as const),
  ['user', firstOf('suser', 'duser', `${PREFIX}user`)],
  // `cat` is `event:system`.
  ['type', (record) => categoryPart(record, 0) ?? record.get(`${PREFIX}type`)],
  ['subtype', (record) => record.get(`${PREFIX}subtype`) ?? categoryPart(record, 1)],
]);

function firstOf(...names: readonly string[]): (record: FieldRecord) => FieldValue | undefined {
  return (record) => {
    for (const name of names) {
      const value = record.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

function categoryPart(record: FieldRecord, index: number): string | undefined {
  const category = record.get('cat');
  return typeof category === 'string' ? category.split(':')[index] : undefined;
}
