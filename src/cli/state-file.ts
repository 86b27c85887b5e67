import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { UsageError } from '../model/index.ts';
import type { PendingBlock } from '../normalise/index.ts';
import type { ReadMark } from '../read/index.ts';
import { outputFailure } from './terminal.ts';

/** What is known of a log from earlier hunts. */
export interface KnownFile {
  readonly format: string;
  readonly mark: ReadMark;
  /** script blocks of which parts may yet come */
  readonly open: readonly PendingBlock[];
  /** how many hunts since have not met it */
  readonly missed: number;
}

/** Known logs by their real path. */
export type KnownFiles = ReadonlyMap<string, KnownFile>;

/** Version of the state file; raised when an older Landfall would go on in a wrong place with it. */
const STATE_VERSION = 1;

/**
 * Reads a state file; one that does not exist yet says that nothing was read.
 * @throws UsageError STATE_DAMAGED
 */
export function readStateFile(file: string): KnownFiles {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return new Map();
    if (code === undefined) throw error;
    throw damaged(file, `could not be read: ${code}`, error);
  }
  return parseState(text, file);
}

/**
 * Writes a state file: the old one stays whole until the new one is.
 * @throws UsageError OUTPUT_FAILED
 */
export function writeStateFile(file: string, files: KnownFiles): void {
  const content = JSON.stringify([...files], (_, value: unknown) =>
    typeof value === 'bigint' ? { [BIG]: String(value) } : value,
  );
  const text = `{"landfallState":${STATE_VERSION},"checksum":"${checksum(content)}",\n"files":${content}}\n`;
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    // Script blocks may hold secrets.
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    throw outputFailure(`"${file}"`, error as Error);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * Finds out before a hunt whether its state can be written after it.
 * @throws UsageError OUTPUT_FAILED
 */
export function checkStateFile(file: string): void {
  const trial = `${file}.${process.pid}.tmp`;
  try {
    closeSync(openSync(trial, 'wx', 0o600));
  } catch (error) {
    throw outputFailure(`"${file}"`, error as Error);
  } finally {
    rmSync(trial, { force: true });
  }
}

// Values of log fields are never objects, so this one cannot be mistaken.
const BIG = '$bigint';

function parseState(text: string, file: string): KnownFiles {
  const head = /^\{"landfallState":(\d+),"checksum":"([0-9a-f]{64})",\n"files":/.exec(text);
  if (head === null) throw damaged(file, 'is not one that Landfall wrote');
  if (Number(head[1]) !== STATE_VERSION) throw damaged(file, 'was written by another version of Landfall');
  const content = text.slice(head[0].length, -2);
  if (checksum(content) !== head[2]) throw damaged(file, 'is damaged: its checksum does not fit');
  const files = JSON.parse(content, (_, value: unknown) =>
    typeof value === 'object' && value !== null && BIG in value ? BigInt(String(value[BIG])) : value,
  ) as [string, KnownFile][];
  return new Map(files);
}

function checksum(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function damaged(file: string, what: string, cause?: unknown): UsageError {
  return new UsageError('STATE_DAMAGED', `The state file "${file}" ${what}.`, {
    hint: 'Put back a copy of it, or remove it: everything is then read again.',
    ...(cause === undefined ? {} : { cause }),
  });
}
