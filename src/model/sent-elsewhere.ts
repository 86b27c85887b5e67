import type { Incident, IncidentAlert } from './incident.ts';

/**
 * Ids of alerts on commands that were given on one host and ran on another, as `wmic /node:FS01 process call create ...`:
 * a link leads from them to an alert of the other host that shows the same behaviour. What they speak of did not
 * happen where they were raised. Alerts on several such commands in a row count with them.
 */
export function sentElsewhere({ alerts, links }: Pick<Incident, 'alerts' | 'links'>): ReadonlySet<string> {
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const sent = new Set<IncidentAlert>();
  for (const { kind, from, to } of links) {
    const [first, second] = [byId.get(from), byId.get(to)];
    if (kind !== 'remote-target' || first === undefined || second === undefined) continue;
    if (hostOf(first) !== hostOf(second) && sharesBehaviour(first, second)) sent.add(first);
  }
  if (sent.size === 0) return new Set();
  const ofMany = alerts.filter((alert) => alert.account === undefined && isOfSent(alert, alerts, sent));
  return new Set([...sent, ...ofMany].map(({ id }) => id));
}

/** An alert without an account is of many records; these raised alerts of their own. */
function isOfSent(alert: IncidentAlert, alerts: readonly IncidentAlert[], sent: ReadonlySet<IncidentAlert>): boolean {
  const single = alerts.filter(
    (other) => other.account !== undefined && hostOf(other) === hostOf(alert) && sharesBehaviour(other, alert),
  );
  return single.length > 0 && single.every((other) => sent.has(other));
}

function sharesBehaviour({ behaviours }: IncidentAlert, other: IncidentAlert): boolean {
  return behaviours.some((id) => other.behaviours.includes(id));
}

/** Logs name one host by its short and by its full name. */
function hostOf({ host }: IncidentAlert): string {
  return /^[\d.]+$/.test(host) ? host : host.split('.', 1)[0]!.toLowerCase();
}
