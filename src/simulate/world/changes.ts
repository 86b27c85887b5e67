import { DAY_MS } from '../calendar.ts';
import type { Account, Principal } from '../organisation.ts';
import { guidOf, hexOf } from '../random.ts';
import { service } from './boot.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { requestTgt } from './kerberos.ts';
import { logOff, openSession } from './logons.ts';
import { endProcess, startProcess } from './processes.ts';
import { fileNameOf, identityOf } from './programs.ts';
import type { World } from './world.ts';

/** A file appears, changes or goes. */
export function touchFile(
  world: World,
  process: LiveProcess,
  path: string,
  action: 'create' | 'delete' | 'read' = 'create',
  sizeBytes = 4096,
  afterMs = 0,
): void {
  world.emit({ kind: 'file', host: process.on.host, action, path, sizeBytes, process }, afterMs);
}

/** The creation time of a file is set back, as if it had been there for years. */
export function setFileTime(world: World, process: LiveProcess, path: string, years: number, afterMs = 300): void {
  const claimedTimeMs = world.nowMs - years * 365 * DAY_MS;
  const fact = { kind: 'file', host: process.on.host, action: 'change-time', path, sizeBytes: 0, process } as const;
  world.emit({ ...fact, claimedTimeMs }, afterMs);
}

/** A process loads a library. @param program the file that a renamed one is */
export function loadLibrary(world: World, process: LiveProcess, loaded: string, program = fileNameOf(loaded)): void {
  const file = identityOf(program, process.on.host.version);
  world.emit({ kind: 'image-load', host: process.on.host, process, loaded, file }, 150);
}

/** A program lists the members of a local group: 4799. */
export function listLocalGroup(world: World, process: LiveProcess, name: string, afterMs = 60): void {
  const { host } = process.on;
  const sid = LOCAL_GROUPS[name] ?? 'S-1-5-32-545';
  const group = { sid, user: name, domain: 'Builtin' };
  const fact = { kind: 'group-change', action: 'list', scope: 'local', group, subject: process.user, process } as const;
  world.emit({ ...fact, host }, afterMs);
}

/** Learn.microsoft.com, "Well-known SIDs". */
const LOCAL_GROUPS: Readonly<Record<string, string>> = {
  Administrators: 'S-1-5-32-544',
  'Backup Operators': 'S-1-5-32-551',
  'Remote Desktop Users': 'S-1-5-32-555',
};

/** A value of the registry is set; `details` as Sysmon words it: `DWORD (0x00000001)`, `C:\\x.exe`. */
export function setRegistry(world: World, process: LiveProcess, target: string, details: string, afterMs = 0): void {
  world.emit({ kind: 'registry', host: process.on.host, action: 'set', target, details, process }, afterMs);
}

/** A service of this host is installed that starts with it. */
export function addService(world: World, process: LiveProcess, name: string, filePath: string, afterMs = 150): void {
  world.emit(
    {
      kind: 'service-install',
      host: process.on.host,
      service: name,
      filePath,
      serviceType: 'user mode service',
      startType: 'auto start',
      runsAs: 'LocalSystem',
      subject: process.user,
    },
    afterMs,
  );
}

/** A key of the registry is read. */
export function readRegistry(world: World, process: LiveProcess, target: string, afterMs = 120): void {
  world.emit({ kind: 'registry', host: process.on.host, action: 'read', target, details: '', process }, afterMs);
}

/** A value of the registry is deleted. */
export function deleteRegistry(world: World, process: LiveProcess, target: string, afterMs = 0): void {
  world.emit(
    { kind: 'registry', host: process.on.host, action: 'delete-value', target, details: '', process },
    afterMs,
  );
}

const PORT_PROXY = 'HKLM\\System\\CurrentControlSet\\Services\\PortProxy\\v4tov4\\tcp';

/** What `netsh interface portproxy add v4tov4` leaves: the value that the IP helper service reads. */
export function addPortProxy(world: World, netsh: LiveProcess, listen: string, connect: string, afterMs = 120): void {
  setRegistry(world, netsh, `${PORT_PROXY}\\${listen}`, connect, afterMs);
}

