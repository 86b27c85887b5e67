import { join, resolve } from 'node:path';
import { main } from '../src/cli/main.ts';
import type { TerminalStream } from '../src/cli/terminal.ts';

/** What a command came to. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

/** Tests leave the user's own cache of rules alone. */
const CACHE = resolve('node_modules/.cache');

/**
 * Runs `landfall` from the sources within this process: quick, for commands that start no worker threads, which cannot run
 * TypeScript on Node 20. A hunt starts none with `--jobs 1`.
 */
export async function landfallHere(args: readonly string[], environment: Environment = {}): Promise<Ran> {
  const [stdout, stderr] = [collected(), collected()];
  const own = { XDG_CACHE_HOME: CACHE, ...environment };
  const code = await main(args, { stdout, stderr, environment: own, nowMs: () => 0 });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** As `landfallHere`; what the commands keep goes below a folder. */
export function landfallIn(folder: string): (...argv: readonly string[]) => Promise<Ran> {
  return (...argv) => landfallHere(argv, { XDG_CACHE_HOME: join(folder, 'cache') });
}

function collected(): TerminalStream & { text: string } {
  const stream = {
    text: '',
    write: (chunk: string | Uint8Array, done: (error?: Error | null) => void) => {
      stream.text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      done();
      return true;
    },
  };
  return stream;
}
