import { countryOf } from '../addresses.ts';
import type { FirewallSystemFact } from '../facts.ts';
import { firewallService } from './connect.ts';
import type { World } from './world.ts';

/** What the firewall says of itself, in a sentence; its load is left out. */
export function tellOfFirewall(
  world: World,
  action: FirewallSystemFact['action'],
  message: string,
  by: { readonly user: string; readonly ui: string } = { user: '', ui: '' },
): void {
  const host = world.hostOf('firewall').host;
  const { user, ui } = by;
  const nothing = { cpuPercent: 0, memoryPercent: 0, sessions: 0 };
  world.emit({ kind: 'firewall-system', host, action, user, ui, message, ...nothing });
}

/** The sentence of a program of the firewall that crashed. Source: FortiOS Log Message Reference, 32546. */
export function crashSentence(world: World, application: string): string {
  const { system, version } = world.hostOf('firewall').host;
  const random = world.random.fork(`crash/${application}/${world.nowMs}`);
  const frames = Array.from({ length: 4 }, () => `[0x0${random.hex(7)}]`).join(' ');
  return `Pid: ${String(random.integer(90, 400)).padStart(5, '0')}, application: ${application}, Firmware: ${system} v${version}, Signal 11 received, Backtrace: ${frames}`;
}

/** A connection of the device itself. */
export interface OwnConnection {
  readonly address: string;
  readonly port: number;
  readonly protocol?: 'tcp' | 'udp';
  readonly lastsMs: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** The firewall itself calls something outside: a line of local traffic; no sensor stands behind its outer side. */
export function callFromFirewall(world: World, call: OwnConnection): void {
  const { address, port, protocol = 'tcp', lastsMs, sentBytes, receivedBytes } = call;
  const { country, publicAddress } = world.organisation;
  const ends = {
    sourceAddress: publicAddress,
    sourcePort: world.network.random.integer(1024, 25_000),
    destinationAddress: address,
    destinationPort: port,
    protocol,
  };
  world.emit(
    {
      kind: 'firewall-traffic',
      host: world.hostOf('firewall').host,
      ...ends,
      action: protocol === 'tcp' ? 'close' : 'accept',
      direction: 'local',
      sourceZone: 'device',
      destinationZone: 'outside',
      sourceCountry: country,
      destinationCountry: countryOf(address, country),
      policyId: 0,
      sessionId: world.network.newSessionId(),
      durationSeconds: Math.max(1, Math.round(lastsMs / 1000)),
      sentBytes,
      receivedBytes,
      sentPackets: Math.ceil(sentBytes / 1100) + 3,
      receivedPackets: Math.ceil(receivedBytes / 1100) + 3,
      service: firewallService(ends),
      application: '',
      translatedAddress: '',
      translatedPort: 0,
      user: '',
      group: '',
    },
    lastsMs,
  );
}
