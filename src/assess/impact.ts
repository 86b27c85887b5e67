import {
  type Entity,
  type EventRef,
  type Incident,
  type Msg,
  msg,
  type Observations,
  type OrganisationNotes,
  type ServiceImpact,
} from '../model/index.ts';
import { heldAddresses, isInRange } from './held-addresses.ts';
import { hostKeys } from './organisation-notes.ts';

const MOST_EVIDENCE = 3;

/**
 * What the hosts of an incident could affect: crown jewels and segments that were reached, services that run on them, and
 * those that depend on these, at partners too; each with the shortest chain of dependencies. Critical ones first.
 */
export function impactOf(
  incident: Incident,
  entities: readonly Entity[],
  organisation: OrganisationNotes,
  observations: Pick<Observations, 'addresses' | 'leases'>,
): ServiceImpact[] {
  const reached = reachedHosts(incident, entities, organisation);
  const found = [
    ...jewels(reached),
    ...segments(reached, organisation, observations),
    ...services(reached, organisation),
  ];
  const rank = ({ isCritical = false, isDirect }: ServiceImpact): number => (isCritical ? 0 : 2) + (isDirect ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b));
}

/** A host of the incident, as it is shown. */
interface ReachedHost {
  readonly name: string;
  readonly keys: ReadonlySet<string>;
  /** the file's own words of it */
  readonly note: OrganisationNotes['hosts'][number] | undefined;
  readonly evidence: readonly EventRef[];
}

function reachedHosts(
  { hosts, alerts }: Incident,
  entities: readonly Entity[],
  organisation: OrganisationNotes,
): ReachedHost[] {
  const byId = new Map(entities.map((entity) => [entity.id, entity]));
  return hosts.map((id) => {
    const { name, aliases } = byId.get(id) ?? { name: id.slice('host:'.length), aliases: [] };
    const keys = new Set([name, ...aliases, id.slice('host:'.length)].flatMap(hostKeys));
    const note = organisation.hosts.find((host) => hostKeys(host.name).some((key) => keys.has(key)));
    const own = alerts.filter(({ host }) => hostKeys(host).some((key) => keys.has(key)));
    return { name, keys, note, evidence: own.slice(0, MOST_EVIDENCE).map(({ ref }) => ref) };
  });
}

function jewels(reached: readonly ReachedHost[]): ServiceImpact[] {
  return reached
    .filter(({ note }) => note?.roles.includes('crown-jewel'))
    .map(({ name, evidence }) => {
      const reason = msg('impact.crown-jewel', { host: name });
      return { service: name, reason, isDirect: true, isCritical: true, chain: [reason], evidence };
    });
}

/** Segments of operational technology in which a reached host had an address. */
function segments(
  reached: readonly ReachedHost[],
  { networks }: OrganisationNotes,
  observations: Pick<Observations, 'addresses' | 'leases'>,
): ServiceImpact[] {
  const held = heldAddresses(observations);
  return networks
    .filter(({ isOt }) => isOt)
    .flatMap(({ name: segment, range, site }) => {
      const inside = new Set(
        held.filter(({ address }) => isInRange(address, range)).flatMap(({ host }) => hostKeys(host)),
      );
      const host = reached.find(({ keys }) => [...keys].some((key) => inside.has(key)));
      if (host === undefined) return [];
      const reason = msg(site === undefined ? 'impact.segment' : 'impact.segment.at', {
        ...{ segment, host: host.name },
        ...(site === undefined ? {} : { site }),
      });
      const { evidence } = host;
      return [{ service: segment, reason, isDirect: true, isCritical: true, chain: [reason], evidence }];
    });
}

function services(reached: readonly ReachedHost[], { services: all }: OrganisationNotes): ServiceImpact[] {
  const impacts = new Map<string, ServiceImpact>();
  const add = (service: OrganisationNotes['services'][number], before: ServiceImpact | ReachedHost): void => {
    const { name, isCritical, partner } = service;
    const through = 'service' in before ? before : undefined;
    const reason = 'service' in before ? throughReason(service, before) : directReason(service, before);
    impacts.set(name.toLowerCase(), {
      ...{ service: name, reason, isDirect: through === undefined, isCritical },
      ...(partner === undefined ? {} : { partner }),
      ...{ chain: [...(through?.chain ?? []), reason], evidence: before.evidence ?? [] },
    });
  };
  for (const service of all) {
    const wanted = new Set(service.dependsOn.flatMap(hostKeys));
    const host = reached.find(({ keys }) => [...keys].some((key) => wanted.has(key)));
    if (host !== undefined) add(service, host);
  }
  // Round by round, so that the first chain to arrive is a shortest one; what is there already ends circles.
  for (let round = [...impacts.values()]; round.length > 0; ) {
    const latest = new Map(round.map((impact) => [impact.service.toLowerCase(), impact]));
    const next = all.filter(({ name }) => !impacts.has(name.toLowerCase()));
    for (const service of next) {
      const through = service.dependsOn.map((one) => latest.get(one.toLowerCase())).find((one) => one !== undefined);
      if (through !== undefined) add(service, through);
    }
    round = next.flatMap(({ name }) => impacts.get(name.toLowerCase()) ?? []);
  }
  return [...impacts.values()];
}

function directReason(
  { name: service }: OrganisationNotes['services'][number],
  { name: host, note }: ReachedHost,
): Msg {
  return note?.site === undefined
    ? msg('impact.direct', { service, host })
    : msg('impact.direct.at', { service, host, site: note.site });
}

function throughReason(
  { name: service, partner }: OrganisationNotes['services'][number],
  { service: through }: ServiceImpact,
): Msg {
  return partner === undefined
    ? msg('impact.through', { service, through })
    : msg('impact.through.partner', { service, through, partner });
}
