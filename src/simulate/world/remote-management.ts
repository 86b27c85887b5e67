import type { Account } from '../organisation.ts';
import { service } from './boot.ts';
import { connect } from './connect.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { startProcess } from './processes.ts';
import { type RemoteCommand, type RemoteRun, tokenOf, USUAL_RUN_MS } from './remote-command.ts';
import { logOnRemotely } from './remote-logon.ts';
import type { LogonSession } from './session.ts';
import { run, runScript } from './shells.ts';
import type { World } from './world.ts';

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
    ...tokenOf(session),
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
