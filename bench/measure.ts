import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What a process cost, from its start to its end. */
export interface Measured {
  readonly seconds: number;
  /** of all its threads, in programs and in the kernel; unlike `seconds` it does not count waiting for other programs */
  readonly cpuSeconds: number | undefined;
  readonly peakBytes: number | undefined;
  readonly stdout: string;
}

export interface MeasureOptions {
  /** 1 binds the process to one core where `taskset` is there */
  readonly cores: number;
  readonly cwd?: string;
  /** keep the standard output; otherwise it goes nowhere, as to /dev/null */
  readonly keepsOutput?: boolean;
  /** a file to write the standard output to; unlike what is kept, it may be of any size */
  readonly outputFile?: string;
}

const SAMPLE_EVERY_MS = 20;

/**
 * Runs a program and measures it.
 * @throws Error when it cannot be started or ends with an error
 */
export function measure(command: string, args: readonly string[], options: MeasureOptions): Promise<Measured> {
  const taskset = options.cores === 1 ? programPath('taskset') : undefined;
  const [program, programArgs] = taskset === undefined ? [command, args] : [taskset, ['-c', '0', command, ...args]];
  const file = options.outputFile === undefined ? undefined : openSync(options.outputFile, 'w');
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const child = spawn(program, programArgs, {
      stdio: ['ignore', file ?? (options.keepsOutput === true ? 'pipe' : 'ignore'), 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    if (file !== undefined) closeSync(file);
    let peakBytes: number | undefined;
    let cpuSeconds: number | undefined;
    const sampler = setInterval(() => {
      cpuSeconds = cpuOf(child.pid) ?? cpuSeconds;
      peakBytes = Math.max(peakBytes ?? 0, peakOf(child.pid)) || undefined;
    }, SAMPLE_EVERY_MS);
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(sampler);
      const seconds = (performance.now() - startMs) / 1000;
      if (code === 0) resolve({ seconds, cpuSeconds, peakBytes, stdout });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}: ${stderr}`));
    });
  });
}

/** Where a program is: on the PATH or where cargo installs; undefined when nowhere. */
export function programPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(homedir(), '.cargo', 'bin')];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// Fields 14 and 15 of proc_pid_stat(5), counted behind the name, which may hold anything; in ticks of USER_HZ, 100 a second.
const TICKS_PER_SECOND = 100;

function cpuOf(pid: number | undefined): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

// VmHWM is the peak since the start, so a late sample is nearly exact. Only Linux has it.
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
