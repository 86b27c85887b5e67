import { DAY_MS, HOUR_MS, isPatchTuesday, MINUTE_MS } from '../calendar.ts';
import type { Account } from '../organisation.ts';
import { isWindows, service } from '../world/boot.ts';
import { copyDirectory, makeShadowCopy, runTask, touchFile } from '../world/changes.ts';
import { connect } from '../world/connect.ts';
import { replicateDirectory } from '../world/directory.ts';
import { logInToFirewall, logOutOfFirewall, takeFirewallConfig } from '../world/firewall-admin.ts';
import type { HostState, LiveProcess } from '../world/host-state.ts';
import { requestTgt } from '../world/kerberos.ts';
import { logOff, machineSession, openSession } from '../world/logons.ts';
import { restart } from '../world/power.ts';
import { startProcess } from '../world/processes.ts';
import { providerHost, remoteWmi } from '../world/remote-wmi.ts';
import type { LogonSession } from '../world/session.ts';
import { useShare } from '../world/shares.ts';
import { run, runScript } from '../world/shells.ts';
import type { Activity, World } from '../world/world.ts';

/** A service logs on as its account, for as long as the activity likes. */
function serviceSession(world: World, on: HostState, account: Account): LogonSession {
  requestTgt(world, on, account);
  return openSession(world, on, account, { type: 5, process: service(on, 'services') });
}

function windowsServers(world: World): HostState[] {
  return [...world.hosts].filter((host) => isWindows(host) && host.host.system.includes('Server') && host.isUp);
}

/** The monitoring asks every server how it is, over WMI. */
export function* monitoring(world: World): Activity {
  const account = world.serviceAccount('monitoring');
  if (account === undefined) return;
  const on = world.hostOf('monitoring-server');
  const random = world.random.fork('monitoring');
  yield 5 * MINUTE_MS;
  for (;;) {
    const session = serviceSession(world, on, account);
    for (let round = 0; round < 8; round++) {
      for (const target of windowsServers(world)) {
        yield random.integer(500, 4000);
        if (target === on || !on.isUp || !target.isUp) continue;
        remoteWmi(world, service(on, 'prtg-probe'), session, target, 'ExecQuery');
        providerHost(world, target, 300);
      }
      yield Math.ceil((2 * HOUR_MS) / Math.min(24, world.noise));
    }
    logOff(world, session);
  }
}

/** Every night the backup server fetches what changed on each server, under its account, from shadow copies. */
export function* nightlyBackup(world: World): Activity {
  const account = world.serviceAccount('backup');
  if (account === undefined) return;
  const on = world.hostOf('backup-server');
  const random = world.random.fork('backup');
  for (;;) {
    yield world.untilTomorrow();
    yield world.untilMinute(world.organisation.routines.backupAtMinute);
    keepFirewallConfig(world, on);
    const session = serviceSession(world, on, account);
    const manager = startProcess(world, service(on, 'services'), {
      image: 'Veeam.Backup.Manager.exe',
      user: session.elevated,
      session,
    });
    for (const target of windowsServers(world)) {
      if (target === on) continue;
      yield random.integer(60, 400) * 1000;
      if (target.isUp && on.isUp && !manager.isOver)
        backUp(world, session, manager, target, random.integer(2, 60) * 1e8);
    }
    yield 10 * MINUTE_MS;
    logOff(world, session);
  }
}

/** The firewall's configuration is fetched over SCP. */
function keepFirewallConfig(world: World, on: HostState): void {
  const login = logInToFirewall(world, { user: 'config-backup', from: on, way: 'ssh', profile: 'prof_admin' });
  world.after(4000, () => takeFirewallConfig(world, login, 'scp'));
  world.after(9000, () => logOutOfFirewall(world, login));
}

