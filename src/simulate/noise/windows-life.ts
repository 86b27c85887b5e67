import { HOUR_MS, MINUTE_MS } from '../calendar.ts';
import type { Random } from '../random.ts';
import { service } from '../world/boot.ts';
import { runTask, setServiceState } from '../world/changes.ts';
import { connect } from '../world/connect.ts';
import type { HostState } from '../world/host-state.ts';
import { requestTgt } from '../world/kerberos.ts';
import { failLogon, machineSession } from '../world/logons.ts';
import { startProcess } from '../world/processes.ts';
import { useShare } from '../world/shares.ts';
import { visitSite } from '../world/web.ts';
import type { Activity, World } from '../world/world.ts';

type Habit = (world: World, host: HostState, random: Random) => void;

/** What Windows does by itself, with how often among the others. */
const HABITS: readonly (readonly [weight: number, habit: Habit])[] = [
  [6, refreshPolicy],
  [5, changeService],
  [5, runMaintenance],
  [3, indexFiles],
  [3, startBroker],
  [2, updateSignatures],
  [2, updateBrowser],
  [2, sendTelemetry],
  [1, renewTicket],
  [1, syncTime],
  [1, openUpdateStore],
  [0.3, loadDriver],
  [0.2, installProgram],
  [0.2, useOldPassword],
];

/** Mean time between two habits of a host at noise 1; a lifelike host has ten times as many. */
const MEAN_GAP_MS = { server: 75 * MINUTE_MS, client: 55 * MINUTE_MS } as const;

/** Everything that a Windows host does while nobody asks. */
export function* windowsLife(world: World, host: HostState): Activity {
  const random = world.random.fork(`windows-life/${host.host.name}`);
  const isServer = host.host.system.includes('Server');
  const meanMs = (isServer ? MEAN_GAP_MS.server : MEAN_GAP_MS.client) / world.noise;
  yield random.integer(0, HOUR_MS);
  for (;;) {
    yield Math.ceil(random.exponential(meanMs));
    if (!host.isReachable) continue;
    random.pickWeighted(HABITS)(world, host, random);
  }
}

function refreshPolicy(world: World, host: HostState, random: Random): void {
  const controller = world.controllerOf(host);
  if (controller === host) return;
  const folder = `${world.organisation.dnsDomain}\\Policies\\{31B2F340-016D-11D2-945F-00C04FB984F9}`;
  useShare(world, machineSession(host), controller, {
    share: 'SYSVOL',
    files: [{ name: `${folder}\\gpt.ini`, action: 'read', sizeBytes: 22 }],
    lastsMs: random.integer(800, 9000),
  });
}

const SERVICES = [
  ['wuauserv', 'Windows Update'],
  ['BITS', 'Background Intelligent Transfer Service'],
  ['WinHttpAutoProxySvc', 'WinHTTP Web Proxy Auto-Discovery Service'],
  ['AppXSvc', 'AppX Deployment Service (AppXSVC)'],
  ['sppsvc', 'Software Protection'],
  ['TrustedInstaller', 'Windows Modules Installer'],
  ['smphost', 'Microsoft Storage Spaces SMP'],
  ['DsSvc', 'Data Sharing Service'],
] as const;

function changeService(world: World, host: HostState, random: Random): void {
  const [name, displayName] = random.pick(SERVICES);
  setServiceState(world, host, name, displayName, 'running');
  world.after(random.integer(2, 10) * MINUTE_MS, () => {
    if (host.isUp) setServiceState(world, host, name, displayName, 'stopped');
  });
}

const MAINTENANCE = [
  ['\\Microsoft\\Windows\\UpdateOrchestrator\\Schedule Scan', 'UsoClient.exe', 'StartScan'],
  ['\\Microsoft\\Windows\\Application Experience\\Microsoft Compatibility Appraiser', 'CompatTelRunner.exe', ''],
  ['\\Microsoft\\Windows\\Windows Defender\\Windows Defender Scheduled Scan', 'MpCmdRun.exe', 'Scan -ScheduleJob'],
  ['\\Microsoft\\Windows\\Diagnosis\\Scheduled', 'taskhostw.exe', ''],
  ['\\MicrosoftEdgeUpdateTaskMachineUA', 'MicrosoftEdgeUpdate.exe', '/ua /installsource scheduler'],
] as const;

function runMaintenance(world: World, host: HostState, random: Random): void {
  const [task, image, args] = random.pick(MAINTENANCE);
  runTask(world, host, { task, command: image, arguments: args, image, lastsMs: random.integer(3, 90) * 1000 });
}

function indexFiles(world: World, host: HostState, random: Random): void {
  startProcess(world, service(host, 'services'), {
    image: 'SearchProtocolHost.exe',
    commandLine:
      '"C:\\Windows\\system32\\SearchProtocolHost.exe" Global\\UsGthrFltPipeMssGthrPipe1_ Global\\UsGthrCtrlFltPipeMssGthrPipe1 1 -2147483646',
    user: host.system,
    lastsMs: random.integer(20, 120) * 1000,
  });
}

