import type { Account } from '../organisation.ts';
import { boot, service } from './boot.ts';
import { openDesktop } from './desktop-logons.ts';
import { openSession } from './logons.ts';
import type { LogonSession } from './session.ts';
import type { World } from './world.ts';

/**
 * A machine of somebody else and a session on it as an account of ours, for what is done from there over the network.
 * @param address where it is, as the inside address of a VPN tunnel
 */
export function foreignSession(world: World, name: string, address: string, account: Account): LogonSession {
  const on = world.foreignHost(name, address);
  boot(world, on);
  const session = openSession(world, on, account, { type: 2, terminalSession: on.newTerminalSession() });
  openDesktop(world, session, service(on, 'winlogon'), 0);
  return session;
}
