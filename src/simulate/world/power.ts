import type { Principal } from '../organisation.ts';
import { boot } from './boot.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { logOff } from './logons.ts';
import type { World } from './world.ts';

/** Shuts a host down: sessions end, 1074, 6006 and 13. */
export function shutDown(world: World, on: HostState, user: Principal, reason: string, by?: LiveProcess): void {
  if (!on.isUp) return;
  for (const session of [...on.sessions]) logOff(world, session, session.type === 2);
  const uptimeSeconds = Math.round((world.nowMs - on.bootMs) / 1000);
  const process = by === undefined ? {} : { process: by };
  world.emit({ kind: 'power', host: on.host, action: 'shutdown-asked', user, reason, uptimeSeconds, ...process });
  world.emit({ kind: 'power', host: on.host, action: 'shutdown', user, reason, uptimeSeconds }, 9000);
  on.isUp = false;
}

/** Shuts a host down and starts it again. */
export function restart(world: World, on: HostState, user: Principal, reason: string): void {
  shutDown(world, on, user, reason);
  world.after(10_000 + on.random.integer(40_000, 180_000), () => boot(world, on));
}
