import { countryOf } from '../addresses.ts';
import type { Endpoints, FlowDetail } from '../facts.ts';
import type { Zone } from '../organisation.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import type { World } from './world.ts';

/** A party that is no machine of ours: a site, a home line, a scanner. */
export interface Outsider {
  readonly address: string;
  /** its name, when the client asked for it by name */
  readonly name?: string;
}

/** A connection to be made. */
export interface Connection {
  readonly from: HostState | Outsider;
  readonly to: HostState | Outsider;
  readonly port: number;
  /** default tcp */
  readonly protocol?: 'tcp' | 'udp' | 'icmp';
  readonly sourcePort?: number;
  readonly lastsMs: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Zeek's name of the protocol; FortiOS's is found from the port */
  readonly service?: string;
  readonly details?: readonly FlowDetail[];
  readonly process?: LiveProcess;
  readonly targetProcess?: LiveProcess;
  /** how it ended; default a full connection */
  readonly state?: 'SF' | 'S0' | 'REJ' | 'RSTO' | 'RSTR' | 'S1' | 'OTH';
  readonly afterMs?: number;
}

const HISTORIES = { SF: 'ShADadFf', S0: 'S', REJ: 'Sr', RSTO: 'ShADadR', RSTR: 'ShADadr', S1: 'ShADad', OTH: 'DdA' };

/** Makes a connection: a flow, and a line of the firewall when it passes there. Returns its ends. */
export function connect(world: World, connection: Connection): Endpoints {
  const { from, to, port, protocol = 'tcp', afterMs = 0 } = connection;
  const ends: Endpoints = {
    sourceAddress: from.address,
    sourcePort: connection.sourcePort ?? world.network.dynamicPort(),
    destinationAddress: to.address,
    destinationPort: port,
    protocol,
  };
  const [source, destination] = [world.network.zoneOf(from.address), world.network.zoneOf(to.address)];
  const state = connection.state ?? 'SF';
  const refused = state === 'S0' || state === 'REJ';
  const packets = {
    sentPackets: packetsOf(connection.sentBytes),
    receivedPackets: state === 'S0' ? 0 : packetsOf(connection.receivedBytes),
  };
  world.emit(
    {
      kind: 'flow',
      host: 'host' in from ? from.host : world.hostOf('firewall').host,
      ...ends,
      ...packets,
      durationMs: connection.lastsMs,
      sentBytes: connection.sentBytes,
      receivedBytes: refused ? 0 : connection.receivedBytes,
      state,
      history: protocol === 'tcp' ? HISTORIES[state] : 'Dd',
      uid: world.network.newUid(),
      service: connection.service ?? '',
      isAtSensor: isAtSensor(source, destination) || [from, to].some(({ address }) => world.network.isBranch(address)),
      details: connection.details ?? [],
      ...(connection.process === undefined ? {} : { process: connection.process }),
      ...('host' in to ? { destinationHost: to.host, destinationName: to.host.fqdn } : {}),
      ...('name' in to && to.name !== undefined ? { destinationName: to.name } : {}),
      ...(connection.targetProcess === undefined ? {} : { destinationProcess: connection.targetProcess }),
    },
    afterMs,
  );
  countTunnelBytes(world, ends, connection);
  if (isOwn(world, ends) || passesFirewall(source, destination))
    tellTraffic(world, connection, ends, source, destination, packets);
  return ends;
}

function packetsOf(bytes: number): number {
  return Math.ceil(bytes / 1100) + 3;
}

/** The sensor sees the server network, the way out and the way to the plant; not what stays inside another segment. */
function isAtSensor(source: Zone, destination: Zone): boolean {
  return source.name !== destination.name || source.name === 'servers' || source.name === 'ot-dmz';
}

/** To or from the firewall itself. */
function isOwn(world: World, { sourceAddress, destinationAddress }: Endpoints): boolean {
  const { publicAddress } = world.organisation;
  return sourceAddress === publicAddress || destinationAddress === publicAddress;
}

/** Clients reach servers through the core switch; the firewall stands before the internet, the VPN and the plant. */
function passesFirewall(source: Zone, destination: Zone): boolean {
  if (source.name === destination.name) return false;
  const guarded = [source.name, destination.name];
  return guarded.some((name) => name === 'outside' || name === 'vpn' || name === 'ot-dmz' || name === 'ot');
}

