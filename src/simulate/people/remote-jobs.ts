import { MINUTE_MS } from '../calendar.ts';
import {
  type Activity,
  closeShell,
  type LogonSession,
  leaveDesktop,
  openRemoteDesktop,
  openShell,
  psExec,
  remotePowerShell,
  remoteWmi,
  remoteWmic,
  run,
  runScript,
  useShare,
  winRs,
} from '../world/index.ts';
import { type AdministratorAtWork, anyServer, anyWorkstation, asAdministrator } from './administrator-at-work.ts';

/** What is asked of servers. */
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
  'wevtutil gl Security',
  'vssadmin list shadows',
  'net share',
  'net session',
  'net localgroup Administrators',
  'certutil -store My',
  'reg query "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion" /v ReleaseId',
  'schtasks /query /fo LIST',
  'nslookup vpn.example',
] as const;

/** Remote desktop to a server, often by way of the jump host, some commands there, and out again. */
export function* lookAfterServer(at: AdministratorAtWork): Activity {
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

const QUESTIONS = [
  ['product get name,version', 'ExecQuery'],
  ['qfe list brief', 'ExecQuery'],
  ['logicaldisk get caption,freespace,size', 'ExecQuery'],
  ['service where "state=\'stopped\'" get name', 'ExecQuery'],
  ['os get lastbootuptime', 'ExecQuery'],
  ['computersystem get username', 'ExecQuery'],
] as const;

/** wmic against other machines: questions mostly, now and then a command. */
export function* inspectRemotely(at: AdministratorAtWork): Activity {
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

/** PowerShell remoting to a server. */
export function* useRemotePowerShell(at: AdministratorAtWork): Activity {
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
export function* runRemotely(at: AdministratorAtWork): Activity {
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
export function* copyTools(at: AdministratorAtWork): Activity {
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
