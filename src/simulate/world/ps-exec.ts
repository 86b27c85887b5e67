import { service } from './boot.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { startProcess } from './processes.ts';
import { fileNameOf } from './programs.ts';
import { call, rpc } from './remote-call.ts';
import { type RemoteCommand, type RemoteRun, tokenOf, USUAL_RUN_MS } from './remote-command.ts';
import type { LogonSession } from './session.ts';
import { useShare } from './shares.ts';
import { programOf, run } from './shells.ts';
import type { World } from './world.ts';

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
    ...(spec.isSystem === true ? { user: target.system, integrity: 'System' as const } : tokenOf(session)),
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
  const path = filePath.replace('%SystemRoot%', 'C:\\Windows');
  world.emit(
    { kind: 'file', host: target.host, action: 'create', path, sizeBytes: 716_176, process: systemProcess(target) },
    afterMs - 60,
  );
  installService(world, client, target, session, serviceName, filePath, afterMs);
}

/** The same without a file of its own: 7045 and 4697, and 7036 when it runs. */
export function installService(
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
export function systemProcess(host: HostState): LiveProcess {
  return service(host, 'services').parent?.parent?.parent ?? service(host, 'services');
}
