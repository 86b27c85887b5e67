import { type AddressRange, addressNumber, addressText, isInRange, rangeOf } from '../addresses.ts';
import type { Account, Organisation, Zone, ZoneName } from '../organisation.ts';
import type { Random } from '../random.ts';
import type { HostState } from './host-state.ts';

/** An open SSL-VPN tunnel. */
export interface VpnSession {
  readonly account: Account;
  readonly group: string;
  readonly tunnelId: number;
  /** of the client, outside */
  readonly remoteAddress: string;
  /** of the client, inside */
  readonly tunnelAddress: string;
  readonly startMs: number;
  sentBytes: number;
  receivedBytes: number;
  isOver: boolean;
}

interface Lease {
  readonly holder: HostState;
  endMs: number;
}

interface ZoneRange {
  readonly zone: Zone;
  readonly range: AddressRange;
}

const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Ports that Windows takes for its own connections (learn.microsoft.com, "Default dynamic port range"). */
const FIRST_DYNAMIC_PORT = 49152;
/** Public addresses below it are for the firewall and what stands at the same line. */
const FIRST_BRANCH = 130;
/** Addresses below it stay free for machines with fixed ones. */
const FIRST_LEASED = 50;

/** What the network remembers: leases, tunnels, and the numbers that devices count up. */
export class NetworkState {
  readonly random: Random;
  readonly #zones: readonly ZoneRange[];
  readonly #outside: Zone;
  readonly #publicAddress: string;
  /** the network of the provider in which the public address is */
  readonly #branches: AddressRange;
  readonly #leases = new Map<string, Lease>();
  readonly #tunnels = new Map<string, VpnSession>();
  #nextSessionId = 1_000_000;
  #nextTunnelId: number;

  constructor(organisation: Organisation, random: Random) {
    this.random = random;
    const ranges = organisation.zones.map((zone) => ({ zone, range: rangeOf(zone.network) }));
    // The narrowest network that holds an address is its zone; outside is 0.0.0.0/0.
    this.#zones = ranges.toSorted((one, other) => one.range.size - other.range.size);
    this.#outside = organisation.zones.find(({ name }) => name === 'outside')!;
    this.#publicAddress = organisation.publicAddress;
    this.#branches = rangeOf(`${organisation.publicAddress}/24`);
    this.#nextTunnelId = random.integer(1e8, 9e8);
  }

  zoneOf(address: string): Zone {
    const value = addressNumber(address);
    return this.#zones.find(({ range }) => isInRange(value, range))?.zone ?? this.#outside;
  }

  zoneNamed(name: ZoneName): Zone {
    return this.#zones.find(({ zone }) => zone.name === name)!.zone;
  }

  /** Address of the firewall in a zone: the first of its network. */
  gatewayOf(name: ZoneName): string {
    return addressText(rangeOf(this.zoneNamed(name).network).first + 1);
  }

  /**
   * The address of an appliance that is no machine of the organisation file: behind those of machines in a segment, or
   * `branch`, a public one of the organisation beside that of the firewall.
   * @param index from 0 to 19
   */
  applianceAddress(where: ZoneName | 'branch', index: number): string {
    if (where === 'branch') return addressText(this.#branches.first + FIRST_BRANCH + index);
    const { first, size } = rangeOf(this.zoneNamed(where).network);
    return addressText(first + size - 30 + index);
  }

  /** Whether it is at the line of a branch, whose small router the sensor sees from outside. */
  isBranch(address: string): boolean {
    return address !== this.#publicAddress && isInRange(addressNumber(address), this.#branches);
  }

  dynamicPort(): number {
    return this.random.integer(FIRST_DYNAMIC_PORT, 65535);
  }

  /** Zeek's form: `C` and 17 characters. */
  newUid(): string {
    let uid = 'C';
    for (let index = 0; index < 17; index++) uid += BASE62[this.random.integer(0, 61)];
    return uid;
  }

  newSessionId(): number {
    this.#nextSessionId += this.random.integer(1, 40);
    return this.#nextSessionId;
  }

  /**
   * The address that a DHCP server gives: the one that the client still holds, else a free one.
   * @returns whether it is another than before
   */
  lease(holder: HostState, nowMs: number, lengthMs: number): boolean {
    const held = holder.address === '' ? undefined : this.#leases.get(holder.address);
    if (held?.holder === holder && held.endMs > nowMs) {
      held.endMs = nowMs + lengthMs;
      return false;
    }
    if (held?.holder === holder) this.#leases.delete(holder.address);
    holder.address = this.#freeAddress('clients', (address) => {
      const lease = this.#leases.get(address);
      return lease === undefined || lease.endMs <= nowMs;
    });
    this.#leases.set(holder.address, { holder, endMs: nowMs + lengthMs });
    return true;
  }

  /** Whether nobody else was given a host's address in the meantime. */
  holdsLease(holder: HostState, nowMs: number): boolean {
    const lease = this.#leases.get(holder.address);
    return lease?.holder === holder && lease.endMs > nowMs;
  }

  openTunnel(account: Account, group: string, remoteAddress: string, nowMs: number): VpnSession {
    const tunnelAddress = this.#freeAddress('vpn', (address) => !this.#tunnels.has(address));
    this.#nextTunnelId += this.random.integer(1, 900);
    const session: VpnSession = {
      account,
      group,
      tunnelId: this.#nextTunnelId,
      remoteAddress,
      tunnelAddress,
      startMs: nowMs,
      sentBytes: 0,
      receivedBytes: 0,
      isOver: false,
    };
    this.#tunnels.set(tunnelAddress, session);
    return session;
  }

  closeTunnel(session: VpnSession): void {
    this.#tunnels.delete(session.tunnelAddress);
  }

  /** The tunnel that an inside address belongs to. */
  tunnelAt(address: string): VpnSession | undefined {
    return this.#tunnels.get(address);
  }

  #freeAddress(zone: ZoneName, isFree: (address: string) => boolean): string {
    const { first, size } = rangeOf(this.zoneNamed(zone).network);
    for (let attempt = 0; attempt < 20 * size; attempt++) {
      const address = addressText(first + this.random.integer(FIRST_LEASED, size - 2));
      if (isFree(address)) return address;
    }
    throw new Error(`no address is free in zone ${zone}; its network is too small for so many hosts`);
  }
}
