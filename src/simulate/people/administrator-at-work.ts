import type { Account } from '../organisation.ts';
import type { Random } from '../random.ts';
import {
  type Activity,
  type HostState,
  type LiveProcess,
  type LogonSession,
  logOff,
  runAs,
  type World,
} from '../world/index.ts';

/** An administrator at work: the own session, and the account to administrate with. */
export interface AdministratorAtWork {
  readonly world: World;
  readonly session: LogonSession;
  readonly account: Account;
  readonly random: Random;
}

/** A server that runs; the administrator picks any. */
export function anyServer({ world, random }: AdministratorAtWork): HostState {
  const servers = [...world.hosts].filter(({ host, isUp }) => isUp && host.system.includes('Server'));
  return random.pick(servers.length > 0 ? servers : [world.hostOf('file-server')]);
}

/** The workstation of somebody at work in the office. */
export function anyWorkstation({ world, random, session }: AdministratorAtWork): HostState | undefined {
  const others = world.hostsOf('workstation').filter(({ isReachable, sessions }) => isReachable && sessions.size > 0);
  const free = others.filter((host) => host !== session.on);
  return free.length === 0 ? undefined : random.pick(free);
}

/** A console as the administrator on the own machine, for one piece of work. */
export function* asAdministrator(
  at: AdministratorAtWork,
  image: string,
  work: (shell: LiveProcess, session: LogonSession) => Activity,
): Activity {
  const { world, session, account } = at;
  if (session.isOver || session.shell === undefined) return;
  const { session: own, shell } = runAs(world, session, account, image);
  yield 6000;
  yield* work(shell, own);
  logOff(world, own);
}
