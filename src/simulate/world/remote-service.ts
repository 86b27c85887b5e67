import { service } from './boot.ts';
import { setRegistry, touchFile } from './changes.ts';
import type { LiveProcess } from './host-state.ts';
import { startProcess } from './processes.ts';
import { installService, systemProcess } from './ps-exec.ts';
import { type RemoteCommand, type RemoteRun, USUAL_RUN_MS } from './remote-command.ts';
import { logOnRemotely } from './remote-logon.ts';
import type { LogonSession } from './session.ts';
import { useShare } from './shares.ts';
import { programOf } from './shells.ts';
import type { World } from './world.ts';

/** A command that a service of its own runs. */
export interface ServiceCommand extends RemoteCommand {
  /** name of the service, which is there for a second only */
  readonly serviceName: string;
  /** path of the batch file in which the command stands */
  readonly batch: string;
  /** where the answer goes: a share of the target as it sees itself, `\\127.0.0.1\C$` */
  readonly share: string;
}

/**
 * A command through a service that is no program but a shell line: it writes the command to a batch file, runs it and
 * deletes it; the answer goes to `__output` on a share, where it is read and deleted.
 * Source: AA23-144A, "Impacket", and Impacket's own smbexec as MITRE describes it (S0357).
 */
export function runThroughService(
  world: World,
  client: LiveProcess,
  from: LogonSession,
  spec: ServiceCommand,
): RemoteRun {
  const { target, command, serviceName, batch, share, afterMs = 0, lastsMs = USUAL_RUN_MS } = spec;
  const as = spec.as === undefined ? {} : { as: spec.as };
  const session = logOnRemotely(world, from, target, { serviceClass: 'cifs', process: client, afterMs, ...as });
  const line = `/Q /c echo ${command} ^> ${share}\\__output 2^>^&1 > ${batch} & %COMSPEC% /Q /c ${batch} & del ${batch}`;
  installService(world, client, target, session, serviceName, `%COMSPEC% ${line}`, afterMs + 200);
  const services = service(target, 'services');
  const key = `HKLM\\System\\CurrentControlSet\\Services\\${serviceName}\\ImagePath`;
  setRegistry(world, services, key, `%COMSPEC% ${line}`, afterMs + 230);
  const shell = startProcess(world, services, {
    image: 'cmd.exe',
    commandLine: `C:\\Windows\\system32\\cmd.exe ${line.replaceAll('%COMSPEC%', 'C:\\Windows\\system32\\cmd.exe')}`,
    user: target.system,
    afterMs: afterMs + 260,
    lastsMs: lastsMs + 600,
  });
  const runner = startProcess(world, shell, {
    image: 'cmd.exe',
    commandLine: `C:\\Windows\\system32\\cmd.exe  /Q /c ${batch}`,
    afterMs: afterMs + 300,
    lastsMs: lastsMs + 400,
  });
  const process = startProcess(world, runner, {
    image: programOf(command),
    commandLine: command,
    ...spec.process,
    afterMs: afterMs + 340,
    lastsMs,
  });
  fetchAnswer(world, from, spec, afterMs + lastsMs + 900);
  return { process, session };
}

function fetchAnswer(world: World, from: LogonSession, { target, share, as }: ServiceCommand, afterMs: number): void {
  touchFile(world, systemProcess(target), 'C:\\__output', 'create', 2000, afterMs - 400);
  useShare(world, from, target, {
    share: share.slice(share.lastIndexOf('\\') + 1),
    files: [
      { name: '__output', action: 'read', sizeBytes: 2000 },
      { name: '__output', action: 'delete', sizeBytes: 0 },
    ],
    afterMs,
    ...(as === undefined ? {} : { as }),
  });
}
