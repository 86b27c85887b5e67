import type { Observations } from '../model/index.ts';
import { isInNetwork, parseCidr, parseIp } from '../sigma/index.ts';

/** A host and an address that it was seen to have. */
export interface HeldAddress {
  readonly host: string;
  readonly address: string;
}

/** The addresses of hosts, by their own logs and by leases. */
export function heldAddresses({ addresses, leases }: Pick<Observations, 'addresses' | 'leases'>): HeldAddress[] {
  const ofLeases = leases.flatMap(({ host, address }) => (host === undefined ? [] : [{ host, address }]));
  return [...addresses.map(({ host, address }) => ({ host, address })), ...ofLeases];
}

/** Whether a text is an address within a range, CIDR. */
export function isInRange(text: string, range: string): boolean {
  const [address, network] = [parseIp(text), parseCidr(range)];
  return address !== undefined && typeof network !== 'string' && isInNetwork(address, network);
}
