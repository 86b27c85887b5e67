import type { DceRpcDetail } from '../facts.ts';
import type { Account } from '../organisation.ts';
import { service } from './boot.ts';
import { connect } from './connect.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { type ProcessSpec, startProcess } from './processes.ts';
import { fileNameOf } from './programs.ts';
import { logOnRemotely } from './remote-logon.ts';
import type { LogonSession } from './session.ts';
import { useShare } from './shares.ts';
import { programOf, run, runScript } from './shells.ts';
import type { World } from './world.ts';

/** A command to be run on another host. */
export interface RemoteCommand {
  readonly target: HostState;
  /** what runs on the target */
  readonly command: string;
  /** wording on the source; a usual one without it */
  readonly commandLine?: string;
  /** another account than the session's */
  readonly as?: Account;
  /** how long the command runs; default 2 s */
  readonly lastsMs?: number;
  readonly afterMs?: number;
  /** details of the process on the target, as a renamed program */
  readonly process?: Partial<ProcessSpec>;
}

const USUAL_RUN_MS = 2000;

/** How long a provider host takes new work; it ends two minutes later. */
const PROVIDER_REUSE_MS = 10 * 60_000;

/** What a remote command left running: the process on the target and the session it runs in. */
export interface RemoteRun {
  readonly process: LiveProcess;
  readonly session: LogonSession;
}

/**
 * `wmic /node:HOST process call create`: wmic on the source, RPC on the wire, 4624 type 3 on the target, and the command
 * as a child of WmiPrvSE.exe there.
 */
export function remoteWmic(world: World, shell: LiveProcess, from: LogonSession, spec: RemoteCommand): RemoteRun {
  const { target, command, as, afterMs = 0 } = spec;
  const commandLine = spec.commandLine ?? `wmic /node:"${target.host.name}" process call create "${command}"`;
  const wmic = run(world, shell, commandLine, { image: 'WMIC.exe', lastsMs: 2500, afterMs });
  const session = remoteWmi(world, wmic, from, target, 'ExecMethod', as, afterMs + 200);
  const process = startProcess(world, providerHost(world, target, afterMs + 320), {
    image: programOf(command),
    commandLine: command,
    ...spec.process,
    ...identity(session),
    lastsMs: spec.lastsMs ?? USUAL_RUN_MS,
    afterMs: afterMs + 420,
    currentDirectory: 'C:\\Windows\\system32\\',
  });
  return { process, session };
}

/** `wmic process call create` on the own host: the command as a child of WmiPrvSE.exe. */
export function localWmic(world: World, shell: LiveProcess, spec: Omit<RemoteCommand, 'target' | 'as'>): LiveProcess {
  const { command, afterMs = 0 } = spec;
  const wmic = run(world, shell, spec.commandLine ?? `wmic process call create "${command}"`, {
    image: 'WMIC.exe',
    afterMs,
  });
  return startProcess(world, providerHost(world, shell.on, afterMs + 150), {
    image: programOf(command),
    commandLine: command,
    ...spec.process,
    user: wmic.user,
    logonGuid: wmic.logonGuid,
    integrity: wmic.integrity,
    lastsMs: spec.lastsMs ?? USUAL_RUN_MS,
    afterMs: afterMs + 260,
  });
}

/** A WMI query or call over the network, without a process on the target. */
export function remoteWmi(
  world: World,
  client: LiveProcess,
  from: LogonSession,
  target: HostState,
  operation: 'ExecMethod' | 'ExecQuery' | 'GetObject',
  as?: Account,
  afterMs = 0,
): LogonSession {
  const session = logOnRemotely(world, from, target, {
    serviceClass: 'host',
    process: client,
    afterMs,
    ...(as === undefined ? {} : { as }),
  });
  rpc(world, client, target, 135, afterMs + 20, [call('epmapper', 'ept_map', '135')]);
  rpc(world, client, target, 49154 + (target.host.name.length % 16), afterMs + 60, [
    call('IRemoteSCMActivator', 'RemoteCreateInstance', '135'),
    call('IWbemLevel1Login', 'NTLMLogin', '49154'),
    call('IWbemServices', operation, '49154'),
  ]);
  return session;
}

function call(endpoint: string, operation: string, namedPipe: string): DceRpcDetail {
  return { protocol: 'dce-rpc', afterMs: 6, endpoint, operation, namedPipe, roundTripMs: 3 };
}

function rpc(
  world: World,
  client: LiveProcess,
  target: HostState,
  port: number,
  afterMs: number,
  details: readonly DceRpcDetail[],
): void {
  if (client.on === target) return;
  connect(world, {
    from: client.on,
    to: target,
    port,
    lastsMs: 900,
    sentBytes: 1900 * details.length,
    receivedBytes: 2300 * details.length,
    service: 'dce_rpc,gssapi,krb',
    details,
    process: client,
    afterMs,
  });
}

