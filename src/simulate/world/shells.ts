import { hexOf } from '../random.ts';
import type { LiveProcess } from './host-state.ts';
import { endProcess, type ProcessSpec, startProcess } from './processes.ts';
import type { LogonSession } from './session.ts';
import type { World } from './world.ts';

/** How a console is opened. */
export interface ShellSpec {
  /** default true: an administrator's console with the full token */
  readonly isElevated?: boolean;
  readonly afterMs?: number;
  /** until it is closed, or its session ends */
  readonly lastsMs?: number;
  readonly commandLine?: string;
  readonly currentDirectory?: string;
}

/** Opens a console on the desktop of a session. @throws Error when the session has no desktop */
export function openShell(world: World, session: LogonSession, image: string, spec: ShellSpec = {}): LiveProcess {
  if (session.shell === undefined) throw new Error(`the session of ${session.account.user} has no desktop`);
  const isElevated = spec.isElevated !== false && session.elevated !== session.subject;
  const process = startProcess(world, session.shell, {
    image,
    ...given(spec),
    commandLine: spec.commandLine ?? (image === 'cmd.exe' ? '"C:\\Windows\\system32\\cmd.exe" ' : undefined) ?? image,
    currentDirectory: spec.currentDirectory ?? `C:\\Users\\${session.account.user}\\`,
    user: isElevated ? session.elevated : session.subject,
    logonGuid: session.logonGuid,
    integrity: isElevated || session.account.user === 'Administrator' ? 'High' : 'Medium',
  });
  tellEngine(world, process, spec.afterMs ?? 0);
  return process;
}

function given({ afterMs, lastsMs }: ShellSpec): Pick<ProcessSpec, 'afterMs' | 'lastsMs'> {
  return { ...(afterMs === undefined ? {} : { afterMs }), ...(lastsMs === undefined ? {} : { lastsMs }) };
}

const USUAL_RUN_MS = 400;

/**
 * Runs a command from a console.
 * @param commandLine as it stands in the record; its first word is the program unless `spec.image` says otherwise
 */
export function run(
  world: World,
  shell: LiveProcess,
  commandLine: string,
  spec: Partial<ProcessSpec> = {},
): LiveProcess {
  const image = spec.image ?? programOf(commandLine);
  const process = startProcess(world, shell, { lastsMs: USUAL_RUN_MS, ...spec, image, commandLine });
  tellEngine(world, process, spec.afterMs ?? 0);
  return process;
}

/** The program that the first word of a command line names. */
export function programOf(commandLine: string): string {
  const quoted = /^\s*"([^"]+)"/.exec(commandLine)?.[1];
  const word = quoted ?? commandLine.trimStart().split(' ', 1)[0]!;
  return /\.[A-Za-z]{3}$/.test(word) ? word : `${word}.exe`;
}

/** PowerShell tells when its engine starts. */
function tellEngine(world: World, process: LiveProcess, afterMs: number): void {
  if (process.file.originalFileName !== 'PowerShell.EXE') return;
  world.emit(
    {
      kind: 'powershell-engine',
      host: process.on.host,
      action: 'start',
      hostApplication: process.commandLine,
      engineVersion: '5.1.17763.1',
      hostGuid: process.on.random.guid().toLowerCase().slice(1, -1),
      process,
    },
    afterMs + 350,
  );
}

/** How a block of script came to PowerShell. */
export interface ScriptSpec {
  readonly afterMs?: number;
  /** empty when typed */
  readonly scriptPath?: string;
  /** what PowerShell itself finds suspicious and logs as a warning */
  readonly isFlagged?: boolean;
}

/** PowerShell compiles a block of script. */
export function runScript(world: World, powershell: LiveProcess, text: string, spec: ScriptSpec = {}): void {
  const digits = hexOf(`${powershell.guid}/${text}`, 32);
  world.emit(
    {
      kind: 'script-block',
      host: powershell.on.host,
      text,
      scriptBlockGuid: `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`,
      scriptPath: spec.scriptPath ?? '',
      isFlagged: spec.isFlagged ?? false,
      process: powershell,
    },
    (spec.afterMs ?? 0) + 400,
  );
}

/** PowerShell runs a command of a pipeline. */
export function runCmdlet(
  world: World,
  powershell: LiveProcess,
  command: string,
  parameters: readonly (readonly [name: string, value: string])[],
): void {
  const { host } = powershell.on;
  const hostApplication = powershell.commandLine;
  world.emit({ kind: 'powershell-command', host, command, parameters, hostApplication, process: powershell }, 450);
}

/** Closes a console. */
export function closeShell(world: World, shell: LiveProcess): void {
  endProcess(world, shell);
}
