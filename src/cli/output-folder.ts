import { closeSync, mkdirSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../model/index.ts';
import { outputFailure } from './terminal.ts';

/** A folder that many files are written to at once, by offset. */
export interface OutputFolder {
  /** @throws UsageError OUTPUT_FAILED */
  put(file: string, byteOffset: number, bytes: Uint8Array): void;
  /** Writes a whole file of text. @throws UsageError OUTPUT_FAILED */
  putText(file: string, text: string): void;
  close(): void;
  readonly files: number;
  readonly sizeBytes: number;
}

// Far below the 1024 that systems let a process open, and enough that most writes find their file open.
const MOST_OPEN = 256;

/**
 * Opens a folder for output, making it if it is not there.
 * @throws UsageError OPTION_VALUE when it holds anything: logs of two runs must not mix
 */
export function openOutputFolder(folder: string): OutputFolder {
  prepare(folder);
  const open = new Map<string, number>();
  const sizes = new Map<string, number>();
  const guarded = <T>(file: string, action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw error instanceof Error ? outputFailure(join(folder, file), error) : error;
    }
  };
  const descriptorOf = (file: string): number => {
    const known = open.get(file);
    if (known !== undefined) {
      // The latest used goes to the end; the first is the one to close.
      open.delete(file);
      open.set(file, known);
      return known;
    }
    for (const [oldest, descriptor] of open) {
      if (open.size < MOST_OPEN) break;
      closeSync(descriptor);
      open.delete(oldest);
    }
    const path = join(folder, file);
    if (!sizes.has(file)) mkdirSync(dirname(path), { recursive: true });
    const descriptor = openSync(path, sizes.has(file) ? 'r+' : 'wx');
    open.set(file, descriptor);
    return descriptor;
  };
  return {
    put: (file, byteOffset, bytes) => {
      guarded(file, () => {
        const descriptor = descriptorOf(file);
        for (let done = 0; done < bytes.length; ) {
          done += writeSync(descriptor, bytes, done, bytes.length - done, byteOffset + done);
        }
      });
      sizes.set(file, Math.max(sizes.get(file) ?? 0, byteOffset + bytes.length));
    },
    putText: (file, text) => {
      guarded(file, () => writeFileSync(join(folder, file), text, { flag: 'wx' }));
      sizes.set(file, Buffer.byteLength(text));
    },
    close: () => {
      for (const descriptor of open.values()) closeSync(descriptor);
      open.clear();
    },
    get files() {
      return sizes.size;
    },
    get sizeBytes() {
      return [...sizes.values()].reduce((sum, size) => sum + size, 0);
    },
  };
}

function prepare(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length === 0) return;
  } catch (error) {
    throw error instanceof Error ? outputFailure(folder, error) : error;
  }
  throw new UsageError('OPTION_VALUE', `--out names ${folder}, which is not empty.`, {
    hint: 'Name a folder that is empty or not there yet.',
  });
}
