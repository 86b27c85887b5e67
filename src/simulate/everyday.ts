import { linuxLife } from './noise/linux-life.ts';
import { cloudGuessers, firewallHealth, guessers, scanners, visitors } from './noise/outside.ts';
import { remoteRound } from './noise/remote-round.ts';
import {
  directoryBackup,
  monitoring,
  nightlyBackup,
  patching,
  plantTraffic,
  replication,
  scheduledReports,
  workstationPatching,
} from './noise/servers.ts';
import { windowsLife } from './noise/windows-life.ts';
import type { Person } from './organisation.ts';
import { administratorHabits } from './people/administrators.ts';
import { ENGINEER_HABITS } from './people/engineers.ts';
import { OFFICE_HABITS } from './people/office-habits.ts';
import { type Habits, workingLife } from './people/workday.ts';
import { boot, isWindows } from './world/boot.ts';
import type { World } from './world/world.ts';

/** Starts everything that goes on without an intruder. */
export function startEverydayLife(world: World): void {
  for (const host of world.hosts) {
    if (!isWindows(host)) continue;
    if (host.host.owner === undefined) world.after(0, () => boot(world, host));
    world.start(windowsLife(world, host));
  }
  for (const person of world.organisation.people) {
    const habits = habitsOf(person);
    world.start(workingLife(world, person, habits));
  }
  const routines = [
    monitoring,
    nightlyBackup,
    directoryBackup,
    scheduledReports,
    remoteRound,
    replication,
    patching,
    plantTraffic,
    workstationPatching,
    linuxLife,
  ];
  for (const routine of [...routines, scanners, guessers, cloudGuessers, visitors, firewallHealth])
    world.start(routine(world));
}

function habitsOf(person: Person): Habits {
  const { adminAccount, isEngineer } = person;
  if (adminAccount !== undefined) return administratorHabits({ ...person, adminAccount });
  return isEngineer ? ENGINEER_HABITS : OFFICE_HABITS;
}
