import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContainerError, type FilePlace, openFile, type Spool, type SpoolFile } from '../read/index.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** Keeps what comes out of containers in a folder of its own, which is removed when the process ends. */
export const DISK_SPOOL: Spool<FilePlace> = {
  open: openFile,
  part: ({ path, byteOffset = 0 }, start, sizeBytes) => ({ path, byteOffset: byteOffset + start, sizeBytes }),
  begin: beginFile,
};

// What other programs may still need of the disk.
const LEFT_FREE_BYTES = 256 * 2 ** 20;
const BYTES_PER_LOOK = 64 * 2 ** 20;

let folder: string | undefined;
let files = 0;

function beginFile(): SpoolFile<FilePlace> {
  folder ??= attempt(makeTemporaryFolder);
  const path = join(folder, `${++files}`);
  const descriptor = attempt(() => openSync(path, 'wx', 0o600));
  let unlookedBytes = BYTES_PER_LOOK;
  return {
    write: (piece) => {
      unlookedBytes += piece.length;
      if (unlookedBytes >= BYTES_PER_LOOK) {
        checkRoom(path);
        unlookedBytes = 0;
      }
      for (let at = 0; at < piece.length; ) at += attempt(() => writeSync(descriptor, piece, at));
    },
    end: () => {
      closeSync(descriptor);
      return { path };
    },
    drop: () => {
      closeSync(descriptor);
      rmSync(path, { force: true });
    },
  };
}

function checkRoom(path: string): void {
  const { bavail, bsize } = statfsSync(join(path, '..'));
  if (bavail * bsize < LEFT_FREE_BYTES) throw noRoom('is nearly full');
}

function attempt<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw noRoom(code === 'ENOSPC' ? 'is full' : `cannot be written (${code})`);
  }
}

function noRoom(what: string): ContainerError {
  const message = `The folder for temporary files, ${tmpdir()}, ${what}; TMPDIR can name another.`;
  return new ContainerError('CONTAINER_LIMIT', message);
}