function backUp(world: World, session: LogonSession, manager: LiveProcess, target: HostState, bytes: number): void {
  useShare(world, session, target, {
    share: 'ADMIN$',
    files: [{ name: 'Temp\\VeeamBackupTemp\\job.xml', action: 'write', sizeBytes: 18_000 }],
    process: manager,
  });
  const agent = startProcess(world, service(target, 'services'), {
    image: 'VeeamAgent.exe',
    user: target.system,
    lastsMs: 4 * MINUTE_MS,
    afterMs: 400,
  });
  makeShadowCopy(world, agent, 900);
  connect(world, {
    from: target,
    to: session.on,
    port: 2500,
    lastsMs: 3 * MINUTE_MS,
    sentBytes: bytes,
    receivedBytes: Math.round(bytes / 900),
    process: agent,
    afterMs: 5000,
  });
}

/** Once a week a task of the first domain controller copies the directory with ntdsutil, for disaster recovery. */
export function* directoryBackup(world: World): Activity {
  const { weekday, atMinute, folder } = world.organisation.routines.directoryBackup;
  const on = world.hostOf('domain-controller');
  for (;;) {
    yield world.untilTomorrow();
    if (world.today.weekday !== weekday) continue;
    yield world.untilMinute(atMinute);
    if (!on.isUp) continue;
    const script = 'C:\\Scripts\\ifm-backup.cmd';
    const task = {
      task: '\\Backup\\Directory IFM',
      command: 'C:\\Windows\\System32\\cmd.exe',
      arguments: `/c ${script}`,
    };
    const cmd = runTask(world, on, { ...task, image: 'cmd.exe', lastsMs: 3 * MINUTE_MS });
    yield 1500;
    const target = `${folder}\\${world.today.date}`;
    const commandLine = `ntdsutil.exe "activate instance ntds" ifm "create full ${target}" quit quit`;
    copyDirectory(world, run(world, cmd, commandLine, { lastsMs: 40_000 }), target);
    yield 60_000;
    const old = new Date(world.nowMs - 28 * DAY_MS).toISOString().slice(0, 10);
    run(world, cmd, `cmd.exe /c rd /s /q ${folder}\\${old}`, { image: 'cmd.exe' });
  }
}

const REPORTS = [
  'Get-ADComputer -Filter {LastLogonDate -lt $limit} -Properties LastLogonDate | Export-Csv C:\\Reports\\stale.csv',
  'Get-ADUser -Filter * -Properties PasswordLastSet | Where-Object {$_.Enabled} | Export-Csv C:\\Reports\\passwords.csv',
  'Get-WinEvent -FilterHashtable @{LogName="System";Level=2} -MaxEvents 200 | Export-Csv C:\\Reports\\errors.csv',
] as const;

/** Scheduled scripts of the management server. */
export function* scheduledReports(world: World): Activity {
  const on = world.hostsOf('management-server')[0];
  const account = world.serviceAccount('patching');
  if (on === undefined || account === undefined) return;
  const random = world.random.fork('reports');
  for (;;) {
    yield world.untilTomorrow();
    yield world.untilMinute(5 * 60 + random.integer(0, 20));
    if (!on.isUp) continue;
    const script = `-NoProfile -ExecutionPolicy Bypass -File C:\\Scripts\\Report-${world.today.weekday}.ps1`;
    const command = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';
    const task = { task: '\\IT\\Daily report', command, arguments: script };
    const powershell = runTask(world, on, {
      ...task,
      image: 'powershell.exe',
      lastsMs: 5 * MINUTE_MS,
      runsAs: account,
    });
    // On Fridays the reports are packed for the auditors.
    if (world.today.weekday === 5) {
      const packed = `C:\\Reports\\week-${world.today.date}.7z`;
      const line = `"C:\\Program Files\\7-Zip\\7z.exe" a -pAudit-${world.today.date} ${packed} C:\\Reports\\*.csv`;
      const archiver = run(world, powershell, line, { image: '7z.exe', lastsMs: 9000, afterMs: 60_000 });
      touchFile(world, archiver, packed, 'create', 900_000, 66_000);
    }
    runScript(world, powershell, random.pick(REPORTS), {
      scriptPath: `C:\\Scripts\\Report-${world.today.weekday}.ps1`,
    });
  }
}

