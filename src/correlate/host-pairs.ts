import { type EventRef, type FlowPath, levelRank, msg, type Observations, type Session } from '../model/index.ts';
import { type AddressBook, isPrivateAddress } from './address-book.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Names } from './names.ts';
import { between, bucketsOf, MINUTE, type PointLink, pair } from './point-link.ts';
import type { QuietHosts } from './quiet-hosts.ts';

/** What links of pairs of hosts are found in. */
export interface PairContext {
  readonly points: readonly AlertPoint[];
  readonly names: Names;
  readonly addresses: AddressBook;
  readonly quiet: QuietHosts;
}

/** Somebody came from one host to another. */
interface Contact {
  /** keys of `Names` */
  readonly source: string;
  readonly target: string;
  readonly timeMs: number;
  readonly ref: EventRef;
}

const GRAVE = levelRank('medium');
// As strong as two grave things on one host.
const WEIGHT = 0.62;
const LOOPBACK = /^(?:127\.|::1$)/;
// SSH, endpoint mapper (management interface, services, tasks), file sharing, desktop, remote shell: by these one works elsewhere.
const PORTS_OF_WORK: ReadonlySet<number> = new Set([22, 135, 445, 3389, 5985, 5986]);

/**
 * Ties what is worth a question on two hosts where there is hardly any, when somebody came from the one to the other in
 * those minutes: what he runs there runs as the system, in no logon of his.
 */
export function* betweenHosts(
  context: PairContext,
  observations: Pick<Observations, 'sessions' | 'flows'>,
): Generator<PointLink> {
  const { points, quiet } = context;
  const byHost = bucketsOf(points, ({ host, alert }) => (levelRank(alert.rule.level) < GRAVE ? [] : [host]));
  for (const { source, target, timeMs, ref } of contacts(context, observations, byHost)) {
    if (!quiet.isQuietBesides(source, timeMs) || !quiet.isQuietBesides(target, timeMs)) continue;
    const cause = between(byHost.get(source)!, timeMs - 15 * MINUTE, timeMs + 2 * MINUTE).at(-1);
    const [effect] = between(byHost.get(target)!, timeMs - MINUTE, timeMs + 5 * MINUTE);
    if (cause === undefined || effect === undefined) continue;
    const args = { from: cause.alert.host, to: effect.alert.host };
    yield pair(
      cause,
      effect,
      'same-address',
      () => ({ reason: msg('link.contact-between', args), evidence: [ref] }),
      WEIGHT,
    );
  }
}

/** Contacts between two hosts that both have something worth a question. */
function* contacts(
  { points, names, addresses }: PairContext,
  { sessions, flows }: Pick<Observations, 'sessions' | 'flows'>,
  byHost: ReadonlyMap<string, readonly AlertPoint[]>,
): Generator<Contact> {
  const isMeant = (source: string, target: string): boolean =>
    source !== target && byHost.has(source) && byHost.has(target);
  for (const session of sessions) {
    const target = names.host(session.host);
    if (!byHost.has(target)) continue;
    const source = sourceOf(session, names, addresses);
    if (isMeant(source, target)) yield { source, target, timeMs: session.startMs, ref: session.ref };
  }
  for (const flow of flows) {
    if (!PORTS_OF_WORK.has(flow.port)) continue;
    const [source, target] = [names.host(flow.from), names.host(flow.to)];
    if (isMeant(source, target)) yield* timesOf(flow, source, target);
  }
  for (const { host: target, alert } of points) {
    for (const address of alert.context?.addresses ?? []) {
      const source = isPrivateAddress(address) ? names.host(address) : '';
      if (alert.timeMs !== null && isMeant(source, target))
        yield { source, target, timeMs: alert.timeMs, ref: alert.event };
    }
  }
}

/** Of all connections of a pair only the first and the last have a time. */
function* timesOf({ firstMs, lastMs, firstRef: ref }: FlowPath, source: string, target: string): Generator<Contact> {
  for (const timeMs of new Set([firstMs, lastMs])) if (timeMs !== null) yield { source, target, timeMs, ref };
}

/** The key of the host from which a session was opened; empty when it is not known. */
function sourceOf({ address, workstation, startMs }: Session, names: Names, addresses: AddressBook): string {
  if (address === undefined || LOOPBACK.test(address)) return names.host(workstation ?? '');
  const holder = addresses.holderOf(address, startMs);
  if (holder?.lease?.kind === 'vpn') return '';
  return names.host(holder?.host ?? workstation ?? address);
}
