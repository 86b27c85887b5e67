import type { HostRole, Observations, OrganisationNotes } from '../model/index.ts';
import { heldAddresses, isInRange } from './held-addresses.ts';

/** What an organisation says its hosts are for, by name; those with an address in a segment that steers machines are near it. */
export function knownRoles(
  { hosts, networks }: OrganisationNotes,
  observations: Pick<Observations, 'addresses' | 'leases'>,
): ReadonlyMap<string, readonly HostRole[]> {
  const roles = new Map<string, Set<HostRole>>();
  const add = (name: string, role: HostRole): void => {
    const list = roles.get(name) ?? new Set();
    list.add(role);
    roles.set(name, list);
  };
  for (const { name, roles: own } of hosts) for (const role of own) add(name, role);
  const segments = networks.filter(({ isOt }) => isOt);
  for (const { host, address } of segments.length === 0 ? [] : heldAddresses(observations)) {
    if (segments.some(({ range }) => isInRange(address, range))) add(host, 'ot-adjacent');
  }
  return new Map([...roles].map(([name, list]) => [name, [...list]]));
}