/** Domain controllers tell each other what changed. */
export function* replication(world: World): Activity {
  const controllers = world.hostsOf('domain-controller');
  const random = world.random.fork('replication');
  for (;;) {
    yield Math.ceil(random.exponential((2 * HOUR_MS) / world.noise));
    const from = random.pick(controllers);
    const to = random.pick(controllers);
    if (from === to || !from.isUp || !to.isUp) continue;
    replicateDirectory(world, machineSession(from), to, random.integer(3000, 90_000), service(from, 'lsass'));
  }
}

/** In the nights after patch Tuesday every server installs updates and restarts, one after the other. */
export function* patching(world: World): Activity {
  const random = world.random.fork('patching');
  let nightsLeft = 0;
  for (;;) {
    yield world.untilTomorrow();
    if (isPatchTuesday(world.today)) nightsLeft = 5;
    // Saturday after patch Tuesday.
    nightsLeft--;
    if (nightsLeft !== 0) continue;
    yield world.untilMinute(world.organisation.routines.patchAtMinute);
    for (const host of windowsServers(world)) {
      yield random.integer(60, 300) * 1000;
      installUpdates(world, host);
      yield 4 * MINUTE_MS;
      restart(
        world,
        host,
        { sid: 'S-1-5-18', user: 'SYSTEM', domain: 'NT AUTHORITY' },
        'Operating System: Service pack (Planned)',
      );
    }
  }
}

function installUpdates(world: World, host: HostState): void {
  const month = world.today.date.slice(0, 7);
  const number = 5_030_000 + (Number(month.replace('-', '')) % 10_000);
  const title = `${month} Cumulative Update for ${host.host.system} for x64-based Systems (KB${number})`;
  const fact = {
    kind: 'software',
    host: host.host,
    title,
    version: '',
    vendor: 'Microsoft Corporation',
    user: host.system,
  } as const;
  world.emit({ ...fact, action: 'download-update' });
  world.emit({ ...fact, action: 'install-update' }, 30_000);
  world.emit({ ...fact, action: 'updated' }, 200_000);
  const installer = startProcess(world, service(host, 'services'), {
    image: 'TrustedInstaller.exe',
    user: host.system,
    lastsMs: 210_000,
  });
  startProcess(world, service(host, 'svchost:DcomLaunch'), {
    image: 'TiWorker.exe',
    commandLine: `${installer.image.replace('servicing\\TrustedInstaller.exe', 'WinSxS\\TiWorker.exe')} -Embedding`,
    user: host.system,
    afterMs: 900,
    lastsMs: 205_000,
  });
}

/** On the day after patch Tuesday the workstations in use install updates; they restart when their people go home. */
export function* workstationPatching(world: World): Activity {
  const random = world.random.fork('workstation-patching');
  let isDue = false;
  for (;;) {
    yield world.untilTomorrow();
    const isToday = isDue;
    isDue = isPatchTuesday(world.today);
    if (!isToday) continue;
    yield world.untilMinute(11 * 60);
    for (const host of world.hostsOf('workstation', 'admin-workstation')) {
      yield random.integer(1, 40) * 1000;
      if (host.isReachable && host.sessions.size > 0) installUpdates(world, host);
    }
  }
}

/** The historian gathers values from the plant, and planning reads them. */
export function* plantTraffic(world: World): Activity {
  const historian = world.hostOf('historian');
  const stations = world.hostsOf('operator-station', 'engineering-station');
  const random = world.random.fork('plant');
  for (;;) {
    yield Math.ceil(random.exponential((90 * MINUTE_MS) / world.noise));
    const from = random.pick(stations);
    if (!from.isUp || !historian.isUp) continue;
    connect(world, {
      from,
      to: historian,
      port: 5450,
      lastsMs: random.integer(20, 50) * MINUTE_MS,
      sentBytes: random.integer(200_000, 900_000),
      receivedBytes: random.integer(20_000, 90_000),
    });
  }
}