function startBroker(world: World, host: HostState, random: Random): void {
  const image = random.pick(['backgroundTaskHost.exe', 'RuntimeBroker.exe', 'dllhost.exe', 'taskhostw.exe']);
  const desktop = [...host.sessions].find(({ shell }) => shell !== undefined);
  const commandLine =
    image === 'dllhost.exe'
      ? 'C:\\Windows\\system32\\DllHost.exe /Processid:{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}'
      : `C:\\Windows\\System32\\${image} -Embedding`;
  startProcess(world, service(host, 'svchost:DcomLaunch'), {
    image,
    commandLine,
    lastsMs: random.integer(5, 300) * 1000,
    user: desktop?.subject ?? host.system,
    integrity: desktop === undefined ? 'System' : 'Medium',
    ...(desktop === undefined
      ? {}
      : { session: desktop, logonGuid: desktop.logonGuid, terminalSession: desktop.terminalSession }),
  });
}

function updateSignatures(world: World, host: HostState, random: Random): void {
  startProcess(world, service(host, 'defender'), {
    image: 'MpCmdRun.exe',
    commandLine:
      '"C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24090.11-0\\MpCmdRun.exe" SignatureUpdate -ScheduleJob -RestrictPrivileges',
    user: host.networkService,
    lastsMs: random.integer(10, 60) * 1000,
  });
  const version = `1.${400 + Math.floor((world.nowMs / 86_400_000) % 100)}.${random.integer(1, 1200)}.0`;
  world.emit(
    { kind: 'defender-status', host: host.host, action: 'signatures-updated', oldValue: '', newValue: version },
    20_000,
  );
}

function updateBrowser(world: World, host: HostState, random: Random): void {
  visitSite(world, host, {
    name: 'updates.browsermaker.example',
    sentBytes: random.integer(1500, 4000),
    receivedBytes: random.integer(4000, 90_000),
    lastsMs: random.integer(300, 4000),
  });
}

function sendTelemetry(world: World, host: HostState, random: Random): void {
  visitSite(world, host, {
    name: 'telemetry.browsermaker.example',
    sentBytes: random.integer(3000, 20_000),
    receivedBytes: random.integer(1000, 5000),
    lastsMs: random.integer(300, 60_000),
    process: service(host, 'svchost:wuauserv'),
  });
}

function renewTicket(world: World, host: HostState): void {
  requestTgt(world, host, host.machineAccount);
}

function syncTime(world: World, host: HostState, random: Random): void {
  const controller = world.controllerOf(host);
  if (controller === host) return;
  const lastsMs = random.integer(1, 9);
  connect(world, {
    from: host,
    to: controller,
    port: 123,
    protocol: 'udp',
    lastsMs,
    sentBytes: 68,
    receivedBytes: 68,
    service: 'ntp',
  });
}

/** Windows Update opens its database, which lies far from the directory's. */
function openUpdateStore(world: World, host: HostState): void {
  const { pid } = service(host, 'svchost:wuauserv');
  for (const [index, eventId] of ([102, 326, 105, 327, 103] as const).entries()) {
    world.emit(
      {
        kind: 'database-engine',
        host: host.host,
        provider: 'ESENT',
        eventId,
        processName: 'wuaueng.dll',
        pid,
        instance: 'SUS20ClientDataStore: ',
        database: 'C:\\Windows\\SoftwareDistribution\\DataStore\\DataStore.edb',
        oldDatabase: '',
      },
      1500 * index,
    );
  }
}

/** Defender's definition updates load a driver under a name that is new each time. */
function loadDriver(world: World, host: HostState, random: Random): void {
  world.emit({
    kind: 'service-install',
    host: host.host,
    service: `MpKsl${random.hex(8)}`,
    filePath: `C:\\ProgramData\\Microsoft\\Windows Defender\\Definition Updates\\${random.guid()}\\MpKslDrv.sys`,
    serviceType: 'kernel mode driver',
    startType: 'demand start',
    runsAs: '',
    subject: host.system,
  });
}

const PACKAGES = [
  ['Adobe Acrobat Reader', '24.003.20112', 'Adobe'],
  ['7-Zip 24.08 (x64 edition)', '24.08.00.0', 'Igor Pavlov'],
  ['Microsoft Edge WebView2 Runtime', '129.0.2792.65', 'Microsoft Corporation'],
  ['GridView Viewer', '8.2.1', 'Northlight Controls'],
] as const;

function installProgram(world: World, host: HostState, random: Random): void {
  const [title, version, vendor] = random.pick(PACKAGES);
  startProcess(world, service(host, 'services'), {
    image: 'msiexec.exe',
    commandLine: 'C:\\Windows\\system32\\msiexec.exe /V',
    user: host.system,
    lastsMs: 90_000,
  });
  world.emit(
    { kind: 'software', host: host.host, action: 'install', title, version, vendor, user: host.system },
    60_000,
  );
}

/** A drive was connected with a password that has changed since. */
function useOldPassword(world: World, host: HostState, random: Random): void {
  const [server] = world.hostsOf('file-server');
  const session = [...host.sessions].find(({ account }) => account.kind === 'person');
  if (server === undefined || session === undefined || !server.isUp) return;
  const { account } = session;
  for (let tries = random.integer(1, 3); tries > 0; tries--) {
    const sourcePort = world.network.dynamicPort();
    const source = { sourceAddress: host.address, sourcePort, sourceName: host.host.name };
    failLogon(world, server, account, { type: 3, failure: 'wrongPassword', ...source, afterMs: 700 * tries });
  }
}
