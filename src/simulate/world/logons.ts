import type { LogonFailure, LogonType, Subject } from '../facts.ts';
import type { Account, Principal } from '../organisation.ts';
import { type HostState, type LiveProcess, NOBODY } from './host-state.ts';
import { requestTgt } from './kerberos.ts';
import { endProcess } from './processes.ts';
import type { LogonSession } from './session.ts';
import type { World } from './world.ts';

/** NTSTATUS of failed logons with the message that 4625 shows (learn.microsoft.com, event 4625). */
export const FAILURES = {
  wrongPassword: { status: 0xc000006d, subStatus: 0xc000006a, reason: '%%2313' },
  noSuchUser: { status: 0xc000006d, subStatus: 0xc0000064, reason: '%%2313' },
  lockedOut: { status: 0xc0000234, subStatus: 0, reason: '%%2307' },
  disabled: { status: 0xc000006e, subStatus: 0xc0000072, reason: '%%2310' },
  notGranted: { status: 0xc000015b, subStatus: 0, reason: '%%2308' },
} as const satisfies Record<string, LogonFailure>;

/** A reason of FAILURES. */
export type FailureName = keyof typeof FAILURES;

const ADMINISTRATOR_PRIVILEGES = [
  'SeSecurityPrivilege',
  'SeTakeOwnershipPrivilege',
  'SeLoadDriverPrivilege',
  'SeBackupPrivilege',
  'SeRestorePrivilege',
  'SeDebugPrivilege',
  'SeSystemEnvironmentPrivilege',
  'SeImpersonatePrivilege',
  'SeDelegateSessionUserImpersonatePrivilege',
];

/** Privileges that make 4672; none for ordinary people. */
export function privilegesOf(account: Account): readonly string[] {
  if (account.groups.some((group) => group === 'Domain Admins' || group === 'Enterprise Admins')) {
    return ADMINISTRATOR_PRIVILEGES;
  }
  const isOperator = account.groups.some((group) => group === 'Backup Operators' || group === 'Server Operators');
  return isOperator ? ['SeBackupPrivilege', 'SeRestorePrivilege'] : [];
}

/** How a session is opened. */
export interface LogonSpec {
  readonly type: LogonType;
  readonly sourceAddress?: string;
  readonly sourcePort?: number;
  readonly sourceName?: string;
  readonly authPackage?: 'Kerberos' | 'NTLM' | 'Negotiate';
  /** what asked on this host; none for logons over the network */
  readonly process?: LiveProcess;
  readonly afterMs?: number;
  readonly terminalSession?: number;
}

const LOGON_PROCESSES: Readonly<Partial<Record<LogonType, string>>> = { 4: 'Advapi', 5: 'Advapi', 9: 'seclogo' };

/** Opens a logon session: 4624 (two of them when the token is split) and 4672. Does not authenticate anywhere. */
export function openSession(world: World, on: HostState, account: Account, spec: LogonSpec): LogonSession {
  const isAdministrator = privilegesOf(account).length > 0;
  const isSplit =
    isAdministrator && (spec.type === 2 || spec.type === 10 || spec.type === 11) && account.user !== 'Administrator';
  const elevated: Subject = { sid: account.sid, user: account.user, domain: account.domain, logonId: on.newLogonId() };
  const subject = isSplit ? { ...elevated, logonId: on.newLogonId() } : elevated;
  const session: LogonSession = {
    on,
    account,
    type: spec.type,
    subject,
    elevated,
    logonGuid: on.logonGuid(elevated.logonId),
    terminalSession: spec.terminalSession ?? 0,
    startMs: world.nowMs + (spec.afterMs ?? 0),
    sourceAddress: spec.sourceAddress ?? '-',
    sourcePort: spec.sourcePort ?? 0,
    sourceName: spec.sourceName ?? '-',
    tickets: new Map(),
    processes: new Set(),
    isOver: false,
  };
  on.sessions.add(session);
  tellLogon(world, session, spec, elevated, isSplit ? subject.logonId : 0, isAdministrator);
  if (isSplit) tellLogon(world, session, spec, subject, elevated.logonId, false);
  const privileges = privilegesOf(account);
  if (privileges.length > 0) {
    world.emit({ kind: 'special-privileges', host: on.host, account: elevated, privileges }, (spec.afterMs ?? 0) + 1);
  }
  return session;
}