/** What `netsh interface portproxy delete v4tov4` leaves. */
export function deletePortProxy(world: World, netsh: LiveProcess, listen: string, afterMs = 120): void {
  deleteRegistry(world, netsh, `${PORT_PROXY}\\${listen}`, afterMs);
}

/** A rule of the Windows firewall, for TCP. */
export interface FirewallRule {
  readonly name: string;
  readonly ports: string;
  readonly direction?: 'in' | 'out';
  readonly isAllow?: boolean;
  readonly application?: string;
}

/** A rule of the Windows firewall is added or deleted. */
export function changeHostFirewall(
  world: World,
  process: LiveProcess,
  rule: FirewallRule,
  action: 'add' | 'delete' = 'add',
  afterMs = 150,
): void {
  world.emit(
    {
      kind: 'host-firewall',
      host: process.on.host,
      action,
      ruleId: guidOf(hexOf(`${process.on.host.name}/rule/${rule.name}`, 32)),
      rule: rule.name,
      direction: rule.direction ?? 'in',
      isAllow: rule.isAllow ?? true,
      protocol: 'tcp',
      localPorts: rule.ports,
      remoteAddresses: '*',
      application: rule.application ?? '',
      process,
    },
    afterMs,
  );
}

/** The Volume Shadow Copy service runs for a while and makes a copy of drive C. Returns the copy's device. */
export function makeShadowCopy(world: World, asker: LiveProcess, afterMs = 0): string {
  const { on } = asker;
  setServiceState(world, on, 'VSS', 'Volume Shadow Copy', 'running', afterMs);
  setServiceState(world, on, 'swprv', 'Microsoft Software Shadow Copy Provider', 'running', afterMs + 400);
  const vss = startProcess(world, service(on, 'services'), {
    image: 'VSSVC.exe',
    commandLine: 'C:\\Windows\\system32\\vssvc.exe',
    user: on.system,
    afterMs,
    lastsMs: 4 * 60_000,
  });
  const device = `\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy${on.random.integer(1, 40)}`;
  world.emit(
    {
      kind: 'shadow-copy',
      host: on.host,
      action: 'create',
      user: asker.user,
      process: vss,
      shadowGuid: on.random.guid(),
      setGuid: on.random.guid(),
      device,
      volume: 'C:',
    },
    afterMs + 1800,
  );
  setServiceState(world, on, 'VSS', 'Volume Shadow Copy', 'stopped', afterMs + 4 * 60_000);
  return device;
}

/** The shadow copy that backup software left on drive C is deleted. */
export function deleteShadowCopies(world: World, by: LiveProcess, afterMs = 700): void {
  const { on } = by;
  world.emit(
    {
      kind: 'shadow-copy',
      host: on.host,
      action: 'delete',
      user: by.user,
      process: by,
      shadowGuid: on.random.guid(),
      setGuid: on.random.guid(),
      device: `\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy${on.random.integer(1, 40)}`,
      volume: 'C:',
    },
    afterMs,
  );
}

/** A service starts or stops: 7036. */
export function setServiceState(
  world: World,
  on: HostState,
  name: string,
  displayName: string,
  state: 'running' | 'stopped',
  afterMs = 0,
): void {
  world.emit({ kind: 'service-state', host: on.host, service: name, displayName, state }, afterMs);
}

/** Size of the directory database of some hundred to some thousand accounts. */
const DIRECTORY_BYTES = 96 * 1024 * 1024;

/**
 * What `ntdsutil ... ifm create full FOLDER` leaves: a shadow copy, the ESENT events 216, 326, 325, 327, 327 in the order
 * that a domain controller shows, and the files.
 */
