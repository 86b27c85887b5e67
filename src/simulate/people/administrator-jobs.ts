import { HOUR_MS, MINUTE_MS } from '../calendar.ts';
import type { Account } from '../organisation.ts';
import type { Random } from '../random.ts';
import { changeAccount, changeGroup, changeHostFirewall, changeTask, touchFile } from '../world/changes.ts';
import { listAccounts } from '../world/directory.ts';
import { changeFirewall, logInToFirewall, logOutOfFirewall, takeFirewallConfig } from '../world/firewall-admin.ts';
import type { HostState, LiveProcess } from '../world/host-state.ts';
import { logOff, runAs } from '../world/logons.ts';
import { leaveDesktop, openRemoteDesktop } from '../world/remote-desktop.ts';
import { psExec, remotePowerShell, remoteWmi, remoteWmic, winRs } from '../world/remote-execution.ts';
import type { LogonSession } from '../world/session.ts';
import { useShare } from '../world/shares.ts';
import { closeShell, openShell, run, runScript } from '../world/shells.ts';
import type { Activity, World } from '../world/world.ts';

/** An administrator at work: the own session, and the account to administrate with. */
export interface AdministratorAtWork {
  readonly world: World;
  readonly session: LogonSession;
  readonly account: Account;
  readonly random: Random;
}

type Job = (at: AdministratorAtWork) => Activity;

/** What administrators do, with how often among the others. Each uses the tools that intruders use too. */
export const ADMINISTRATOR_JOBS: readonly (readonly [weight: number, job: Job])[] = [
  [6, lookAfterServer],
  [5, helpUser],
  [4, inspectRemotely],
  [3, useRemotePowerShell],
  [2, runRemotely],
  [2, copyTools],
  [2, checkDirectory],
  [1.5, workOnFirewall],
  [1, changeServerFirewall],
  [0.6, exportLogs],
  [0.4, scheduleTask],
  [0.3, onboard],
];

function anyServer({ world, random }: AdministratorAtWork): HostState {
  const servers = [...world.hosts].filter(({ host, isUp }) => isUp && host.system.includes('Server'));
  return random.pick(servers.length > 0 ? servers : [world.hostOf('file-server')]);
}

function anyWorkstation({ world, random, session }: AdministratorAtWork): HostState | undefined {
  const others = world
    .hostsOf('workstation')
    .filter(({ isUp, isAway, sessions, address }) => isUp && !isAway && sessions.size > 0 && address !== '');
  const free = others.filter((host) => host !== session.on);
  return free.length === 0 ? undefined : random.pick(free);
}

const CHECKS = [
  'ipconfig /all',
  'netstat -ano',
  'tasklist /svc',
  'systeminfo',
  'sc query type= service state= all',
  'gpresult /r',
  'quser',
  'whoami /groups',
  'netsh interface ipv4 show config',
  'netsh advfirewall show allprofiles',
  'w32tm /query /status',
  'wmic logicaldisk get caption,freespace,size',
  'wmic qfe list brief',
  'wevtutil qe System /c:20 /rd:true /f:text',
] as const;

/** Remote desktop to a server, often by way of the jump host, some commands there, and out again. */
function* lookAfterServer(at: AdministratorAtWork): Activity {
  const { world, session, account, random } = at;
  const lastsMs = random.integer(6, 45) * MINUTE_MS;
  const jump = world.hostOf('jump-host');
  const target = anyServer(at);
  const goesByJump = jump.isUp && target !== jump && random.chance(0.6);
  const opened: LogonSession[] = [];
  let from = session;
  if (goesByJump) {
    from = openRemoteDesktop(world, session, jump, { as: account, lastsMs: lastsMs + 4 * MINUTE_MS });
    opened.push(from);
    yield random.integer(15, 90) * 1000;
  }
  if (from.isOver || from.shell === undefined) return;
  const desktop = openRemoteDesktop(world, from, target, { as: account, lastsMs });
  opened.push(desktop);
  yield random.integer(20, 60) * 1000;
  yield* typeCommands(at, desktop, random.integer(1, 5));
  yield lastsMs / 2;
  for (const one of opened.toReversed()) {
    leaveDesktop(world, one);
    yield random.integer(2, 9) * 1000;
  }
}

function* typeCommands({ world, random }: AdministratorAtWork, desktop: LogonSession, count: number): Activity {
  if (desktop.isOver) return;
  const shell = openShell(world, desktop, 'cmd.exe');
  for (let index = 0; index < count && !shell.isOver; index++) {
    yield random.integer(4, 120) * 1000;
    if (!shell.isOver) run(world, shell, random.pick(CHECKS), { lastsMs: random.integer(200, 6000) });
  }
  yield random.integer(10, 100) * 1000;
  closeShell(world, shell);
}

