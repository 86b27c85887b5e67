import { connect, type Outsider } from './connect.ts';
import type { HostState } from './host-state.ts';
import type { World } from './world.ts';

/** Somebody logged in on the firewall's management. */
export interface FirewallSession {
  readonly user: string;
  /** `https(10.20.8.16)`, as log lines name it */
  readonly ui: string;
  readonly sourceAddress: string;
  readonly destinationAddress: string;
  readonly startMs: number;
}

/** Who logs in on the firewall, from where. */
export interface FirewallLoginSpec {
  readonly user: string;
  readonly from: HostState | Outsider;
  /** default https */
  readonly way?: 'https' | 'ssh' | 'jsconsole';
  readonly profile?: string;
}

/** An administrator logs in on the firewall: the connection, and 32001. */
export function logInToFirewall(world: World, spec: FirewallLoginSpec): FirewallSession {
  const { user, from, way = 'https' } = spec;
  // The web console is a process of the device: its two ends are one, and no connection is to be seen.
  const isConsole = way === 'jsconsole';
  const destinationAddress = isConsole ? from.address : managementAddress(world, from.address);
  const ui = isConsole ? way : `${way}(${from.address})`;
  if (!isConsole) reach(world, from, destinationAddress, way);
  world.emit(
    {
      kind: 'firewall-admin',
      host: world.hostOf('firewall').host,
      action: 'login',
      user,
      ui,
      method: way,
      sourceAddress: from.address,
      destinationAddress,
      profile: spec.profile ?? 'super_admin',
      reason: 'none',
      durationSeconds: 0,
    },
    900,
  );
  const session = { user, ui: `${way}(${from.address})`, sourceAddress: from.address, destinationAddress };
  return { ...session, startMs: world.nowMs };
}

/** A login on the firewall that fails: 32002; and 32021 when it is locked for it. */
export function failFirewallLogin(world: World, user: string, from: HostState | Outsider, isLockedOut = false): void {
  const destinationAddress = managementAddress(world, from.address);
  reach(world, from, destinationAddress, 'https');
  for (const action of isLockedOut ? (['login-failed', 'lock-out'] as const) : (['login-failed'] as const)) {
    world.emit(
      {
        kind: 'firewall-admin',
        host: world.hostOf('firewall').host,
        action,
        user,
        ui: `https(${from.address})`,
        method: 'https',
        sourceAddress: from.address,
        destinationAddress,
        profile: '',
        reason: user === 'admin' ? 'passwd_invalid' : 'name_invalid',
        durationSeconds: 0,
      },
      900,
    );
  }
}

/** Outside callers reach its outside address, ours that of their own segment. */
function managementAddress(world: World, from: string): string {
  const zone = world.network.zoneOf(from).name;
  return zone === 'outside' ? world.organisation.publicAddress : world.network.gatewayOf(zone);
}

function reach(world: World, from: HostState | Outsider, address: string, way: string): void {
  connect(world, {
    from,
    to: { address },
    port: way === 'ssh' ? 22 : 443,
    lastsMs: 4000,
    sentBytes: 5200,
    receivedBytes: 48_000,
    service: way === 'ssh' ? 'ssh' : 'ssl',
  });
}

/** Ends a login on the firewall: 32003. */
export function logOutOfFirewall(world: World, session: FirewallSession, afterMs = 0): void {
  world.emit(
    {
      kind: 'firewall-admin',
      host: world.hostOf('firewall').host,
      action: 'logout',
      user: session.user,
      ui: session.ui,
      method: session.ui.split('(', 1)[0]!,
      sourceAddress: session.sourceAddress,
      destinationAddress: session.destinationAddress,
      profile: '',
      reason: 'exit',
      durationSeconds: Math.round((world.nowMs + afterMs - session.startMs) / 1000),
    },
    afterMs,
  );
}

/** A change of the configuration, as `cfgpath`, `cfgobj` and `cfgattr` word it. */
export interface FirewallChange {
  readonly action: 'Add' | 'Edit' | 'Delete';
  readonly path: string;
  readonly object?: string;
  readonly attributes: string;
}

/** A change of the firewall's configuration: 44545 to 44547. */
export function changeFirewall(
  world: World,
  by: Pick<FirewallSession, 'user' | 'ui'>,
  { action, path, object = '', attributes }: FirewallChange,
  afterMs = 0,
): void {
  const host = world.hostOf('firewall').host;
  const { user } = by;
  const ui = by.ui.replace(/^https\(/, 'GUI(');
  world.emit({ kind: 'firewall-config', host, action, user, ui, path, object, attributes }, afterMs);
}

/** The whole configuration is taken out: 32095 or 32142 to 32145. */
export function takeFirewallConfig(
  world: World,
  by: Pick<FirewallSession, 'user' | 'ui'>,
  way: 'gui' | 'cli' | 'scp' | 'api' = 'gui',
): void {
  const ui = by.ui.replace(/^https\(/, 'GUI(');
  world.emit({ kind: 'firewall-backup', host: world.hostOf('firewall').host, way, user: by.user, ui });
}
