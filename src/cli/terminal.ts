import { styleText } from 'node:util';
import { type Problem, UsageError } from '../model/index.ts';
import { safeText } from '../report/index.ts';

/** The two streams of the process and what is known of them; passed in, so that commands can be run in tests. */
export interface Terminal {
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** the clock, UTC milliseconds since 1970 */
  readonly nowMs: () => number;
}

/** The part of `process.stdout` that commands use. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(chunk: string | Uint8Array, done: (error?: Error | null) => void): boolean;
}

/** Thrown when the reader of the standard output has gone (`| head`): the command ends quietly. */
export class PipeClosed extends Error {
  override readonly name = 'PipeClosed';
}

/** The process's own streams. */
export function processTerminal(): Terminal {
  // Without a listener a write to a closed pipe would end the process with a stack; `print` sees the same error.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  return { stdout: process.stdout, stderr: process.stderr, environment: process.env, nowMs: Date.now };
}

/**
 * Writes to a stream and waits until it is taken.
 * @throws PipeClosed when nobody reads any more, UsageError OUTPUT_FAILED when it cannot be written (full disk)
 */
export function print(stream: TerminalStream, chunk: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(chunk, (error) => {
      if (error === undefined || error === null) resolve();
      else reject(streamFailure(error));
    });
  });
}

/** Columns to write for: those of the terminal, or COLUMNS in the environment, or 100. */
export function widthOf(stream: TerminalStream, { environment }: Terminal): number {
  const given = Number(environment.COLUMNS);
  // A terminal that does not know its size says 0.
  return Math.max(40, stream.columns || (Number.isInteger(given) && given > 0 ? given : 100));
}

/** Whether to colour, by --no-color, NO_COLOR, FORCE_COLOR and the stream itself, in this order. */
export function wantsColor(stream: TerminalStream, terminal: Terminal, isOff: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = terminal.environment;
  if (isOff || (NO_COLOR !== undefined && NO_COLOR !== '')) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb';
}

/** An error as a person reads it: place, what is wrong, what to do. Text that came from files is made inert. */
export function errorText(error: UsageError, color: boolean): string {
  const place = [error.file, error.line, error.column].filter((part) => part !== undefined).join(':');
  const label = color ? styleText('red', 'error:', { validateStream: false }) : 'error:';
  const hint = error.hint === undefined ? '' : ` ${safeText(error.hint)}`;
  return `${label} ${safeText(place === '' ? error.message : `${place}: ${error.message}`)}${hint} [${error.code}]\n`;
}

/** A Problem as a line: place, what was expected and found, code. Made inert. */
export function problemText({ source, byteOffset, message, code }: Problem): string {
  const place = byteOffset === undefined ? '' : ` at byte ${byteOffset}`;
  return `${safeText(`${source}${place}: ${message}`)} [${code}]\n`;
}

function streamFailure(error: Error): Error {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED')
    return new PipeClosed('standard output closed', { cause: error });
  return outputFailure('the standard output', error);
}

const WRITE_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is not a folder',
  EISDIR: 'it is a folder',
  EIO: 'the disk reports an error',
  EFBIG: 'the file would be larger than the disk allows',
};

/** The UsageError for a result that could not be written; any other error as it is. @param what for example `"a.json"` */
export function outputFailure(what: string, error: Error): Error {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) return error;
  return new UsageError(
    'OUTPUT_FAILED',
    `The result could not be written to ${what}: ${WRITE_REASONS[code] ?? code}.`,
    {
      hint:
        code === 'ENOSPC'
          ? 'Free some space or name a file on another disk.'
          : 'Name a file in a folder that you may write to.',
      cause: error,
    },
  );
}
