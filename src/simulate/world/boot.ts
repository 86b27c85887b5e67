import type { Principal } from '../organisation.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { type ProcessSpec, rootProcess, startProcess } from './processes.ts';
import type { World } from './world.ts';

const SVCHOST_GROUPS = [
  ['DcomLaunch', '-k DcomLaunch -p', 'system'],
  ['RpcSs', '-k RPCSS -p', 'network'],
  ['Schedule', '-k netsvcs -p -s Schedule', 'system'],
  ['Winmgmt', '-k netsvcs -p -s Winmgmt', 'system'],
  ['Dnscache', '-k NetworkService -p -s Dnscache', 'network'],
  ['LanmanServer', '-k netsvcs -p -s LanmanServer', 'system'],
  ['TermService', '-k NetworkService -s TermService', 'network'],
  ['WinRM', '-k NetworkService -p -s WinRM', 'network'],
  ['iphlpsvc', '-k NetSvcs -p -s iphlpsvc', 'system'],
  ['wuauserv', '-k netsvcs -p -s wuauserv', 'system'],
  ['seclogon', '-k netsvcs -p -s seclogon', 'system'],
  ['EventLog', '-k LocalServiceNetworkRestricted -p -s EventLog', 'local'],
  ['mpssvc', '-k LocalServiceNoNetworkFirewall -p -s mpssvc', 'local'],
] as const;

/** Services that hosts of a role have besides: name of ours, program, command line. */
const ROLE_SERVICES: Readonly<
  Record<string, readonly (readonly [name: string, image: string, commandLine: string])[]>
> = {
  'domain-controller': [
    ['dns', 'dns.exe', 'C:\\Windows\\system32\\dns.exe'],
    ['dfsrs', 'dfsrs.exe', 'C:\\Windows\\system32\\DFSRs.exe'],
  ],
  'iis-server': [['was', 'svchost.exe', 'C:\\Windows\\system32\\svchost.exe -k iissvcs']],
  'tomcat-server': [
    [
      'tomcat',
      'java.exe',
      '"C:\\ManageEngine\\ADSelfService Plus\\jre\\bin\\java.exe" -Dcatalina.home=.. -Dserver.home=.. -Xms256m -Xmx1024m com.adventnet.start.ProductTrayIcon',
    ],
  ],
  'database-server': [
    [
      'sqlservr',
      'sqlservr.exe',
      '"C:\\Program Files\\Microsoft SQL Server\\MSSQL15.MSSQLSERVER\\MSSQL\\Binn\\sqlservr.exe" -sMSSQLSERVER',
    ],
  ],
  'monitoring-server': [
    ['prtg', 'PRTG Server.exe', '"C:\\Program Files (x86)\\PRTG Network Monitor\\64 bit\\PRTG Server.exe"'],
    ['prtg-probe', 'PRTG Probe.exe', '"C:\\Program Files (x86)\\PRTG Network Monitor\\PRTG Probe.exe"'],
  ],
  historian: [['historian', 'histsrv.exe', '"C:\\Program Files\\GridView Historian\\histsrv.exe" -service']],
};

const NO_ONE: Principal = { sid: 'S-1-5-18', user: 'SYSTEM', domain: 'NT AUTHORITY' };

/** Starts a Windows host: its boot records, its system processes and services. */
export function boot(world: World, host: HostState): void {
  host.restart(world.nowMs);
  world.emit({ kind: 'power', action: 'boot', host: host.host, user: NO_ONE, reason: '', uptimeSeconds: 0 });
  const system = rootProcess(world, host, { image: 'System', commandLine: 'System', pid: 4 });
  const child = (parent: LiveProcess, image: string, afterMs: number, spec: Partial<ProcessSpec> = {}): LiveProcess =>
    startProcess(world, parent, { image, afterMs, user: host.system, ...spec });
  const smss = child(system, 'smss.exe', 120, { commandLine: '\\SystemRoot\\System32\\smss.exe' });
  child(smss, 'csrss.exe', 900);
  const wininit = child(smss, 'wininit.exe', 1000, { commandLine: 'wininit.exe' });
  host.services.set('winlogon', child(smss, 'winlogon.exe', 1400, { commandLine: 'winlogon.exe', terminalSession: 1 }));
  const services = child(wininit, 'services.exe', 1500);
  host.services.set('services', services);
  host.services.set('lsass', child(wininit, 'lsass.exe', 1600));
  startServices(world, host, services);
}

function startServices(world: World, host: HostState, services: LiveProcess): void {
  let afterMs = 2200;
  const start = (name: string, image: string, commandLine: string, user = host.system): void => {
    afterMs += host.random.integer(60, 900);
    const lastsUntilBoot = { image, commandLine, afterMs, user };
    host.services.set(name, startProcess(world, services, lastsUntilBoot));
  };
  for (const [name, parameters, account] of SVCHOST_GROUPS) {
    const user = account === 'system' ? host.system : account === 'local' ? host.localService : host.networkService;
    start(`svchost:${name}`, 'svchost.exe', `C:\\Windows\\system32\\svchost.exe ${parameters}`, user);
  }
  start('spooler', 'spoolsv.exe', 'C:\\Windows\\System32\\spoolsv.exe');
  start(
    'defender',
    'MsMpEng.exe',
    '"C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24090.11-0\\MsMpEng.exe"',
  );
  for (const [name, image, commandLine] of ROLE_SERVICES[host.host.role] ?? []) start(name, image, commandLine);
  if (host.host.role === 'domain-controller') tellDirectoryEngine(world, host, afterMs);
  const activation = host.services.get('was');
  if (activation !== undefined) host.services.set('w3wp', startPool(world, activation, afterMs + 5000));
}

/** The directory's own database engine starts, in lsass: the everyday look-alike of a copy's events. */
function tellDirectoryEngine(world: World, host: HostState, afterMs: number): void {
  const { pid } = service(host, 'lsass');
  for (const [index, eventId] of ([102, 326, 105] as const).entries()) {
    world.emit(
      {
        kind: 'database-engine',
        host: host.host,
        provider: 'NTDS ISAM',
        eventId,
        processName: 'lsass',
        pid,
        instance: 'NTDSA: ',
        database: 'C:\\Windows\\NTDS\\ntds.dit',
        oldDatabase: '',
      },
      afterMs + 300 * index,
    );
  }
}

/** The process of the web site's application pool. */
function startPool(world: World, activation: LiveProcess, afterMs: number): LiveProcess {
  const pool = 'DefaultAppPool';
  return startProcess(world, activation, {
    image: 'w3wp.exe',
    commandLine: `c:\\windows\\system32\\inetsrv\\w3wp.exe -ap "${pool}" -v "v4.0" -l "webengine4.dll" -a \\\\.\\pipe\\iisipm3f0c -h "C:\\inetpub\\temp\\apppools\\${pool}\\${pool}.config" -w "" -m 0`,
    user: {
      sid: 'S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415',
      user: pool,
      domain: 'IIS APPPOOL',
      logonId: activation.on.newLogonId(),
    },
    integrity: 'High',
    afterMs,
  });
}

/** A process that started with the host. @throws Error when the host was never started */
export function service(host: HostState, name: string): LiveProcess {
  const process = host.services.get(name);
  if (process === undefined) throw new Error(`${host.host.name} does not run ${name}`);
  return process;
}

/** Whether a host runs Windows. */
export function isWindows({ host }: HostState): boolean {
  return host.system.startsWith('Windows');
}
