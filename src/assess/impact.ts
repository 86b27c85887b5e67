import { type Entity, type Incident, msg, type OrganisationNotes, type ServiceImpact } from '../model/index.ts';

/** Which services the hosts of an incident could affect: those that run on them, and those that depend on these. */
export function impactOf(
  incident: Incident,
  entities: readonly Entity[],
  { services }: OrganisationNotes,
): ServiceImpact[] {
  const reached = new Map<string, string>();
  for (const { id, name, aliases } of entities) {
    if (!incident.hosts.includes(id)) continue;
    for (const one of [name, ...aliases, id.slice('host:'.length)]) reached.set(one.toLowerCase(), name);
  }
  const impacts = new Map<string, ServiceImpact>();
  for (const { name, dependsOn, partner } of services) {
    const host = dependsOn.map((one) => reached.get(one.toLowerCase())).find((one) => one !== undefined);
    if (host !== undefined)
      impacts.set(name, impact(name, msg('impact.direct', { service: name, host }), true, partner));
  }
  // Each round adds what depends on what the round before added; services are few.
  for (let before = -1; before !== impacts.size; ) {
    before = impacts.size;
    for (const { name, dependsOn, partner } of services) {
      const through = impacts.has(name) ? undefined : dependsOn.find((one) => impacts.has(one));
      if (through !== undefined) {
        impacts.set(name, impact(name, msg('impact.through', { service: name, through }), false, partner));
      }
    }
  }
  return [...impacts.values()];
}

function impact(service: string, reason: ServiceImpact['reason'], isDirect: boolean, partner?: string): ServiceImpact {
  const named = partner === undefined ? reason : { ...reason, args: { ...reason.args, partner } };
  return { service, reason: named, isDirect };
}
