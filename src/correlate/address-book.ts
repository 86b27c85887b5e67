import type { HostAddress, Lease, Observations } from '../model/index.ts';

/** Who was behind an address at a time. */
export interface AddressHolder {
  readonly host?: string;
  readonly user?: string;
  readonly remoteAddress?: string;
  readonly lease?: Lease;
}

// A lease without an end holds for as long as DHCP servers usually give one: eight days.
const LONGEST_LEASE_MS = 8 * 86_400_000;

/** Answers which host and user had an address when: leases first, then what hosts said of themselves. */
export class AddressBook {
  readonly #leases = new Map<string, Lease[]>();
  readonly #own = new Map<string, HostAddress[]>();

  constructor({ leases, addresses }: Pick<Observations, 'leases' | 'addresses'>) {
    for (const lease of leases) push(this.#leases, lease.address, lease);
    for (const list of this.#leases.values()) list.sort((a, b) => a.fromMs - b.fromMs);
    for (const address of addresses) push(this.#own, address.address, address);
  }

  /** undefined when nobody is known to have had it then */
  holderOf(address: string, timeMs: number): AddressHolder | undefined {
    const lease = this.#leaseAt(address, timeMs);
    if (lease !== undefined) {
      const { host, user, remoteAddress } = lease;
      return {
        lease,
        ...(host === undefined ? {} : { host }),
        ...(user === undefined ? {} : { user }),
        ...(remoteAddress === undefined ? {} : { remoteAddress }),
      };
    }
    const near = nearest(this.#own.get(address) ?? [], timeMs);
    return near === undefined ? undefined : { host: near.host };
  }

  #leaseAt(address: string, timeMs: number): Lease | undefined {
    const list = this.#leases.get(address);
    if (list === undefined) return undefined;
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle]!.fromMs <= timeMs) low = middle + 1;
      else high = middle;
    }
    const lease = list[low - 1];
    if (lease === undefined) return undefined;
    const end = lease.toMs ?? lease.fromMs + (lease.kind === 'dhcp' ? LONGEST_LEASE_MS : Number.POSITIVE_INFINITY);
    return timeMs <= end ? lease : undefined;
  }
}

function nearest(own: readonly HostAddress[], timeMs: number): HostAddress | undefined {
  let best: HostAddress | undefined;
  for (const one of own) {
    const nearer = best === undefined ? -1 : distance(one, timeMs) - distance(best, timeMs);
    if (nearer < 0 || (nearer === 0 && one.count > best!.count)) best = one;
  }
  return best;
}

function distance({ firstMs, lastMs }: HostAddress, timeMs: number): number {
  if (firstMs === null || lastMs === null) return Number.POSITIVE_INFINITY;
  if (timeMs < firstMs) return firstMs - timeMs;
  return timeMs > lastMs ? timeMs - lastMs : 0;
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Addresses of private networks, RFC 1918 and RFC 4193; loopback and link-local ones too. */
export function isPrivateAddress(address: string): boolean {
  return /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd]|fe80:|::1$)/i.test(address);
}
