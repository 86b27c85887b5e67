import { isWindows } from '../world/boot.ts';
import { logOnAtConsole } from '../world/desktop-logons.ts';
import { logOff } from '../world/logons.ts';
import { psExec } from '../world/ps-exec.ts';
import { openShell } from '../world/shells.ts';
import type { Activity, World } from '../world/world.ts';

// From one server to the next somebody reads what came back.
const PAUSE_MS = 25_000;

/**
 * Where the organisation has such a routine: every day, at the same minute, an administrator sits down at the management
 * server and runs one command on every Windows server with PsExec.
 */
export function* remoteRound(world: World): Activity {
  const round = world.organisation.routines.remoteRound;
  const on = world.hostsOf('management-server')[0];
  const administrator = world.organisation.people.find(({ adminAccount }) => adminAccount !== undefined)?.adminAccount;
  if (round === undefined || on === undefined || administrator === undefined) return;
  for (;;) {
    yield world.untilTomorrow();
    yield world.untilMinute(round.atMinute);
    if (!on.isUp) continue;
    const session = logOnAtConsole(world, on, administrator);
    yield 5_000;
    const shell = openShell(world, session, 'cmd.exe');
    for (const target of world.hosts) {
      if (target === on || !isWindows(target) || !target.isUp || !target.host.system.includes('Server')) continue;
      psExec(world, shell, session, { target, command: round.command });
      yield PAUSE_MS;
    }
    logOff(world, session, true);
  }
}
