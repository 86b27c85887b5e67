import type { HostRole as KnownRole, OrganisationFileNotes } from '../model/index.ts';
import { buildOrganisation } from './build-organisation.ts';
import type { HostRole } from './organisation.ts';
import type { SimulationOptions } from './simulate.ts';

/** What a defender would say that hosts are for; of other roles that they are servers. */
const ROLES: Readonly<Partial<Record<HostRole, readonly KnownRole[]>>> = {
  'domain-controller': ['domain-controller'],
  'file-server': ['file-server'],
  'iis-server': ['web-server'],
  'tomcat-server': ['web-server'],
  'jump-host': ['jump-host'],
  workstation: ['workstation'],
  'admin-workstation': ['workstation'],
  historian: ['server', 'ot-adjacent'],
  'engineering-station': ['workstation', 'ot-adjacent'],
  'operator-station': ['workstation', 'ot-adjacent'],
  firewall: ['firewall'],
};

/** What the invented organisation would tell of itself: the `organisation.yml` of its hunts. */
export function organisationNotes({
  organisation: file,
  hosts: count,
  seed,
}: SimulationOptions): OrganisationFileNotes {
  const { name, domain, zones, hosts, people } = buildOrganisation(file, count, seed);
  const machines = hosts.filter(({ owner }) => owner === undefined);
  const namesOf = (roles: readonly HostRole[]): string[] =>
    machines.filter(({ role }) => roles.includes(role)).map((host) => host.name);
  return {
    name,
    ...(file.sector === undefined ? {} : { sector: file.sector }),
    domains: [file.dnsDomain, file.domain],
    contacts: file.contacts ?? [],
    networks: zones
      .filter((zone) => zone.name !== 'outside')
      .map(({ name: zone, network }) => ({ name: zone, range: network, ...(zone === 'ot' ? { ot: true } : {}) })),
    hosts: machines.map((host) => ({ name: host.name, roles: ROLES[host.role] ?? ['server'] })),
    crownJewels: namesOf(file.crownJewels ?? []),
    administrators: people.flatMap(({ adminAccount }) =>
      adminAccount === undefined ? [] : [`${domain}\\${adminAccount.user}`],
    ),
    services: (file.services ?? []).map(({ name: service, critical = false, on = [], dependsOn = [], partner }) => ({
      ...{ name: service, ...(critical ? { critical } : {}), dependsOn: [...namesOf(on), ...dependsOn] },
      ...(partner === undefined ? {} : { partner }),
    })),
  };
}
