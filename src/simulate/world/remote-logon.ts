import type { Account } from '../organisation.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { requestTgt, requestTicket } from './kerberos.ts';
import { logOff, openSession } from './logons.ts';
import { lookUp } from './names.ts';
import type { LogonSession } from './session.ts';
import type { World } from './world.ts';

/** How another host is reached. */
export interface RemoteLogonSpec {
  /** `cifs`, `host`, `HTTP`, `TERMSRV` */
  readonly serviceClass: string;
  /** another account than the session's: its password is given */
  readonly as?: Account;
  /** the program that gives it */
  readonly process?: LiveProcess;
  /** NTLM, as when the target is called by its address; the default for machines that are not in the domain */
  readonly isNtlm?: boolean;
  readonly afterMs?: number;
  /** how long the session on the target stays; default 12 s */
  readonly lastsMs?: number;
  readonly sourcePort?: number;
}

const USUAL_SESSION_MS = 12_000;

/**
 * A session reaches another host over the network: name, ticket, 4624 type 3 with its 4672 there, and 4634 in the end.
 * @param from a session, or a host as its machine account
 */
export function logOnRemotely(
  world: World,
  from: LogonSession,
  target: HostState,
  spec: RemoteLogonSpec,
): LogonSession {
  const { as, afterMs = 0, isNtlm = from.on.isForeign } = spec;
  const account = as ?? from.account;
  lookUp(world, from.on, target.host.fqdn, target.address);
  if (as !== undefined) tellCredentials(world, from, target, as, spec);
  if (isNtlm) tellValidation(world, from, target, account, afterMs);
  else {
    if (as !== undefined) requestTgt(world, from.on, as, { afterMs });
    const tickets = as === undefined ? from.tickets : new Map<string, number>();
    requestTicket(world, from.on, account, tickets, { serviceClass: spec.serviceClass, target, afterMs: afterMs + 8 });
  }
  const session = openSession(world, target, account, {
    type: 3,
    sourceAddress: from.on.address,
    sourcePort: spec.sourcePort ?? world.network.dynamicPort(),
    sourceName: from.on.host.name,
    authPackage: isNtlm ? 'NTLM' : 'Kerberos',
    afterMs: afterMs + 25,
  });
  world.after(afterMs + (spec.lastsMs ?? USUAL_SESSION_MS), () => logOff(world, session));
  return session;
}

function tellCredentials(
  world: World,
  from: LogonSession,
  target: HostState,
  as: Account,
  spec: RemoteLogonSpec,
): void {
  if (spec.process === undefined) return;
  world.emit(
    {
      kind: 'explicit-credentials',
      host: from.on.host,
      subject: spec.process.user,
      used: { sid: as.sid, user: as.user, domain: as.domain },
      targetServer: target.host.fqdn,
      targetInfo: `${spec.serviceClass}/${target.host.fqdn}`,
      process: spec.process,
      sourceAddress: '-',
      sourcePort: 0,
    },
    spec.afterMs ?? 0,
  );
}

function tellValidation(world: World, from: LogonSession, target: HostState, account: Account, afterMs: number): void {
  const workstation = from.on.host.name;
  const { host } = world.controllerOf(target);
  world.emit({ kind: 'ntlm-validation', host, account, workstation, status: 0 }, afterMs + 15);
}
