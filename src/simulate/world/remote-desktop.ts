import type { Account } from '../organisation.ts';
import { service } from './boot.ts';
import { connect } from './connect.ts';
import { openDesktop } from './desktop-logons.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { logOff, openSession } from './logons.ts';
import { startProcess } from './processes.ts';
import { logOnRemotely } from './remote-logon.ts';
import type { LogonSession } from './session.ts';
import { openShell } from './shells.ts';
import type { World } from './world.ts';

/** How a remote desktop is opened. */
export interface RemoteDesktopSpec {
  /** default: the account of the session */
  readonly as?: Account;
  /** how long the connection stays open, for the wire */
  readonly lastsMs: number;
  /** name that the client gives itself; default that of its host */
  readonly clientName?: string;
  readonly isNtlm?: boolean;
}

/**
 * Opens a desktop on another host: mstsc on the source, 3389 on the wire, network logon and 4624 type 10 on the target,
 * and a desktop there. End it with `leaveDesktop`.
 */
export function openRemoteDesktop(
  world: World,
  from: LogonSession,
  target: HostState,
  spec: RemoteDesktopSpec,
): LogonSession {
  const account = spec.as ?? from.account;
  const client = openShell(world, from, 'mstsc.exe', {
    isElevated: false,
    commandLine: `"C:\\Windows\\system32\\mstsc.exe" /v:${target.host.name}`,
    lastsMs: spec.lastsMs,
  });
  tellClient(world, from, target, account, client);
  return acceptDesktop(world, from, target, account, spec, client);
}

function tellClient(world: World, from: LogonSession, target: HostState, account: Account, client: LiveProcess): void {
  world.emit(
    {
      kind: 'rdp-session',
      host: from.on.host,
      action: 'client-connect',
      user: { ...account, logonId: client.user.logonId },
      terminalSession: from.terminalSession,
      sourceAddress: from.on.address,
      sourceName: from.on.host.name,
      destination: target.host.fqdn,
    },
    400,
  );
}

function acceptDesktop(
  world: World,
  from: LogonSession,
  target: HostState,
  account: Account,
  spec: RemoteDesktopSpec,
  client: LiveProcess,
): LogonSession {
  const clientName = spec.clientName ?? from.on.host.name;
  const sourcePort = world.network.dynamicPort();
  const isNtlm = spec.isNtlm ?? from.on.isForeign;
  connect(world, {
    from: from.on,
    to: target,
    port: 3389,
    sourcePort,
    lastsMs: spec.lastsMs,
    sentBytes: Math.round(spec.lastsMs / 9),
    receivedBytes: Math.round(spec.lastsMs * 1.4),
    service: 'rdp,ssl',
    process: client,
    targetProcess: service(target, 'svchost:TermService'),
    details: [
      {
        protocol: 'rdp',
        afterMs: 20,
        cookie: account.user.slice(0, 9),
        result: 'Success',
        securityProtocol: 'HYBRID_EX',
        clientName,
      },
    ],
    afterMs: 500,
  });
  // With Network Level Authentication the network logon comes first, and goes when the desktop is there.
  logOnRemotely(world, from, target, {
    serviceClass: 'TERMSRV',
    process: client,
    isNtlm,
    afterMs: 700,
    lastsMs: 9000,
    ...(spec.as === undefined ? {} : { as: spec.as }),
  });
  return openTerminalSession(world, from, target, account, clientName);
}

function openTerminalSession(
  world: World,
  from: LogonSession,
  target: HostState,
  account: Account,
  clientName: string,
): LogonSession {
  const terminalSession = target.newTerminalSession() + 1;
  const session = openSession(world, target, account, {
    type: 10,
    sourceAddress: from.on.address,
    sourceName: clientName,
    process: service(target, 'svchost:TermService'),
    afterMs: 2600,
    terminalSession,
  });
  const tell = tellerOf(world, session);
  tell('authenticated', 900);
  tell('logon', 2900);
  tell('shell-start', 3400);
  const winlogon = startProcess(world, service(target, 'svchost:TermService'), {
    image: 'winlogon.exe',
    commandLine: 'winlogon.exe',
    user: target.system,
    terminalSession,
    afterMs: 2000,
    session,
  });
  openDesktop(world, session, winlogon, 3000);
  startProcess(world, service(target, 'svchost:TermService'), {
    image: 'rdpclip.exe',
    commandLine: 'rdpclip',
    user: session.subject,
    logonGuid: session.logonGuid,
    integrity: 'Medium',
    terminalSession,
    afterMs: 3100,
    session,
  });
  return session;
}

function tellerOf(world: World, session: LogonSession) {
  return (action: 'authenticated' | 'logon' | 'shell-start' | 'logoff' | 'disconnect', afterMs: number): void => {
    world.emit(
      {
        kind: 'rdp-session',
        host: session.on.host,
        action,
        user: session.subject,
        terminalSession: session.terminalSession,
        sourceAddress: session.sourceAddress,
        sourceName: session.sourceName,
        destination: '',
      },
      afterMs,
    );
  };
}

/** Ends a remote desktop by logging off there. */
export function leaveDesktop(world: World, session: LogonSession): void {
  if (session.isOver) return;
  const tell = tellerOf(world, session);
  tell('logoff', 60);
  tell('disconnect', 140);
  logOff(world, session, true);
}
