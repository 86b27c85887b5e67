import type { Incident, LinkKind } from './incident.ts';
import { levelRank } from './level.ts';

// Links that rest on one logon, one program or one lease; an account or a host alone is shared with its owner.
const CERTAIN: ReadonlySet<LinkKind> = new Set(['same-session', 'same-process-tree', 'same-lease', 'remote-target']);
const GRAVE = levelRank('high');

/**
 * Ids of the alerts of an incident that are an intruder's: the grave ones (high and above), and those that hang together
 * with such by a session, a program, a lease or a command to another host. The rest came into the incident because the
 * owner of a stolen account goes on working with it. All of them when none is grave.
 */
export function deedsOf({ alerts, links }: Pick<Incident, 'alerts' | 'links'>): ReadonlySet<string> {
  const near = new Map<string, string[]>();
  const join = (from: string, to: string): void => {
    const list = near.get(from);
    if (list === undefined) near.set(from, [to]);
    else list.push(to);
  };
  for (const { kind, from, to } of links) {
    if (!CERTAIN.has(kind)) continue;
    join(from, to);
    join(to, from);
  }
  const open = alerts.filter(({ raisedLevel }) => levelRank(raisedLevel) >= GRAVE).map(({ id }) => id);
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
