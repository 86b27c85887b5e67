import type { FieldRecord, FieldValue, LogsourceView } from '../model/index.ts';
import { blockedBy, firewallSupply, firewallView } from './firewall-view.ts';
import type { EventKind, Product } from './product.ts';
import { syslogHost, syslogTime, textIn } from './syslog-fields.ts';
import { timestampMs } from './timestamp.ts';

const PRODUCT = 'sonicwall';

/**
 * SonicWall firewalls and SMA: `id=firewall sn=... time="..." fw=... m=... src=address:port:interface`. Source: SonicOS
 * Log Events Reference Guide, "Syslog field definitions".
 */
export const sonicwall: Product = {
  name: PRODUCT,
  knowledge: {
    supplies: [{ product: PRODUCT, service: 'firewall', fields: 'open' }, firewallSupply(PRODUCT)],
    gaps: [],
  },
  recognise: ({ format }) => {
    if (format !== 'syslog' && format !== 'key-value') return undefined;
    return (record) => {
      // WELF of other vendors has neither a serial number nor a number of the message.
      if (record.get('sn') === undefined || record.get('m') === undefined) return undefined;
      const isFlow =
        record.get('dst') !== undefined && (record.get('proto') !== undefined || record.get('fw_action') !== undefined);
      return isFlow ? FLOW : EVENT;
    };
  },
};

type Reader = (record: FieldRecord) => FieldValue | undefined;

// `10.0.0.5:51000:X0:ws07`, `[2001:db8::5]:22:X0`.
const ENDPOINT = /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+))(?::(\d{1,5})(?::([A-Za-z][^:]*))?)?/;

/** Address, port and interface are one field, with colons between. */
function endpoint(field: string, part: 'ip' | 'port' | 'interface'): Reader {
  return (record) => {
    const [, six, four, port, name] = ENDPOINT.exec(textIn(record, field).slice(0, 256)) ?? [];
    return { ip: six ?? four, port, interface: name }[part];
  };
}

const FIELDS: NonNullable<EventKind['fields']> = new Map<string, Reader>([
  ...(['src', 'dst'] as const).flatMap((side): [string, Reader][] => [
    [`${side}_ip`, endpoint(side, 'ip')],
    [`${side}_port`, endpoint(side, 'port')],
    [`${side}_interface`, endpoint(side, 'interface')],
  ]),
  ['user', (record) => record.get('usr') ?? record.get('user')],
  ['action', (record) => record.get('fw_action') ?? record.get('op')],
]);

const OWN: LogsourceView = { product: PRODUCT, service: 'firewall', fields: new Map() };

function kindOf(name: string, views: readonly LogsourceView[]): EventKind {
  return {
    schema: { id: `${PRODUCT}/${name}`, product: PRODUCT, views },
    timeMs: (record, context) => timestampMs(record.get('time'), context) ?? syslogTime(record, context),
    host: (record) => syslogHost(record) || textIn(record, 'fw') || textIn(record, 'sn'),
    fields: FIELDS,
  };
}

const EVENT = kindOf('event', [OWN]);
const FLOW = kindOf('traffic', [OWN, firewallView(PRODUCT, { username: 'user', blocked: blockedBy('action') })]);