/** A console as the administrator on the own machine, for one piece of work. */
function* asAdministrator(
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

/** The help desk: an account is unlocked, a password set anew, now and then somebody new begins. */
function* helpUser(at: AdministratorAtWork): Activity {
  const { world, random } = at;
  yield* asAdministrator(at, 'mmc.exe', function* (console) {
    const person = random.pick(world.organisation.people).account;
    yield random.integer(10, 60) * 1000;
    const draw = random.next();
    if (draw < 0.45) changeAccount(world, console, person, 'unlock');
    else if (draw < 0.85) {
      changeAccount(world, console, person, 'reset-password');
      changeAccount(world, console, person, 'change', 110);
    } else {
      const group = {
        sid: `${world.organisation.domainSid}-1190`,
        user: 'VPN-Users',
        domain: world.organisation.domain,
      };
      changeGroup(world, console, group, person, random.chance(0.5) ? 'add' : 'remove');
    }
    yield random.integer(20, 200) * 1000;
  });
}

const QUESTIONS = [
  ['product get name,version', 'ExecQuery'],
  ['qfe list brief', 'ExecQuery'],
  ['logicaldisk get caption,freespace,size', 'ExecQuery'],
  ['service where "state=\'stopped\'" get name', 'ExecQuery'],
  ['os get lastbootuptime', 'ExecQuery'],
  ['computersystem get username', 'ExecQuery'],
] as const;

/** wmic against other machines: questions mostly, now and then a command. */
function* inspectRemotely(at: AdministratorAtWork): Activity {
  const { world, random } = at;
  yield* asAdministrator(at, 'cmd.exe', function* (shell, own) {
    for (let count = random.integer(1, 3); count > 0 && !shell.isOver; count--) {
      const target = random.chance(0.5) ? anyServer(at) : (anyWorkstation(at) ?? anyServer(at));
      if (target === own.on) continue;
      if (random.chance(0.25)) remoteWmic(world, shell, own, { target, command: 'gpupdate /force', lastsMs: 9000 });
      else {
        const [words, operation] = random.pick(QUESTIONS);
        const wmic = run(world, shell, `wmic /node:"${target.host.name}" ${words}`, {
          image: 'WMIC.exe',
          lastsMs: 3000,
        });
        remoteWmi(world, wmic, own, target, operation, undefined, 200);
      }
      yield random.integer(20, 240) * 1000;
    }
  });
}

const SCRIPTS = [
  'Get-Service | Where-Object {$_.StartType -eq "Automatic" -and $_.Status -ne "Running"}',
  'Restart-Service -Name Spooler -Force',
  'Get-HotFix | Sort-Object InstalledOn -Descending | Select-Object -First 10',
  'Get-WmiObject Win32_LogicalDisk -Filter "DriveType=3" | Select-Object DeviceID,FreeSpace,Size',
  'Get-EventLog -LogName System -EntryType Error -Newest 30',
  'Get-ChildItem D:\\Shares -Recurse | Measure-Object -Property Length -Sum',
  'Test-NetConnection -ComputerName localhost -Port 443',
] as const;

function* useRemotePowerShell(at: AdministratorAtWork): Activity {
  const { world, random } = at;
  yield* asAdministrator(at, 'powershell.exe', function* (shell, own) {
    const target = anyServer(at);
    if (target === own.on) return;
    runScript(world, shell, `Enter-PSSession -ComputerName ${target.host.name}`);
    yield 2000;
    const lastsMs = random.integer(2, 12) * MINUTE_MS;
    remotePowerShell(world, shell, own, { target, scripts: [random.pick(SCRIPTS), random.pick(SCRIPTS)], lastsMs });
    yield lastsMs + 5000;
  });
}

const COMMANDS = [
  'cmd /c gpupdate /force',
  'cmd /c ipconfig /flushdns',
  'cmd /c "net stop spooler && net start spooler"',
  'cmd /c shutdown /a',
];

/** PsExec and winrs, for what policy cannot do. */
function* runRemotely(at: AdministratorAtWork): Activity {
  const { world, random } = at;
  yield* asAdministrator(at, 'cmd.exe', function* (shell, own) {
    const target = random.chance(0.7) ? (anyWorkstation(at) ?? anyServer(at)) : anyServer(at);
    if (target === own.on) return;
    const command = random.pick(COMMANDS);
    if (random.chance(0.25)) winRs(world, shell, own, { target, command: command.replace('cmd /c ', '') });
    else psExec(world, shell, own, { target, command, isSystem: random.chance(0.5), lastsMs: 5000 });
    yield random.integer(20, 120) * 1000;
  });
}

/** Tools and logs are copied over the administrative shares. */
function* copyTools(at: AdministratorAtWork): Activity {
  const { world, random } = at;
  yield* asAdministrator(at, 'cmd.exe', function* (shell, own) {
    const target = anyServer(at);
    if (target === own.on) return;
    const isFetch = random.chance(0.5);
    const name = isFetch ? 'Windows\\Logs\\CBS\\CBS.log' : 'Tools\\Get-DiskReport.ps1';
    const path = `\\\\${target.host.name}\\C$\\${name.slice(0, name.lastIndexOf('\\'))}`;
    run(
      world,
      shell,
      `robocopy ${isFetch ? `${path} C:\\Temp` : `C:\\Tools ${path}`} ${name.slice(name.lastIndexOf('\\') + 1)}`,
      { lastsMs: 4000 },
    );
    const sizeBytes = random.integer(20_000, 4_000_000);
    useShare(world, own, target, { share: 'C$', files: [{ name, action: isFetch ? 'read' : 'write', sizeBytes }] });
    yield 20_000;
  });
}

const DIRECTORY_CHECKS = [
  'net group "Domain Admins" /domain',
  'net user /domain',
  'net accounts /domain',
  'nltest /dclist:',
  'nltest /sc_query:',
  'repadmin /replsummary',
  'dcdiag /q',
  'dnscmd /enumzones',
] as const;

/** The directory is looked after: memberships, replication, zones. */
function* checkDirectory(at: AdministratorAtWork): Activity {
  const { world, random } = at;
  yield* asAdministrator(at, 'cmd.exe', function* (shell, own) {
    for (let count = random.integer(1, 3); count > 0 && !shell.isOver; count--) {
      const words = random.pick(DIRECTORY_CHECKS);
      const commandLine = words.endsWith(':') ? `${words}${world.organisation.dnsDomain}` : words;
      const process = run(world, shell, commandLine, { lastsMs: 1500 });
      if (commandLine.startsWith('net ')) {
        run(world, process, `C:\\Windows\\system32\\net1 ${commandLine.slice(4)}`, {
          image: 'net1.exe',
          lastsMs: 900,
          afterMs: 60,
        });
      }
      if (/group|user/.test(commandLine)) listAccounts(world, own, process);
      yield random.integer(15, 120) * 1000;
    }
  });
}

/** The firewall: an object or policy is changed, the configuration kept. */
function* workOnFirewall({ world, session, account, random }: AdministratorAtWork): Activity {
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
function* changeServerFirewall(at: AdministratorAtWork): Activity {
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
function* exportLogs(at: AdministratorAtWork): Activity {
  const { world, random } = at;
  yield* asAdministrator(at, 'cmd.exe', function* (shell) {
    const file = `C:\\Temp\\audit-${random.integer(100, 999)}.evtx`;
    const wevtutil = run(world, shell, `wevtutil epl Application ${file}`, { lastsMs: 5000 });
    touchFile(world, wevtutil, file, 'create', 12_000_000, 3000);
    yield Math.min(HOUR_MS, 60_000);
  });
}

/** A script is made to run every night on a server. */
function* scheduleTask(at: AdministratorAtWork): Activity {
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

/** Somebody new begins: an account, its password, its groups. */
function* onboard(at: AdministratorAtWork): Activity {
  const { world, random } = at;
  yield* asAdministrator(at, 'mmc.exe', function* (console) {
    const { domainSid, domain, dnsDomain } = world.organisation;
    const number = random.integer(100, 999);
    const user = `t.temp${number}`;
    const account: Account = {
      sid: `${domainSid}-${70_000 + number}`,
      user,
      domain,
      dnsDomain,
      kind: 'person',
      displayName: `Temp ${number}`,
      groups: ['Domain Users'],
      mayUseVpn: false,
    };
    yield 30_000;
    changeAccount(world, console, account, 'create');
    changeAccount(world, console, account, 'enable', 120);
    changeAccount(world, console, account, 'reset-password', 160);
    yield 40_000;
    changeGroup(world, console, { sid: `${domainSid}-1191`, user: 'Customer service', domain }, account);
  });
}
