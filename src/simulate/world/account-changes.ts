import type { AccountChangeFact, Subject } from '../facts.ts';
import type { Account, Host, Principal } from '../organisation.ts';
import { domainName } from './directory.ts';
import type { LiveProcess } from './host-state.ts';
import { machineSession } from './logons.ts';
import { logOnRemotely } from './remote-logon.ts';
import type { World } from './world.ts';

/** An account of the domain is changed, as seen by a domain controller. */
export function changeAccount(
  world: World,
  by: LiveProcess,
  target: Account | Principal,
  action: AccountChangeFact['action'],
  afterMs = 80,
): void {
  const { host, subject } = onController(world, by);
  const displayName = 'displayName' in target ? { displayName: target.displayName } : {};
  world.emit({ kind: 'account-change', host, action, target, subject, ...displayName }, afterMs);
}

/** An account comes into a group of the domain, or goes. */
export function changeGroup(
  world: World,
  by: LiveProcess,
  group: Principal,
  member: Account,
  action: 'add' | 'remove' = 'add',
  afterMs = 80,
): void {
  const { host, subject } = onController(world, by);
  const distinguishedName = `CN=${member.displayName},OU=Staff,${domainName(world)}`;
  const scope = group.sid.startsWith('S-1-5-32-') ? 'local' : 'global';
  const fact = { kind: 'group-change', host, action, scope, group, subject } as const;
  world.emit(
    { ...fact, member: { sid: member.sid, user: member.user, domain: member.domain, distinguishedName } },
    afterMs,
  );
}

/** The domain controller that makes a change, and who it sees: the logon there of who asked from elsewhere. */
function onController(world: World, by: LiveProcess): { readonly host: Host; readonly subject: Subject } {
  const controller = world.controllerOf(by.on);
  if (controller === by.on) return { host: controller.host, subject: by.user };
  const from = by.session ?? machineSession(by.on);
  const session = logOnRemotely(world, from, controller, { serviceClass: 'ldap', lastsMs: 30_000 });
  return { host: controller.host, subject: session.subject };
}
