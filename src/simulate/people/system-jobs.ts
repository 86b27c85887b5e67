import { HOUR_MS, MINUTE_MS } from '../calendar.ts';
import {
  type Activity,
  addPortProxy,
  changeFirewall,
  changeHostFirewall,
  changeTask,
  leaveDesktop,
  logInToFirewall,
  logOutOfFirewall,
  openRemoteDesktop,
  openShell,
  run,
  takeFirewallConfig,
  touchFile,
} from '../world/index.ts';
import { type AdministratorAtWork, anyServer, asAdministrator } from './administrator-at-work.ts';

/** The firewall: an object or policy is changed, the configuration kept. */
export function* workOnFirewall({ world, session, account, random }: AdministratorAtWork): Activity {
  if (session.isOver || session.on.isAway) return;
  const login = logInToFirewall(world, { user: account.user, from: session.on });
  yield random.integer(30, 300) * 1000;
  const number = random.integer(10, 99);
  if (random.chance(0.6)) {
    changeFirewall(world, login, {
      action: random.chance(0.5) ? 'Add' : 'Edit',
      path: 'firewall.address',
      object: `supplier-${number}`,
      attributes: `subnet[203.0.113.${number} 255.255.255.255]comment[ticket ${number}${number}]`,
    });
  }
  if (random.chance(0.25)) {
    changeFirewall(
      world,
      login,
      { action: 'Edit', path: 'firewall.policy', object: '1', attributes: `comments[reviewed ${number}]` },
      40_000,
    );
  }
  yield 60_000;
  if (random.chance(0.25)) takeFirewallConfig(world, login);
  yield random.integer(10, 200) * 1000;
  logOutOfFirewall(world, login);
}

/** A port of a server is opened for a new program. */
export function* changeServerFirewall(at: AdministratorAtWork): Activity {
  const { world, account, session, random } = at;
  if (session.isOver || session.shell === undefined) return;
  const target = anyServer(at);
  const desktop = openRemoteDesktop(world, session, target, { as: account, lastsMs: 12 * MINUTE_MS });
  yield 40_000;
  if (desktop.isOver) return;
  const shell = openShell(world, desktop, 'cmd.exe');
  yield 15_000;
  const port = random.pick([1433, 8530, 9100, 5671, 8086]);
  const commandLine = `netsh advfirewall firewall add rule name="App ${port}" dir=in action=allow protocol=TCP localport=${port}`;
  changeHostFirewall(world, run(world, shell, commandLine), { name: `App ${port}`, ports: String(port) });
  yield 20_000;
  run(world, shell, 'netsh interface portproxy show all');
  yield 4 * MINUTE_MS;
  leaveDesktop(world, desktop);
}

/** Logs are exported for an audit; nothing is cleared. */
export function* exportLogs(at: AdministratorAtWork): Activity {
  const { world, random } = at;
  yield* asAdministrator(at, 'cmd.exe', function* (shell) {
    const file = `C:\\Temp\\audit-${random.integer(100, 999)}.evtx`;
    const wevtutil = run(world, shell, `wevtutil epl Application ${file}`, { lastsMs: 5000 });
    touchFile(world, wevtutil, file, 'create', 12_000_000, 3000);
    yield Math.min(HOUR_MS, 60_000);
  });
}

/** A script is made to run every night on a server. */
export function* scheduleTask(at: AdministratorAtWork): Activity {
  const { world, account, session, random } = at;
  if (session.isOver) return;
  const target = anyServer(at);
  const desktop = openRemoteDesktop(world, session, target, { as: account, lastsMs: 8 * MINUTE_MS });
  yield 30_000;
  if (desktop.isOver) return;
  const shell = openShell(world, desktop, 'cmd.exe');
  yield 20_000;
  const task = `\\IT\\Cleanup ${random.integer(10, 99)}`;
  const command = 'C:\\Scripts\\cleanup.cmd';
  const schtasks = run(
    world,
    shell,
    `schtasks /create /tn "${task.slice(1)}" /tr ${command} /sc daily /st 02:15 /ru SYSTEM`,
  );
  const runsAs = { sid: 'S-1-5-18', user: 'SYSTEM', domain: 'NT AUTHORITY' };
  changeTask(world, schtasks, { task, command, runsAs });
  yield 3 * MINUTE_MS;
  leaveDesktop(world, desktop);
}

/** An old program can only be reached on another port: the historian passes connections on to the database server. */
export function* forwardPort(at: AdministratorAtWork): Activity {
  const { world, account, session } = at;
  const [database] = world.hostsOf('database-server');
  const target = world.hostOf('historian');
  if (database === undefined || session.isOver || !target.isUp) return;
  const desktop = openRemoteDesktop(world, session, target, { as: account, lastsMs: 10 * MINUTE_MS });
  yield 50_000;
  if (desktop.isOver) return;
  const shell = openShell(world, desktop, 'cmd.exe');
  yield 20_000;
  const words = `listenport=1434 listenaddress=${target.address} connectport=1433 connectaddress=${database.address}`;
  const netsh = run(world, shell, `netsh interface portproxy add v4tov4 ${words}`);
  addPortProxy(world, netsh, `${target.address}/1434`, `${database.address}/1433`);
  yield 15_000;
  const rule =
    'netsh advfirewall firewall add rule name="Database relay" dir=in action=allow protocol=TCP localport=1434';
  changeHostFirewall(world, run(world, shell, rule), { name: 'Database relay', ports: '1434' });
  yield 3 * MINUTE_MS;
  leaveDesktop(world, desktop);
}
