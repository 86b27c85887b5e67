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

/**
 * `true` or `false` as text, by the word for what was decided. Words for how a session ended (`close`, `server-rst`,
 * `timeout`) are no decision: rules that ask for one would take every end of a session for one more.
 */
export function blockedBy(action: string): DerivedField {
  return {
    from: [action],
    derive: ([word]) => {
      if (typeof word !== 'string') return undefined;
      return BLOCKING.test(word) ? 'true' : ALLOWING.test(word) ? 'false' : undefined;
    },
  };
}

const BLOCKING = /^(?:den|drop|block|reject|reset|discard|sinkhole)/i;
const ALLOWING = /^(?:accept|allow|permit|pass|forward|est-allowed|alert)/i;
