import type { FieldRecord, FieldSource } from '../model/index.ts';
import type { EventKind, Product, RecordContext } from './product.ts';

/** The text log of Windows Firewall, `pfirewall.log`. Its times are local unless its head says otherwise. */
export const windowsFirewall: Product = {
  name: 'windows-firewall',
  knowledge: { supplies: [{ category: 'firewall', fields: 'open' }], gaps: [] },
  recognise: ({ format, kind }) => (format === 'w3c' && /windows firewall/i.test(kind) ? () => KIND : undefined),
};

const KIND: EventKind = {
  schema: {
    ...{ id: 'windows-firewall', product: 'windows' },
    views: [
      {
        category: 'firewall',
        fields: new Map<string, FieldSource>([
          ['src_ip', 'src-ip'],
          ['src_port', 'src-port'],
          ['dst_ip', 'dst-ip'],
          ['dst_port', 'dst-port'],
          // Rules write what most firewalls do: accept and drop.
          ['action', { from: ['action'], derive: ([action]) => WORDS.get(String(action)) ?? action }],
          ['blocked', { from: ['action'], derive: ([action]) => (action === 'DROP' ? 'true' : 'false') }],
        ]),
      },
    ],
  },
  timeMs,
  host,
};

const WORDS: ReadonlyMap<string, string> = new Map([
  ['ALLOW', 'accept'],
  ['OPEN', 'accept'],
  ['OPEN-INBOUND', 'accept'],
  ['DROP', 'drop'],
]);

function timeMs(record: FieldRecord, context: RecordContext): number | undefined {
  const text = `${record.get('date')}T${record.get('time')}`;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return undefined;
  const ms = Date.parse(`${text}Z`);
  if (Number.isNaN(ms)) return undefined;
  return /^(?:utc|gmt)/i.test(String(record.get('time-format') ?? '')) ? ms : context.toUtc(ms);
}

// 224.0.0.0/4 and ff00::/8 are multicast; what ends in 255 is most likely a broadcast.
const TO_MANY = /^(?:2(?:2[4-9]|3\d)\.|ff[\da-f]{2}:)|\.255$/i;

/** The computer whose firewall it is: the one that sent, or was to receive. */
function host(record: FieldRecord): string {
  const path = record.get('path');
  const own = path === 'SEND' ? record.get('src-ip') : path === 'RECEIVE' ? record.get('dst-ip') : undefined;
  return typeof own === 'string' && !TO_MANY.test(own) ? own : '';
}
