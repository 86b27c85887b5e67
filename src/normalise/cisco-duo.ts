import type { EventKind, Product } from './product.ts';
import { textIn } from './syslog-fields.ts';
import { timestampMs } from './timestamp.ts';

/**
 * Authentication logs of Cisco Duo, one JSON object each, as its Admin API and Duolog Sync give them. Source: Duo Admin
 * API, "Authentication Logs" v2.
 */
export const ciscoDuo: Product = {
  name: 'cisco-duo',
  knowledge: { supplies: [{ product: 'cisco', service: 'duo', fields: 'open' }], gaps: [] },
  recognise: ({ format }) => {
    if (!format.startsWith('json')) return undefined;
    return (record) =>
      isDuo(textIn(record, 'txid'), record.get('auth_device.name') ?? record.get('factor')) ? DUO : undefined;
  },
};

/** A transaction and how it was confirmed. */
function isDuo(transaction: string, confirmation: unknown): boolean {
  return transaction !== '' && confirmation !== undefined;
}

const DUO: EventKind = {
  schema: {
    id: 'cisco/duo',
    product: 'cisco',
    views: [{ product: 'cisco', service: 'duo', fields: new Map() }],
  },
  timeMs: (record, context) =>
    timestampMs(record.get('isotimestamp'), context) ?? timestampMs(record.get('timestamp'), context),
  host: (record) => textIn(record, 'application.name') || textIn(record, 'access_device.hostname'),
};
