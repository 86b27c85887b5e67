import { MINUTE_MS } from '../calendar.ts';
import type { Random } from '../random.ts';
import { touchFile } from '../world/changes.ts';
import { startProcess } from '../world/processes.ts';
import { leaveDesktop, openRemoteDesktop } from '../world/remote-desktop.ts';
import type { LogonSession } from '../world/session.ts';
import type { Activity, World } from '../world/world.ts';
import { OFFICE_HABITS } from './office-habits.ts';
import type { Habits } from './workday.ts';

/** Part of the things done at noise 1: about once a week. */
const PLANT_SHARE = 0.015;

/** Engineers do office work, and now and then work in the plant network, by way of the jump host. */
export const ENGINEER_HABITS: Habits = {
  meanGapMs: OFFICE_HABITS.meanGapMs,
  act: (world, session, random) =>
    random.chance(PLANT_SHARE / world.noise)
      ? workOnPlant(world, session, random)
      : OFFICE_HABITS.act(world, session, random),
};

function* workOnPlant(world: World, session: LogonSession, random: Random): Activity {
  const jump = world.hostOf('jump-host');
  const station = random.pick(world.hostsOf('engineering-station'));
  if (!jump.isUp || !station.isUp) return;
  const lastsMs = random.integer(10, 60) * MINUTE_MS;
  const onJump = openRemoteDesktop(world, session, jump, { as: session.account, lastsMs: lastsMs + 2 * MINUTE_MS });
  yield random.integer(20, 60) * 1000;
  if (onJump.isOver) return;
  const desktop = openRemoteDesktop(world, onJump, station, { as: session.account, lastsMs });
  yield 30_000;
  if (desktop.shell !== undefined && !desktop.isOver) {
    const bench = startProcess(world, desktop.shell, { image: 'engtool.exe', lastsMs: lastsMs - MINUTE_MS });
    const project = `D:\\GridView\\Projects\\feeder-${random.integer(1, 40)}.gvp`;
    touchFile(world, bench, project, 'create', 880_000, 5 * MINUTE_MS);
  }
  yield lastsMs;
  leaveDesktop(world, desktop);
  yield 4000;
  leaveDesktop(world, onJump);
}