function tellLogon(
  world: World,
  session: LogonSession,
  spec: LogonSpec,
  account: Subject,
  linkedLogonId: number,
  isElevated: boolean,
): void {
  const { on } = session;
  const isNetwork = spec.type === 3;
  const authPackage = spec.authPackage ?? (isNetwork ? 'Kerberos' : 'Negotiate');
  world.emit(
    {
      kind: 'logon',
      host: on.host,
      outcome: 'success',
      logonType: spec.type,
      account,
      logonGuid: authPackage === 'NTLM' ? '{00000000-0000-0000-0000-000000000000}' : session.logonGuid,
      linkedLogonId,
      isElevated,
      subject: isNetwork ? NOBODY : on.system,
      logonProcess: LOGON_PROCESSES[spec.type] ?? (isNetwork ? networkProcess(authPackage) : 'User32 '),
      authPackage,
      ntlmVersion: authPackage === 'NTLM' ? 'NTLM V2' : '-',
      workstation: isNetwork ? (authPackage === 'NTLM' ? session.sourceName : '-') : on.host.name,
      sourceAddress: session.sourceAddress,
      sourcePort: session.sourcePort,
      ...(spec.process === undefined ? {} : { process: spec.process }),
    },
    spec.afterMs,
  );
}

function networkProcess(authPackage: string): string {
  return authPackage === 'NTLM' ? 'NtLmSsp ' : 'Kerberos';
}

/** How a logon fails. */
export interface FailedLogonSpec extends Omit<LogonSpec, 'terminalSession'> {
  readonly failure: FailureName;
}

/** A logon that fails: 4625, and what the domain controller says of it. */
export function failLogon(world: World, on: HostState, account: Principal, spec: FailedLogonSpec): void {
  const failure = FAILURES[spec.failure];
  const isNetwork = spec.type === 3;
  const authPackage = spec.authPackage ?? (isNetwork ? 'NTLM' : 'Negotiate');
  if (authPackage === 'NTLM') {
    const status = failure.subStatus === 0 ? failure.status : failure.subStatus;
    const workstation = spec.sourceName ?? on.host.name;
    world.emit(
      { kind: 'ntlm-validation', host: world.controllerOf(on).host, account, workstation, status },
      spec.afterMs,
    );
  } else {
    const status = spec.failure === 'noSuchUser' ? 0x6 : spec.failure === 'wrongPassword' ? 0x18 : 0x12;
    requestTgt(world, on, account, { status, ...(spec.afterMs === undefined ? {} : { afterMs: spec.afterMs }) });
  }
  world.emit(
    {
      kind: 'logon',
      host: on.host,
      outcome: 'failure',
      logonType: spec.type,
      account: { sid: 'S-1-0-0', user: account.user, domain: account.domain, logonId: 0 },
      logonGuid: '',
      linkedLogonId: 0,
      isElevated: false,
      subject: isNetwork ? NOBODY : on.system,
      logonProcess: isNetwork ? networkProcess(authPackage) : 'User32 ',
      authPackage,
      ntlmVersion: '-',
      workstation: spec.sourceName ?? on.host.name,
      sourceAddress: spec.sourceAddress ?? '-',
      sourcePort: spec.sourcePort ?? 0,
      failure,
      ...(spec.process === undefined ? {} : { process: spec.process }),
    },
    (spec.afterMs ?? 0) + 3,
  );
}

/** Ends a session with everything that runs in it. */
export function logOff(world: World, session: LogonSession, isByUser = false): void {
  if (session.isOver) return;
  session.isOver = true;
  const { on, type } = session;
  // A restart ends sessions without a record.
  if (!on.sessions.delete(session)) return;
  for (const process of [...session.processes].toReversed()) endProcess(world, process);
  world.emit({ kind: 'logoff', host: on.host, account: session.elevated, logonType: type, isByUser }, 20);
  if (session.subject !== session.elevated) {
    world.emit({ kind: 'logoff', host: on.host, account: session.subject, logonType: type, isByUser: false }, 25);
  }
}

/** The standing session of a host's own account, for what Windows does over the network by itself. */
export function machineSession(on: HostState): LogonSession {
  const account: Account = {
    ...on.machineAccount,
    kind: 'machine',
    displayName: on.host.name,
    dnsDomain: on.host.fqdn.slice(on.host.fqdn.indexOf('.') + 1),
    groups: ['Domain Computers'],
    mayUseVpn: false,
  };
  return {
    on,
    account,
    type: 3,
    subject: on.system,
    elevated: on.system,
    logonGuid: on.logonGuid(on.system.logonId),
    terminalSession: 0,
    startMs: on.bootMs,
    sourceAddress: '-',
    sourcePort: 0,
    sourceName: '-',
    tickets: on.tickets,
    processes: new Set(),
    isOver: false,
  };
}
