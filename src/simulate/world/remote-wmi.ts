import type { Account } from '../organisation.ts';
import { service } from './boot.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { startProcess } from './processes.ts';
import { call, rpc } from './remote-call.ts';
import { type RemoteCommand, type RemoteRun, tokenOf, USUAL_RUN_MS } from './remote-command.ts';
import { logOnRemotely } from './remote-logon.ts';
import type { LogonSession } from './session.ts';
import { useShare } from './shares.ts';
import { programOf, run } from './shells.ts';
import type { World } from './world.ts';

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
    ...tokenOf(session),
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

/**
 * A command through WMI whose answer comes back in a file of ADMIN$, as tools do that need nothing on the target: cmd.exe
 * below WmiPrvSE.exe with its output redirected, then the file is read and deleted over the share.
 * Source: AA23-144A, "Impacket", which prints the redirection to `\\127.0.0.1\ADMIN$\__` and a time.
 */
export function remoteWmiWithAnswer(
  world: World,
  client: LiveProcess,
  from: LogonSession,
  spec: RemoteCommand,
): RemoteRun {
  const { target, command, as, afterMs = 0, lastsMs = USUAL_RUN_MS } = spec;
  const session = remoteWmi(world, client, from, target, 'ExecMethod', as, afterMs);
  const answer = `__${((world.nowMs + afterMs) / 1000).toFixed(5)}`;
  const process = startProcess(world, providerHost(world, target, afterMs + 120), {
    image: 'cmd.exe',
    commandLine: `cmd.exe /Q /c ${command} 1> \\\\127.0.0.1\\ADMIN$\\${answer} 2>&1`,
    ...tokenOf(session),
    lastsMs,
    afterMs: afterMs + 220,
    currentDirectory: 'C:\\',
  });
  useShare(world, from, target, {
    share: 'ADMIN$',
    files: [
      { name: answer, action: 'read', sizeBytes: 3_000 },
      { name: answer, action: 'delete', sizeBytes: 0 },
    ],
    afterMs: afterMs + lastsMs + 400,
    ...(as === undefined ? {} : { as }),
  });
  return { process, session };
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

/** How long a provider host takes new work; it ends two minutes later. */
const PROVIDER_REUSE_MS = 10 * 60_000;

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
