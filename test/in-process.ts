import { join } from 'node:path';
import { main } from '../src/cli/main.ts';
import type { Terminal } from '../src/cli/terminal.ts';

/** What a command came to. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs commands in this process, from the sources; what they keep goes below a folder. */
export function landfallIn(folder: string): (...argv: readonly string[]) => Promise<Ran> {
  return async (...argv) => {
    const text = { stdout: '', stderr: '' };
    const stream = (name: 'stdout' | 'stderr') => ({
      write: (chunk: string | Uint8Array, done: (error?: Error | null) => void): boolean => {
        text[name] += String(chunk);
        done();
        return true;
      },
    });
    const environment = { XDG_CACHE_HOME: join(folder, 'cache') };
    const terminal: Terminal = { stdout: stream('stdout'), stderr: stream('stderr'), environment, nowMs: () => 0 };
    return { code: await main(argv, terminal), ...text };
  };
}
