import type { DerivedField, FieldSource, LogsourceSupply, LogsourceView } from '../model/index.ts';

/** Field names that rules of the category `firewall` use. Source: community rules and the Sigma taxonomy, "Firewall". */
export type FirewallField = 'src_ip' | 'dst_ip' | 'src_port' | 'dst_port' | 'action' | 'blocked' | 'username';

/** The view of connections that a firewall judged. */
export function firewallView(
  product: string,
  fields: Readonly<Partial<Record<FirewallField, FieldSource>>>,
): LogsourceView {
  return { product, category: 'firewall', fields: new Map(Object.entries(fields)) };
}

/** What such a view supplies, beside the log's own fields. */
export function firewallSupply(product: string): LogsourceSupply {
  return { product, category: 'firewall', fields: 'open' };
}

/** `true` or `false` as text, by the word for what was done: deny, drop, block, reject or reset keep traffic out. */
export function blockedBy(action: string): DerivedField {
  return {
    from: [action],
    derive: ([word]) => (typeof word === 'string' && word !== '' ? String(BLOCKING.test(word)) : undefined),
  };
}

// FortiOS writes `server-rst` and `client-rst` for connections that it let through.
const BLOCKING = /^(?:den|drop|block|reject|reset|discard|sinkhole)/i;
