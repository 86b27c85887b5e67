import type { Lease, LogEvent, Observations, Schema } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { isTraffic } from './flow-event.ts';
import { OWN_FIELDS } from './view.ts';

const MAX_LEASES = 300_000;
const MAX_ENDS = 10_000;

type OpenLease = { -readonly [Key in keyof Lease]: Lease[Key] };

/** What one event says of an address. */
type LeaseFact =
  | { readonly what: 'lease'; readonly lease: Omit<Lease, 'ref'> }
  | { readonly what: 'end'; readonly kind: Lease['kind']; readonly address: string };

export interface LeasePart {
  readonly leases: readonly Lease[];
  /** ends of leases that were given in an earlier piece */
  readonly ends: readonly (readonly [kind: Lease['kind'], address: string, timeMs: number])[];
}

/** Which host and user had an address, and when: from DHCP servers, Zeek, and VPN gateways. */
export function createLeases(): Aspect<LeasePart, Pick<Observations, 'leases'>> {
  const leases: OpenLease[] = [];
  const open = new Map<string, OpenLease>();
  const ends: (readonly [Lease['kind'], string, number])[] = [];
  let dropped = 0;
  const end = (kind: Lease['kind'], address: string, timeMs: number): void => {
    const lease = open.get(`${kind}\n${address}`);
    if (lease !== undefined && timeMs >= lease.fromMs) {
      lease.toMs = timeMs;
      open.delete(`${kind}\n${address}`);
    } else if (lease === undefined && ends.length < MAX_ENDS) ends.push([kind, address, timeMs]);
  };
  const add = (lease: OpenLease): void => {
    const key = `${lease.kind}\n${lease.address}`;
    const before = open.get(key);
    // A renewal goes on with the lease; another holder ends it.
    if (before !== undefined && sameHolder(before, lease)) {
      if (lease.toMs !== null) end(lease.kind, lease.address, lease.toMs);
      return;
    }
    if (before !== undefined) end(lease.kind, lease.address, lease.fromMs);
    if (leases.length >= MAX_LEASES) {
      dropped++;
      return;
    }
    leases.push(lease);
    if (lease.toMs === null) open.set(key, lease);
  };
  return {
    bind: (schema) => {
      const read = leaseReader(schema);
      if (read === undefined) return undefined;
      return (event) => {
        const fact = read(event);
        if (fact === undefined) return;
        if (fact.what === 'lease') add({ ...fact.lease, ref: event.ref });
        else if (event.timeMs !== undefined) end(fact.kind, fact.address, event.timeMs);
      };
    },
    absorb: (part) => {
      for (const [kind, address, timeMs] of part.ends) end(kind, address, timeMs);
      for (const lease of part.leases) add({ ...lease });
    },
    part: () => ({ leases, ends }),
    result: () => ({ leases: leases.toSorted((a, b) => a.fromMs - b.fromMs) }),
    get dropped() {
      return dropped;
    },
  };
}

function sameHolder(a: Lease, b: Lease): boolean {
  return a.host === b.host && a.mac === b.mac && a.user === b.user && a.remoteAddress === b.remoteAddress;
}

type LeaseReader = (event: LogEvent) => LeaseFact | undefined;

function leaseReader(schema: Schema): LeaseReader | undefined {
  if (schema.product === 'fortigate') return isTraffic(schema) ? undefined : fortigateTunnel;
  if (schema.product === 'zeek' && schema.views.some(({ service }) => service === 'dhcp')) return zeekLease;
  return schema.views.some(({ service }) => service === 'dhcp') ? windowsLease : undefined;
}

/** Log ids 39947 and 39948 (SSL VPN tunnel up, down) and 39424, 39425 of older firmware; 37138, 37139 for IPsec. */
const TUNNEL_UP: ReadonlySet<number> = new Set([39424, 39947, 37138]);
const TUNNEL_DOWN: ReadonlySet<number> = new Set([39425, 39948, 37139]);

function fortigateTunnel(event: LogEvent): LeaseFact | undefined {
  const id = Number(OWN_FIELDS.text(event, 'logid')?.slice(-6) ?? '');
  const isUp = TUNNEL_UP.has(id);
  const address = OWN_FIELDS.text(event, 'tunnelip') ?? OWN_FIELDS.text(event, 'assignip');
  if ((!isUp && !TUNNEL_DOWN.has(id)) || address === undefined || event.timeMs === undefined) return undefined;
  if (!isUp) return { what: 'end', kind: 'vpn', address };
  const user = OWN_FIELDS.text(event, 'user');
  const remoteAddress = OWN_FIELDS.text(event, 'remip');
  return {
    what: 'lease',
    lease: {
      ...{ address, kind: 'vpn', fromMs: event.timeMs, toMs: null },
      ...(user === undefined ? {} : { user }),
      ...(remoteAddress === undefined ? {} : { remoteAddress }),
    },
  };
}

function zeekLease(event: LogEvent): LeaseFact | undefined {
  const address = OWN_FIELDS.text(event, 'assigned_addr');
  return dhcpLease(event, address, OWN_FIELDS.text(event, 'host_name'), OWN_FIELDS.text(event, 'mac'));
}

/** Ids of the audit log of the Windows DHCP server: 10 new, 11 renewed, 12 released, 16 deleted, 17 and 18 expired. */
function windowsLease(event: LogEvent): LeaseFact | undefined {
  const id = OWN_FIELDS.number(event, 'ID');
  const address = OWN_FIELDS.text(event, 'IP Address');
  if (address !== undefined && (id === 12 || id === 16 || id === 17 || id === 18))
    return { what: 'end', kind: 'dhcp', address };
  if (id !== 10 && id !== 11) return undefined;
  return dhcpLease(event, address, OWN_FIELDS.text(event, 'Host Name'), OWN_FIELDS.text(event, 'MAC Address'));
}

function dhcpLease(event: LogEvent, address?: string, host?: string, mac?: string): LeaseFact | undefined {
  if (address === undefined || event.timeMs === undefined) return undefined;
  return {
    what: 'lease',
    lease: {
      ...{ address, kind: 'dhcp', fromMs: event.timeMs, toMs: null },
      ...(host === undefined ? {} : { host }),
      ...(mac === undefined ? {} : { mac: mac.toLowerCase().replaceAll(/[:-]/g, '') }),
    },
  };
}
