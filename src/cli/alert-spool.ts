import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { UsageError } from '../model/index.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { outputFailure } from './terminal.ts';

// Reading back costs one system call a block; larger blocks gain nothing measurable.
const BLOCK_BYTES = 1 << 20;

/**
 * All alert lines of a run, kept in a file instead of in memory. When the file cannot be written any more (full disk)
 * the failure is kept, later lines are dropped, and the run goes on: what does not need the lines is not lost.
 */
export interface AlertSpool {
  append(lines: Uint8Array): void;
  /** all lines with their newline, in order; may be called several times, after the last append */
  lines(): Generator<string>;
  failure(): UsageError | undefined;
  /** true when the spool is the user's own file */
  readonly isAlertsFile: boolean;
  close(): void;
}

/**
 * Opens a spool: in the user's alerts file when that is a regular file, otherwise in a temporary one.
 * @throws UsageError OUTPUT_FAILED when it cannot be opened
 */
export function openAlertSpool(alertsFile: string | undefined): AlertSpool {
  const own = alertsFile === undefined || alertsFile === '-' ? undefined : openRegular(alertsFile);
  const temporary = own === undefined ? openTemporary() : undefined;
  const descriptor = (own ?? temporary?.descriptor)!;
  const name = own === undefined ? 'a temporary file (folder set by TMPDIR)' : `"${alertsFile}"`;
  let sizeBytes = 0;
  let failed: UsageError | undefined;
  return {
    isAlertsFile: own !== undefined,
    append: (lines) => {
      if (failed !== undefined) return;
      try {
        let written = 0;
        while (written < lines.length) written += writeSync(descriptor, lines, written, lines.length - written);
        sizeBytes += lines.length;
      } catch (error) {
        const failure = outputFailure(name, error as Error);
        if (!(failure instanceof UsageError)) throw failure;
        failed = failure;
      }
    },
    lines: () => readLines(descriptor, sizeBytes),
    failure: () => failed,
    close: () => {
      closeSync(descriptor);
      if (temporary !== undefined) rmSync(temporary.folder, { recursive: true, force: true });
    },
  };
}

function openRegular(path: string): number | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'w+');
  } catch (error) {
    // A pipe or a device that cannot be read back is written at the end, like any other result.
    if ((error as NodeJS.ErrnoException).code === 'ESPIPE') return undefined;
    throw outputFailure(`"${path}"`, error as Error);
  }
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  return undefined;
}

function openTemporary(): { descriptor: number; folder: string } {
  try {
    const folder = makeTemporaryFolder();
    const descriptor = openSync(join(folder, 'alerts.ndjson'), 'w+', 0o600);
    // Where an open file can lose its name, nothing stays behind however the process ends.
    if (process.platform !== 'win32') rmSync(folder, { recursive: true });
    return { descriptor, folder };
  } catch (error) {
    throw outputFailure(`a temporary file in "${tmpdir()}"`, error as Error);
  }
}

function* readLines(descriptor: number, sizeBytes: number): Generator<string> {
  const block = new Uint8Array(BLOCK_BYTES);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for (let byteOffset = 0; byteOffset < sizeBytes; ) {
    const count = readSync(descriptor, block, 0, Math.min(block.length, sizeBytes - byteOffset), byteOffset);
    if (count === 0) break;
    byteOffset += count;
    const lines = (rest + decoder.write(block.subarray(0, count))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield `${line}\n`;
  }
}