export function copyDirectory(world: World, ntdsutil: LiveProcess, folder: string, afterMs = 0): void {
  const { on } = ntdsutil;
  makeShadowCopy(world, ntdsutil, afterMs + 900);
  const snapshot = `C:\\$SNAP_${localMinute(world, afterMs)}_VOLUMEC$\\Windows\\NTDS\\ntds.dit`;
  const copy = `${folder}\\Active Directory\\ntds.dit`;
  const engine = (eventId: 216 | 325 | 326 | 327, database: string, atMs: number, oldDatabase = ''): void => {
    const source = { kind: 'database-engine', provider: 'ESENT', processName: 'ntdsutil', instance: '' } as const;
    world.emit({ ...source, host: on.host, eventId, pid: ntdsutil.pid, database, oldDatabase }, afterMs + atMs);
  };
  engine(216, snapshot, 3100, 'C:\\Windows\\NTDS\\ntds.dit');
  engine(326, snapshot, 4100);
  engine(325, copy, 5200);
  engine(327, copy, 20_300);
  engine(327, snapshot, 21_000);
  touchFile(world, ntdsutil, copy, 'create', DIRECTORY_BYTES, afterMs + 5200);
  touchFile(world, ntdsutil, `${folder}\\Active Directory\\ntds.jfm`, 'create', 16_384, afterMs + 5300);
  touchFile(world, ntdsutil, `${folder}\\registry\\SYSTEM`, 'create', 18_874_368, afterMs + 22_000);
  touchFile(world, ntdsutil, `${folder}\\registry\\SECURITY`, 'create', 65_536, afterMs + 22_200);
}

/** `YYYYMMDDHHMM` of local time, as the folder of a snapshot is named. */
function localMinute(world: World, afterMs: number): string {
  const localMs = world.nowMs + afterMs + world.organisation.utcOffsetMinutes * 60_000;
  return new Date(localMs).toISOString().slice(0, 16).replace(/[-:T]/g, '');
}

/** A log is emptied. */
export function clearLog(world: World, by: LiveProcess, channel: string, backupPath = '', afterMs = 100): void {
  world.emit({ kind: 'log-cleared', host: by.on.host, channel, subject: by.user, backupPath }, afterMs);
}

/** A scheduled task. */
export interface TaskSpec {
  readonly task: string;
  readonly command: string;
  readonly arguments?: string;
  readonly runsAs: Principal;
}

/** A scheduled task is registered or taken away. */
export function changeTask(
  world: World,
  by: LiveProcess,
  spec: TaskSpec,
  action: 'create' | 'update' | 'delete' = 'create',
  afterMs = 120,
): void {
  world.emit(
    {
      kind: 'scheduled-task',
      host: by.on.host,
      action,
      task: spec.task,
      command: spec.command,
      arguments: spec.arguments ?? '',
      runsAs: spec.runsAs,
      subject: by.user,
      instanceGuid: '{00000000-0000-0000-0000-000000000000}',
    },
    afterMs,
  );
}

/**
 * The scheduler runs a task: a batch logon when it runs as an account, its start, the process, its end.
 * @param runsAs the account; without it, SYSTEM
 */
export function runTask(
  world: World,
  on: HostState,
  spec: Omit<TaskSpec, 'runsAs'> & { readonly image: string; readonly lastsMs: number; readonly runsAs?: Account },
): LiveProcess {
  const { image, lastsMs, runsAs } = spec;
  const args = spec.arguments ?? '';
  const schedule = service(on, 'svchost:Schedule');
  if (runsAs !== undefined) requestTgt(world, on, runsAs);
  const session = runsAs === undefined ? undefined : openSession(world, on, runsAs, { type: 4, process: schedule });
  const process = startProcess(world, schedule, {
    image,
    commandLine: args === '' ? spec.command : `${spec.command} ${args}`,
    user: session?.elevated ?? on.system,
    integrity: session === undefined ? 'System' : 'High',
    afterMs: 8,
    ...(session === undefined ? {} : { session, logonGuid: session.logonGuid }),
  });
  const fact = {
    kind: 'scheduled-task',
    host: on.host,
    task: spec.task,
    command: spec.command,
    arguments: args,
    runsAs: runsAs ?? on.system,
    subject: on.system,
    process,
    instanceGuid: on.random.guid(),
  } as const;
  world.emit({ ...fact, action: 'start' }, 9);
  world.after(lastsMs, () => {
    endProcess(world, process);
    world.emit({ ...fact, action: 'finish' }, 3);
    if (session !== undefined) logOff(world, session);
  });
  return process;
}
