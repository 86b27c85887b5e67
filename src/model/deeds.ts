import type { Incident, IncidentAlert, Link, LinkKind } from './incident.ts';
import { levelRank } from './level.ts';

// Links that rest on one logon, one program or one lease; an account or a host alone is shared with its owner.
const CERTAIN: ReadonlySet<LinkKind> = new Set(['same-session', 'same-process-tree', 'same-lease', 'remote-target']);
const GRAVE = levelRank('high');

/**
 * Ids of the alerts of an incident that are an intruder's: the grave ones (high and above), and those that hang together
 * with such by a session, a program, a lease, an address of the internet, a command to another host, or because one counts
 * the other. The rest came into the incident because the owner of a stolen account goes on working with it. All of them
 * when none is grave.
 */
export function deedsOf({ alerts, links }: Pick<Incident, 'alerts' | 'links'>): ReadonlySet<string> {
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const near = new Map<string, string[]>();
  const join = (from: string, to: string): void => {
    const list = near.get(from);
    if (list === undefined) near.set(from, [to]);
    else list.push(to);
  };
  for (const link of links) {
    const { kind, from, to } = link;
    const isCounted = kind === 'counted-in' && (isGrave(byId.get(from)) || isGrave(byId.get(to)));
    if (!CERTAIN.has(kind) && !isCounted && !isOfOutside(link)) continue;
    if (kind === 'remote-target' && areOfTwoPeople(byId.get(from), byId.get(to))) continue;
    join(from, to);
    join(to, from);
  }
  const open = alerts.filter(isGrave).map(({ id }) => id);
  if (open.length === 0) return new Set(alerts.map(({ id }) => id));
  const deeds = new Set(open);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const other of near.get(id) ?? []) {
      if (deeds.has(other)) continue;
      deeds.add(other);
      open.push(other);
    }
  }
  return deeds;
}

function isGrave(alert: IncidentAlert | undefined): boolean {
  return alert !== undefined && levelRank(alert.raisedLevel) >= GRAVE;
}

const MOST_TOLD = 5;

/** Whether an alert tells which behaviour it saw: a rule that names many saw one of them, nobody knows which. */
export function tellsBehaviour({ behaviours }: Pick<IncidentAlert, 'behaviours'>): boolean {
  return behaviours.length <= MOST_TOLD;
}

// RFC 1918, RFC 6598 (addresses of providers that many share), loopback and link-local, RFC 4193.
const SHARED_ADDRESS =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|127\.|169\.254\.|::1$|f[cd]|fe80:)/i;

/** Both came from one address of the internet; inside, a jump host is the address of many. */
function isOfOutside({ kind, reason }: Link): boolean {
  const { address } = reason.args;
  return kind === 'same-address' && typeof address === 'string' && !SHARED_ADDRESS.test(address);
}

/** Two administrators on one host reach the same third one; a command sent under another name is grave there by itself. */
function areOfTwoPeople(one: IncidentAlert | undefined, other: IncidentAlert | undefined): boolean {
  const [user, otherUser] = [personOf(one?.account), personOf(other?.account)];
  return user !== undefined && otherUser !== undefined && user !== otherUser;
}

/** The user's name in small letters; undefined for none, and for accounts of Windows and of computers. */
function personOf(account: string | undefined): string | undefined {
  if (account === undefined || /^nt authority\\/i.test(account) || account.endsWith('$')) return undefined;
  return account
    .slice(account.lastIndexOf('\\') + 1)
    .split('@', 1)[0]!
    .toLowerCase();
}
