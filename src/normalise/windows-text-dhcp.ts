import type { EventKind, Product } from './product.ts';
import { wallClockOfUsDate } from './windows-text-time.ts';

/** The audit log of the Windows DHCP server: which computer had which address. Its times are local. */
export const windowsDhcp: Product = {
  name: 'windows-dhcp',
  knowledge: { supplies: [{ product: 'windows', service: 'dhcp', fields: 'open' }], gaps: [] },
  recognise: ({ format }) => (format === 'windows-dhcp' ? () => KIND : undefined),
};

const KIND: EventKind = {
  schema: {
    ...{ id: 'windows-dhcp', product: 'windows' },
    views: [{ product: 'windows', service: 'dhcp', fields: new Map() }],
  },
  timeMs: (record, context) => {
    const wallClockMs = wallClockOfUsDate(record.get('Date'), record.get('Time'));
    return wallClockMs === undefined ? undefined : context.toUtc(wallClockMs);
  },
  // The computer that asked for the address; the log does not name the server.
  host: (record) => {
    const name = record.get('Host Name');
    return typeof name === 'string' ? name : '';
  },
};
