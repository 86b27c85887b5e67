import { learnFolderHosts, type Observations } from '../model/index.ts';
import { type Platform, platformsOf } from './platform.ts';
import { isSystemName } from './system-names.ts';

/** What plans need to know of an organisation besides an incident; the same for all incidents of a case. */
export interface Surroundings {
  /** lower-case names of hosts that have logs of their own */
  readonly logged: ReadonlySet<string>;
  /** what they run, by lower-case names */
  readonly platforms: ReadonlyMap<string, Platform>;
  /** lower-case names of hosts by an address that nobody else had */
  readonly hostByAddress: ReadonlyMap<string, string>;
  /** addresses that clients of a VPN were given */
  readonly vpnAddresses: ReadonlySet<string>;
  /** user names of the domain that were seen to log on, in small letters, sorted */
  readonly accounts: readonly string[];
  /** names of its computers with `$`, in small letters, sorted */
  readonly computers: readonly string[];
}

// Names of one organisation; more would make a plan that nobody reads.
const MOST_NAMES = 5000;

/** Gathers it once for a case. */
export function surroundingsOf(
  observations: Pick<Observations, 'coverage' | 'addresses' | 'leases' | 'logons'>,
): Surroundings {
  const { coverage, leases } = observations;
  const vpnAddresses = new Set(leases.filter(({ kind }) => kind === 'vpn').map(({ address }) => address));
  const windows = coverage.filter(({ product, log }) => product === 'windows' && log === 'Security');
  const hosts = new Set(windows.map(({ host }) => shortName(host)).filter((host) => host !== ''));
  return {
    logged: loggedHosts(coverage),
    platforms: platformsOf(coverage),
    hostByAddress: hostsByAddress(observations.addresses, vpnAddresses),
    vpnAddresses,
    accounts: few(domainUsers(observations.logons, hosts)),
    computers: few(new Set([...hosts].map((host) => `${host}$`))),
  };
}

/** A log that names no host may lie in a folder that does. */
function loggedHosts(coverage: Observations['coverage']): ReadonlySet<string> {
  const folderHost = learnFolderHosts(coverage);
  // What a sensor saw of a host is not the host's own log.
  const own = coverage.filter(({ product }) => product !== 'zeek');
  const names = own.flatMap(({ host, sources }) => (host === '' ? sources.map(folderHost) : [host]));
  return new Set(names.map((name) => name.toLowerCase()));
}

function domainUsers(logons: Observations['logons'], hosts: ReadonlySet<string>): ReadonlySet<string> {
  const users = new Set<string>();
  for (const { account, count, failures, sid } of logons) {
    const [domain, user] = account.split('\\', 2);
    // S-1-5-21 begins accounts that people or programs were given. Source: Microsoft Learn, well-known SIDs.
    const isGiven = sid === undefined || sid.startsWith('S-1-5-21-');
    if (user === undefined || !isGiven || isSystemName(account) || count <= failures) continue;
    if (!user.endsWith('$') && !hosts.has(shortName(domain!))) users.add(user.toLowerCase());
  }
  return users;
}

/** An address of the VPN is somebody else's an hour later; of one that several hosts had nobody knows whose it was. */
function hostsByAddress(addresses: Observations['addresses'], ofVpn: ReadonlySet<string>): ReadonlyMap<string, string> {
  const holders = new Map<string, string>();
  for (const { address, host } of addresses) {
    if (ofVpn.has(address)) continue;
    const known = holders.get(address);
    const lower = host.toLowerCase();
    holders.set(address, known === undefined || shortName(known) === shortName(lower) ? lower : '');
  }
  return holders;
}

function few(names: ReadonlySet<string>): string[] {
  return [...names].sort().slice(0, MOST_NAMES);
}

function shortName(host: string): string {
  return host.split('.', 1)[0]!.toLowerCase();
}
