import {
  type Activity,
  makeFileOnLinux,
  readStoresRemotely,
  replicateDirectory,
  runOnLinux,
  runThroughService,
  webApplication,
} from '../world/index.ts';
import { applyEffects } from './effects.ts';
import { type Given, type Stage, sessionOf, startersOf } from './stage.ts';

const SECOND = 1000;

/** A command through a service that lives for a second, its answer in `__output` of a share. */
export function* smbexec(stage: Stage, given: Given): Activity {
  const { world, cast } = stage;
  const { client, session } = startersOf(stage);
  const as = given.optional('as') === undefined ? {} : { as: cast.account(given.raw('as')) };
  const lastsMs = given.number('seconds', 2) * SECOND;
  const { process } = runThroughService(world, client, session, {
    target: given.host('smbexec'),
    command: given.text('run'),
    serviceName: given.optional('service') ?? 'BTOBTO',
    batch: given.optional('batch') ?? '%TEMP%\\execute.bat',
    share: given.optional('share') ?? '\\\\127.0.0.1\\C$',
    lastsMs,
    ...as,
  });
  yield SECOND;
  applyEffects(stage, process, given.list('effects'));
  yield lastsMs + world.random.integer(4, 40) * SECOND;
}

/** The password stores of another host, through its remote registry. */
export function* remoteStores(stage: Stage, given: Given): Activity {
  const { client, session } = startersOf(stage);
  const folder = given.optional('folder') ?? 'SYSTEM32';
  readStoresRemotely(stage.world, client, session, given.host('remote-stores'), folder);
  yield (10 + stage.world.random.integer(1, 20)) * SECOND;
}

/** Secrets of accounts as one domain controller gives them to another. */
export function* replicate(stage: Stage, given: Given): Activity {
  const megabytes = given.number('megabytes', 0.05);
  replicateDirectory(stage.world, sessionOf(stage), given.host('replicate'), Math.round(megabytes * 1_000_000));
  yield (5 + stage.world.random.integer(1, 20)) * SECOND;
}

/** The web application of a Linux appliance makes a file for him, or starts a program. */
export function* appliance({ world }: Stage, given: Given): Activity {
  const on = given.host('appliance');
  const file = given.optional('file');
  if (file !== undefined) makeFileOnLinux(world, on, webApplication(), file);
  const [program, ...rest] = given.optional('run')?.split(' ') ?? [];
  const { pid, userName: user } = webApplication();
  if (program !== undefined) runOnLinux(world, on, [program, ...rest], { parentPid: pid, user });
  yield world.random.integer(3, 40) * SECOND;
}