function identity({ elevated, logonGuid }: LogonSession) {
  return { user: elevated, logonGuid, integrity: 'High', terminalSession: 0 } as const;
}

/** The WMI provider host, started when none runs; Windows ends it after some idle minutes. */
export function providerHost(world: World, target: HostState, afterMs = 0): LiveProcess {
  const running = target.services.get('wmiprvse');
  if (running !== undefined && world.nowMs + afterMs < running.startMs + PROVIDER_REUSE_MS) return running;
  const started = startProcess(world, service(target, 'svchost:DcomLaunch'), {
    image: 'WmiPrvSE.exe',
    commandLine: 'C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding',
    user: target.networkService,
    afterMs,
    lastsMs: PROVIDER_REUSE_MS + 2 * 60_000,
  });
  target.services.set('wmiprvse', started);
  world.emit(
    {
      kind: 'wmi',
      host: target.host,
      action: 'provider-start',
      provider: 'CIMWin32',
      providerPath: '%systemroot%\\system32\\wbem\\cimwin32.dll',
      query: '',
      namespace: '',
      result: 0,
      user: target.networkService,
      clientMachine: '',
      clientPid: 0,
      hostPid: started.pid,
    },
    afterMs + 60,
  );
  return started;
}

/** A command for PsExec, with what can be told from its switches. */
export interface PsExecCommand extends RemoteCommand {
  /** -s: as SYSTEM */
  readonly isSystem?: boolean;
  /** file name of the tool; default PsExec64.exe */
  readonly tool?: string;
  /** -r: another name of the service */
  readonly serviceName?: string;
}

/** PsExec: the service file over ADMIN$, 7045 and 4697, the service process and the command as its child. */
export function psExec(world: World, shell: LiveProcess, from: LogonSession, spec: PsExecCommand): RemoteRun {
  const { target, command, afterMs = 0, tool = 'PsExec64.exe', serviceName = 'PSEXESVC' } = spec;
  const flags = spec.isSystem === true ? '-s ' : '';
  const commandLine = spec.commandLine ?? `${tool} -accepteula \\\\${target.host.name} ${flags}${command}`;
  const lastsMs = spec.lastsMs ?? USUAL_RUN_MS;
  const client = run(world, shell, commandLine, { image: tool, lastsMs: lastsMs + 1500, afterMs });
  const session = useShare(world, from, target, {
    share: 'ADMIN$',
    files: [{ name: `${serviceName}.exe`, action: 'write', sizeBytes: 716_176 }],
    process: client,
    afterMs: afterMs + 150,
    lastsMs: lastsMs + 3000,
    ...(spec.as === undefined ? {} : { as: spec.as }),
  });
  const filePath = `%SystemRoot%\\${serviceName}.exe`;
  controlService(world, client, target, session, serviceName, filePath, afterMs + 320);
  const serviceProcess = startProcess(world, service(target, 'services'), {
    image: `C:\\Windows\\${serviceName}.exe`,
    program: 'PSEXESVC.exe',
    user: target.system,
    afterMs: afterMs + 420,
    lastsMs: lastsMs + 900,
  });
  const pipe = `\\${serviceName}-${from.on.host.name}-${client.pid}-stdin`;
  world.emit({ kind: 'pipe', host: target.host, action: 'create', pipe, process: serviceProcess }, afterMs + 480);
  const process = startProcess(world, serviceProcess, {
    image: programOf(command),
    commandLine: command,
    ...spec.process,
    ...(spec.isSystem === true ? { user: target.system, integrity: 'System' as const } : identity(session)),
    afterMs: afterMs + 560,
    lastsMs,
  });
  return { process, session };
}

/** Makes and starts a service over the network (svcctl): what PsExec, `sc \\HOST` and their kin do. */
export function controlService(
  world: World,
  client: LiveProcess,
  target: HostState,
  session: LogonSession,
  serviceName: string,
  filePath: string,
  afterMs: number,
): void {
  rpc(world, client, target, 445, afterMs, [
    call('svcctl', 'OpenSCManagerW', '\\pipe\\ntsvcs'),
    call('svcctl', 'CreateServiceW', '\\pipe\\ntsvcs'),
    call('svcctl', 'StartServiceW', '\\pipe\\ntsvcs'),
  ]);
  const path = filePath.replace('%SystemRoot%', 'C:\\Windows');
  world.emit(
    { kind: 'file', host: target.host, action: 'create', path, sizeBytes: 716_176, process: systemProcess(target) },
    afterMs - 60,
  );
  world.emit(
    {
      kind: 'service-install',
      host: target.host,
      service: serviceName,
      filePath,
      serviceType: 'user mode service',
      startType: 'demand start',
      runsAs: 'LocalSystem',
      subject: session.subject,
    },
    afterMs + 40,
  );
  const displayName = fileNameOf(serviceName);
  world.emit(
    { kind: 'service-state', host: target.host, displayName, service: serviceName, state: 'running' },
    afterMs + 90,
  );
}

