import type { Integrity, Subject } from '../windows-facts.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { fileNameOf, identityOf, pathOf } from './programs.ts';
import type { LogonSession } from './session.ts';
import type { World } from './world.ts';

/** A process to be started. */
export interface ProcessSpec {
  /** file name of a known program, or a full path */
  readonly image: string;
  /** default: the image, in quotes */
  readonly commandLine?: string;
  /** how long it runs; without it until its session or host ends */
  readonly lastsMs?: number;
  readonly afterMs?: number;
  readonly currentDirectory?: string;
  /** default: that of the parent */
  readonly user?: Subject;
  readonly logonGuid?: string;
  readonly terminalSession?: number;
  readonly integrity?: Integrity;
  /** the program that a renamed file is */
  readonly program?: string;
  readonly exitCode?: number;
  /** the session that it ends with; default: that of the parent */
  readonly session?: LogonSession;
}

const SYSTEM_FOLDER = 'C:\\Windows\\system32\\';

/** Starts a process as the child of another, and ends it after its time. */
export function startProcess(world: World, parent: LiveProcess, spec: ProcessSpec): LiveProcess {
  const { on } = parent;
  const { afterMs = 0 } = spec;
  const process = makeProcess(world, on, parent, spec);
  process.session = spec.session ?? parent.session;
  process.session?.processes.add(process);
  const runsAs = process.user.logonId === parent.user.logonId ? {} : { runsAs: process.user };
  world.emit({ kind: 'process-start', host: on.host, process, ...runsAs }, afterMs);
  if (spec.lastsMs !== undefined) world.after(afterMs + spec.lastsMs, () => endProcess(world, process, spec.exitCode));
  return process;
}

/** Ends a process; nothing happens when it ended already. */
export function endProcess(world: World, process: LiveProcess, exitCode = 0): void {
  if (process.isOver) return;
  process.isOver = true;
  process.session?.processes.delete(process);
  // What a restart of the host ended is not told: no log shows it.
  if (process.startMs < process.on.bootMs) return;
  process.on.freePid(process.pid);
  const afterMs = Math.max(0, process.startMs + 1 - world.nowMs);
  world.emit({ kind: 'process-end', host: process.on.host, process, exitCode }, afterMs);
}

/** A process that starts with the system: without a parent, and not told when the host has been up for long. */
export function rootProcess(world: World, on: HostState, spec: ProcessSpec & { readonly pid?: number }): LiveProcess {
  return makeProcess(world, on, undefined, { user: on.system, integrity: 'System', terminalSession: 0, ...spec });
}

function makeProcess(
  world: World,
  on: HostState,
  parent: LiveProcess | undefined,
  spec: ProcessSpec & { readonly pid?: number },
): LiveProcess {
  const image = pathOf(spec.image);
  const startMs = Math.round(world.nowMs + (spec.afterMs ?? 0));
  const pid = spec.pid ?? on.newPid();
  const user = spec.user ?? parent?.user ?? on.system;
  return {
    on,
    pid,
    startMs,
    guid: on.processGuid(startMs, pid),
    image,
    commandLine: spec.commandLine ?? (image.includes(' ') ? `"${image}"` : image),
    currentDirectory: spec.currentDirectory ?? parent?.currentDirectory ?? SYSTEM_FOLDER,
    user,
    logonGuid:
      spec.logonGuid ?? (spec.user === undefined ? parent?.logonGuid : undefined) ?? on.logonGuid(user.logonId),
    terminalSession: spec.terminalSession ?? parent?.terminalSession ?? 0,
    integrity: spec.integrity ?? parent?.integrity ?? 'System',
    file: identityOf(spec.program ?? fileNameOf(image), on.host.version),
    ...(parent === undefined ? {} : { parent }),
    session: undefined,
    isOver: false,
  };
}
