import { HOUR_MS } from '../calendar.ts';
import { makeFileOnLinux, runOnLinux, webApplication } from '../world/linux.ts';
import type { Activity, World } from '../world/world.ts';

/** Mean time at noise 1 between two things that the audit daemon logs; real ones log thousands an hour. */
const GAP_MS = 3 * HOUR_MS;

const JOBS = [
  ['/usr/sbin/logrotate', '/etc/logrotate.conf'],
  ['/bin/sh', '-c', 'test -x /usr/sbin/anacron || run-parts --report /etc/cron.daily'],
  ['/usr/bin/find', '/var/versa/vnms/log', '-mtime', '+14', '-delete'],
  ['/usr/bin/du', '-sk', '/var/versa'],
  ['/bin/systemctl', 'is-active', 'postgresql'],
  ['/bin/ls', '-la', '/tmp'],
] as const;

/** Temporary files of the web application. */
const SCRATCH = [
  '/tmp/hsperfdata_versa/1874',
  '/tmp/poi-sxssf-sheet',
  '/tmp/upload_7f3a',
  '/tmp/.java_pid1874',
] as const;

/** What the audit daemon of a Linux appliance logs of everyday life. */
export function* linuxLife(world: World): Activity {
  const appliances = world.hostsOf('network-controller');
  const random = world.random.fork('linux-life');
  while (appliances.length > 0) {
    yield Math.ceil(random.exponential(GAP_MS / world.noise));
    const on = random.pick(appliances);
    if (random.chance(0.3)) {
      makeFileOnLinux(world, on, webApplication(), `${random.pick(SCRATCH)}${random.chance(0.5) ? '' : '.tmp'}`);
    } else runOnLinux(world, on, random.pick(JOBS), { parentPid: 1 });
  }
}