/** What writes files that come over the network. */
function systemProcess(host: HostState): LiveProcess {
  return service(host, 'services').parent?.parent?.parent ?? service(host, 'services');
}

/** Blocks of script to be run on another host. */
export interface RemoteScripts {
  readonly target: HostState;
  readonly as?: Account;
  /** blocks that run there, one after the other */
  readonly scripts: readonly string[];
  readonly lastsMs?: number;
  readonly afterMs?: number;
}

/** PowerShell remoting: WinRM on the wire, 4624 type 3, wsmprovhost.exe and script blocks on the target. */
export function remotePowerShell(
  world: World,
  powershell: LiveProcess,
  from: LogonSession,
  spec: RemoteScripts,
): RemoteRun {
  const { afterMs = 0, lastsMs = 60_000, scripts } = spec;
  const { process, session } = winRm(world, powershell, from, spec, 'wsmprovhost.exe', 'wsmprovhost.exe -Embedding');
  for (const [index, text] of scripts.entries()) {
    const spread = (lastsMs * index) / (scripts.length + 1);
    runScript(world, process, text, { afterMs: afterMs + 600 + spread });
  }
  return { process, session };
}

/** `winrs -r:HOST`: the command under winrshost.exe on the target. */
export function winRs(world: World, shell: LiveProcess, from: LogonSession, spec: RemoteCommand): RemoteRun {
  const { target, command, afterMs = 0, lastsMs = USUAL_RUN_MS } = spec;
  const commandLine = spec.commandLine ?? `winrs -r:${target.host.name} ${command}`;
  const client = run(world, shell, commandLine, { image: 'winrs.exe', afterMs, lastsMs: lastsMs + 800 });
  const host = winRm(
    world,
    client,
    from,
    { ...spec, lastsMs: lastsMs + 700 },
    'winrshost.exe',
    'C:\\Windows\\system32\\WinrsHost.exe -Embedding',
  );
  const process = startProcess(world, host.process, {
    image: 'cmd.exe',
    commandLine: `C:\\Windows\\system32\\cmd.exe /C ${command}`,
    afterMs: afterMs + 500,
    lastsMs,
  });
  return { process, session: host.session };
}

function winRm(
  world: World,
  client: LiveProcess,
  from: LogonSession,
  { target, as, afterMs = 0, lastsMs = 60_000 }: Omit<RemoteScripts, 'scripts'>,
  image: string,
  commandLine: string,
): RemoteRun {
  const sourcePort = world.network.dynamicPort();
  const session = logOnRemotely(world, from, target, {
    serviceClass: 'HTTP',
    process: client,
    afterMs,
    lastsMs: lastsMs + 4000,
    sourcePort,
    ...(as === undefined ? {} : { as }),
  });
  connect(world, {
    from: from.on,
    to: target,
    port: 5985,
    sourcePort,
    lastsMs,
    sentBytes: 14_000,
    receivedBytes: 22_000,
    service: 'http',
    process: client,
    details: [
      {
        protocol: 'http',
        afterMs: 5,
        method: 'POST',
        hostName: target.host.fqdn,
        uri: '/wsman?PSVersion=5.1.17763.1',
        userAgent: 'Microsoft WinRM Client',
        referrer: '',
        status: 200,
        requestBytes: 1800,
        responseBytes: 2100,
        mimeType: '',
      },
    ],
    afterMs: afterMs + 12,
  });
  const process = startProcess(world, service(target, 'svchost:DcomLaunch'), {
    image,
    commandLine,
    ...identity(session),
    afterMs: afterMs + 260,
    lastsMs,
  });
  const connection = `${target.host.fqdn}/wsman?PSVersion=5.1.17763.1`;
  const { user } = client;
  world.emit(
    { kind: 'remote-management', host: from.on.host, action: 'session-opened', connection, user, process: client },
    afterMs,
  );
  world.emit(
    {
      kind: 'remote-management',
      host: target.host,
      action: 'shell-created',
      connection,
      user: session.account,
      process,
    },
    afterMs + 270,
  );
  return { process, session };
}
