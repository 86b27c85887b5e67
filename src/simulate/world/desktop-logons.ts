import type { Account } from '../organisation.ts';
import { service } from './boot.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { requestTgt, requestTicket } from './kerberos.ts';
import { logOff, openSession } from './logons.ts';
import { startProcess } from './processes.ts';
import type { LogonSession } from './session.ts';
import type { World } from './world.ts';

/** Somebody logs on at the keyboard: at a domain controller's word, or with kept credentials away from the network. */
export function logOnAtConsole(world: World, on: HostState, account: Account): LogonSession {
  const terminalSession = on.newTerminalSession();
  if (!on.isAway) {
    requestTgt(world, on, account);
  }
  const session = openSession(world, on, account, {
    type: on.isAway ? 11 : 2,
    sourceAddress: '127.0.0.1',
    process: service(on, 'svchost:Schedule'),
    afterMs: 40,
    terminalSession,
  });
  if (!on.isAway) requestTicket(world, on, account, session.tickets, { serviceClass: 'host', target: on, afterMs: 20 });
  openDesktop(world, session, service(on, 'winlogon'), 300);
  return session;
}

/** What a desktop starts with: userinit, the shell, and the host of its tasks. */
export function openDesktop(world: World, session: LogonSession, winlogon: LiveProcess, afterMs: number): void {
  const context = {
    user: session.subject,
    logonGuid: session.logonGuid,
    terminalSession: session.terminalSession,
    integrity: 'Medium',
    session,
  } as const;
  const userinit = startProcess(world, winlogon, { image: 'userinit.exe', afterMs, lastsMs: 25_000, ...context });
  session.shell = startProcess(world, userinit, {
    image: 'explorer.exe',
    commandLine: 'C:\\Windows\\Explorer.EXE',
    afterMs: afterMs + 180,
    currentDirectory: 'C:\\Windows\\',
    ...context,
  });
}

/** The screen was locked and is opened again: 4624 type 7, over at once. */
export function unlock(world: World, session: LogonSession): void {
  const { on, account } = session;
  if (!on.isAway) requestTgt(world, on, account);
  const passing = openSession(world, on, account, {
    type: 7,
    sourceAddress: '127.0.0.1',
    process: service(on, 'lsass'),
    afterMs: 15,
  });
  world.after(900, () => logOff(world, passing));
}

/** `runas /user:ACCOUNT`: the password of another account is given for one program. Returns its session and program. */
export function runAs(
  world: World,
  from: LogonSession,
  account: Account,
  image: string,
): { readonly session: LogonSession; readonly shell: LiveProcess } {
  if (from.shell === undefined) throw new Error(`the session of ${from.account.user} has no desktop`);
  const { on } = from;
  const user = `${account.domain}\\${account.user}`;
  const commandLine = `runas /user:${user} ${image}`;
  const runas = startProcess(world, from.shell, { image: 'runas.exe', commandLine, lastsMs: 4000 });
  world.emit(
    {
      kind: 'explicit-credentials',
      host: on.host,
      subject: from.subject,
      used: { sid: account.sid, user: account.user, domain: account.domain },
      targetServer: 'localhost',
      targetInfo: 'localhost',
      process: service(on, 'svchost:seclogon'),
      sourceAddress: '::1',
      sourcePort: 0,
    },
    2900,
  );
  requestTgt(world, on, account, { afterMs: 2880 });
  const session = openSession(world, on, account, {
    type: 2,
    sourceAddress: '::1',
    process: service(on, 'svchost:seclogon'),
    afterMs: 2920,
    terminalSession: from.terminalSession,
  });
  const shell = startProcess(world, runas, {
    image,
    commandLine: image,
    afterMs: 3000,
    // runas does not ask for elevation: an administrator's token is the limited one.
    user: session.subject,
    logonGuid: session.logonGuid,
    integrity: session.subject === session.elevated ? 'High' : 'Medium',
    session,
    currentDirectory: 'C:\\Windows\\system32\\',
  });
  session.shell = shell;
  return { session, shell };
}
