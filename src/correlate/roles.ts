import type { HostRole, Observations } from '../model/index.ts';
import type { Names } from './names.ts';

/** What people said of their hosts, by name. */
export type KnownRoles = ReadonlyMap<string, readonly HostRole[]>;

/** Roles that logs give away: the events that only such hosts write. Source: Microsoft, audit events of domain controllers. */
const BY_KIND: readonly (readonly [log: string, kinds: readonly string[], role: HostRole])[] = [
  ['Security', ['4768', '4769', '4771'], 'domain-controller'],
  ['Directory Service', [], 'domain-controller'],
];
const BY_PRODUCT: Readonly<Record<string, HostRole>> = {
  fortigate: 'firewall',
  paloalto: 'firewall',
  cisco: 'firewall',
  sonicwall: 'firewall',
  iis: 'web-server',
  webserver: 'web-server',
};

/** The roles of each host, by its key. */
export function rolesOf(
  { coverage }: Pick<Observations, 'coverage'>,
  names: Names,
  known: KnownRoles,
): ReadonlyMap<string, readonly HostRole[]> {
  const roles = new Map<string, Set<HostRole>>();
  const add = (host: string, role: HostRole): void => {
    const key = names.host(host);
    const list = roles.get(key) ?? new Set();
    list.add(role);
    roles.set(key, list);
  };
  for (const { host, log, product, kinds } of coverage) {
    for (const [ofLog, ofKinds, role] of BY_KIND) {
      const isMeant = ofLog === log && (ofKinds.length === 0 || kinds.some(({ kind }) => ofKinds.includes(kind)));
      if (isMeant) add(host, role);
    }
    const role = BY_PRODUCT[product];
    if (role !== undefined) add(host, role);
  }
  for (const [host, ofHost] of known) for (const role of ofHost) add(host, role);
  return new Map([...roles].map(([host, list]) => [host, [...list]]));
}