function countTunnelBytes(world: World, ends: Endpoints, { sentBytes, receivedBytes }: Connection): void {
  const tunnel = world.network.tunnelAt(ends.sourceAddress);
  if (tunnel === undefined) return;
  // Counted as the firewall sees it: what it sends goes to the client.
  tunnel.sentBytes += receivedBytes;
  tunnel.receivedBytes += sentBytes;
}

/** Numbers of the firewall policies, by source and destination zone; what is not here hits the implicit deny. */
const POLICIES: Readonly<Record<string, number>> = {
  'clients>outside': 1,
  'servers>outside': 2,
  'management>outside': 3,
  'outside>servers': 10,
  'vpn>servers': 20,
  'vpn>management': 21,
  'vpn>clients': 22,
  'vpn>outside': 23,
  'servers>ot-dmz': 30,
  'management>ot-dmz': 31,
  'clients>ot-dmz': 32,
  'ot-dmz>servers': 33,
  'ot-dmz>ot': 34,
  'ot>ot-dmz': 35,
  'management>ot': 36,
  'servers>clients': 40,
  'servers>vpn': 41,
  'ot>servers': 42,
  'clients>ot': 43,
  'servers>ot': 44,
};

function tellTraffic(
  world: World,
  connection: Connection,
  ends: Endpoints,
  source: Zone,
  destination: Zone,
  packets: { readonly sentPackets: number; readonly receivedPackets: number },
): void {
  const { lastsMs, sentBytes, receivedBytes, state = 'SF', afterMs = 0 } = connection;
  const policyId = POLICIES[`${source.name}>${destination.name}`] ?? 0;
  const isDenied = (policyId === 0 && !isOwn(world, ends)) || state === 'S0' || state === 'REJ';
  const tunnel = world.network.tunnelAt(ends.sourceAddress);
  const { country, publicAddress } = world.organisation;
  const isTranslated = destination.name === 'outside' && source.name !== 'outside';
  world.emit(
    {
      kind: 'firewall-traffic',
      host: world.hostOf('firewall').host,
      ...ends,
      action: isDenied
        ? 'deny'
        : state === 'SF'
          ? 'close'
          : state === 'RSTO'
            ? 'client-rst'
            : state === 'RSTR'
              ? 'server-rst'
              : 'timeout',
      direction: isOwn(world, ends) ? 'local' : 'forward',
      sourceZone: source.name,
      destinationZone: destination.name,
      sourceCountry: countryOf(ends.sourceAddress, country),
      destinationCountry: countryOf(ends.destinationAddress, country),
      policyId: isDenied ? 0 : policyId,
      sessionId: world.network.newSessionId(),
      durationSeconds: isDenied ? 0 : Math.round(lastsMs / 1000),
      sentBytes: isDenied ? 0 : sentBytes,
      receivedBytes: isDenied ? 0 : receivedBytes,
      sentPackets: isDenied ? 0 : packets.sentPackets,
      receivedPackets: isDenied ? 0 : packets.receivedPackets,
      service: firewallService(ends),
      application: '',
      translatedAddress: isTranslated ? publicAddress : '',
      translatedPort: isTranslated ? ends.sourcePort : 0,
      user: tunnel?.account.user ?? '',
      group: tunnel?.group ?? '',
    },
    afterMs + (isDenied ? 0 : lastsMs),
  );
}

/** FortiOS's predefined services for ports that occur here. */
const SERVICES: Readonly<Record<string, string>> = {
  'tcp/22': 'SSH',
  'tcp/23': 'TELNET',
  'tcp/25': 'SMTP',
  'tcp/80': 'HTTP',
  'tcp/443': 'HTTPS',
  'tcp/445': 'SMB',
  'tcp/3389': 'RDP',
  'tcp/389': 'LDAP',
  'tcp/636': 'LDAPS',
  'tcp/88': 'KERBEROS',
  'udp/88': 'KERBEROS',
  'udp/53': 'DNS',
  'tcp/53': 'DNS',
  'udp/123': 'NTP',
  'udp/161': 'SNMP',
  'tcp/135': 'DCE-RPC',
  'tcp/1433': 'MS-SQL',
  'icmp/8': 'PING',
};

/** As FortiOS names a service: its predefined name, else protocol and port. */
export function firewallService({ protocol, destinationPort }: Endpoints): string {
  const name = `${protocol}/${destinationPort}`;
  return SERVICES[name] ?? name;
}
