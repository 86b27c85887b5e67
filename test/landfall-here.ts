import { main } from '../src/cli/main.ts';
import type { TerminalStream } from '../src/cli/terminal.ts';
import type { Finished } from './landfall-process.ts';

/** Runs `landfall` from the sources within this process: quick, for commands that start no worker threads. */
export async function landfallHere(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const [stdout, stderr] = [collected(), collected()];
  const code = await main(args, { stdout, stderr, environment, nowMs: () => 0 });
  return { code, stdout: stdout.text, stderr: stderr.text };
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
