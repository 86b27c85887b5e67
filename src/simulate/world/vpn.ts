import { countryOf } from '../addresses.ts';
import type { Account } from '../organisation.ts';
import { connect } from './connect.ts';
import type { HostState } from './host-state.ts';
import { failLogon, logOff, openSession } from './logons.ts';
import type { VpnSession } from './network-state.ts';
import type { World } from './world.ts';

/** Port of the SSL-VPN on the firewall's outside address. */
const VPN_PORT = 10443;

/**
 * Opens an SSL-VPN tunnel: the connection from outside, the firewall's question to the directory, 39424.
 * @param remoteAddress of the client, outside
 * @param group the firewall's group that lets the account in
 */
export function openVpn(
  world: World,
  account: Account,
  remoteAddress: string,
  group = vpnGroupOf(account),
): VpnSession {
  knock(world, remoteAddress);
  askDirectory(world, account, true);
  const session = world.network.openTunnel(account, group, remoteAddress, world.nowMs);
  tell(world, session, 'new-connection', 'login successfully', 900);
  tell(world, session, 'tunnel-up', 'tunnel established', 1400);
  world.start(reportTunnel(world, session), STATISTICS_MS);
  return session;
}

/** The firewall's group for people, and for administrators. */
export function vpnGroupOf(account: Account): string {
  return account.kind === 'administrator' ? 'VPN-Admins' : 'VPN-Users';
}

const STATISTICS_MS = 10 * 60_000;

function* reportTunnel(world: World, session: VpnSession): Generator<number, void, void> {
  while (!session.isOver) {
    tell(world, session, 'tunnel-stats', 'N/A', 0);
    // FortiOS reports every ten minutes; an hour is enough to see it, at a sixth of the lines.
    yield 6 * STATISTICS_MS;
  }
}

/** Closes a tunnel: 39425 with its duration and bytes. */
export function closeVpn(world: World, session: VpnSession, reason = 'User requested termination of service'): void {
  if (session.isOver) return;
  session.isOver = true;
  tell(world, session, 'tunnel-down', reason, 0);
  world.network.closeTunnel(session);
}

/** A VPN login that fails: 39426, and 4625 at the domain controller when the account exists there. */
export function failVpn(
  world: World,
  user: string,
  remoteAddress: string,
  reason = 'sslvpn_login_permission_denied',
): void {
  knock(world, remoteAddress);
  const account = world.organisation.accounts.find((candidate) => candidate.user === user);
  if (account !== undefined) askDirectory(world, account, false);
  world.emit(
    {
      kind: 'vpn',
      host: world.hostOf('firewall').host,
      action: 'login-failed',
      tunnelType: 'ssl-web',
      tunnelId: 0,
      user,
      group: 'N/A',
      remoteAddress,
      remoteCountry: countryOf(remoteAddress, world.organisation.country),
      tunnelAddress: '',
      reason,
      durationSeconds: 0,
      sentBytes: 0,
      receivedBytes: 0,
    },
    700,
  );
}

function knock(world: World, remoteAddress: string): void {
  connect(world, {
    from: { address: remoteAddress },
    to: { address: world.organisation.publicAddress },
    port: VPN_PORT,
    lastsMs: 2500,
    sentBytes: 3400,
    receivedBytes: 6200,
    service: 'ssl',
    details: [
      {
        protocol: 'tls',
        afterMs: 30,
        version: 'TLSv12',
        cipher: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
        serverName: `vpn.${world.organisation.dnsDomain.split('.').slice(1).join('.')}`,
        ja3: '771d05bbd3a5d7c2b1a43bd1a5b1e9b1',
        ja3s: '0ea6ca4b1ab7e3b0c9a9de1d2b6c5a11',
        isEstablished: true,
      },
    ],
  });
}

/** The firewall looks the account up with its stored account, then tries the password: two LDAP binds. */
function askDirectory(world: World, account: Account, isRight: boolean): void {
  const controller = world.hostOf('domain-controller');
  const firewall = { address: world.network.gatewayOf('servers') };
  const lookup = world.serviceAccount('directory-lookup');
  const sourcePort = world.network.dynamicPort();
  const source = { sourceAddress: firewall.address, sourcePort, sourceName: world.hostOf('firewall').host.name };
  connect(world, {
    from: firewall,
    to: controller,
    port: 389,
    sourcePort,
    lastsMs: 120,
    sentBytes: 900,
    receivedBytes: 1300,
    service: 'ldap_tcp',
    details: [
      {
        protocol: 'ldap',
        afterMs: 4,
        operation: 'bind',
        object: lookup?.user ?? '',
        filter: '',
        scope: 'base',
        results: 1,
      },
      {
        protocol: 'ldap',
        afterMs: 9,
        operation: 'search',
        object: world.organisation.dnsDomain
          .split('.')
          .map((part) => `DC=${part}`)
          .join(','),
        filter: `(sAMAccountName=${account.user})`,
        scope: 'tree',
        results: 1,
      },
    ],
    afterMs: 150,
  });
  if (lookup !== undefined) bind(world, controller, lookup, source, 160);
  if (isRight) bind(world, controller, account, source, 260);
  else failLogon(world, controller, account, { type: 3, failure: 'wrongPassword', ...source, afterMs: 260 });
}

type BindSource = { readonly sourceAddress: string; readonly sourcePort: number; readonly sourceName: string };

/** A simple LDAP bind: 4776 and a network logon at the domain controller. */
function bind(world: World, controller: HostState, account: Account, source: BindSource, afterMs: number): void {
  const workstation = controller.host.name;
  world.emit({ kind: 'ntlm-validation', host: controller.host, account, workstation, status: 0 }, afterMs);
  const session = openSession(world, controller, account, { type: 3, authPackage: 'NTLM', ...source, afterMs });
  world.after(afterMs + 500, () => logOff(world, session));
}

function tell(
  world: World,
  session: VpnSession,
  action: 'tunnel-up' | 'tunnel-down' | 'tunnel-stats' | 'new-connection',
  reason: string,
  afterMs: number,
): void {
  world.emit(
    {
      kind: 'vpn',
      host: world.hostOf('firewall').host,
      action,
      tunnelType: action === 'new-connection' ? 'ssl-web' : 'ssl-tunnel',
      tunnelId: session.tunnelId,
      user: session.account.user,
      group: session.group,
      remoteAddress: session.remoteAddress,
      remoteCountry: countryOf(session.remoteAddress, world.organisation.country),
      tunnelAddress: action === 'new-connection' ? '' : session.tunnelAddress,
      reason,
      durationSeconds: Math.round((world.nowMs - session.startMs) / 1000),
      sentBytes: session.sentBytes,
      receivedBytes: session.receivedBytes,
    },
    afterMs,
  );
}
