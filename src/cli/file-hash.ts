import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { ByteSource, FilePlace } from '../read/index.ts';
import { isProblem, openFile } from '../read/index.ts';

// Larger reads gain nothing; smaller ones cost calls.
const CHUNK_BYTES = 1 << 20;
// For all files: a megabyte of garbage for each of thousands would wait for a collection. Nothing else runs between reading and adding.
let room: Uint8Array | undefined;

/** What was read of a file: how much, and its SHA-256 as hexadecimal digits. */
export interface FileHash {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/**
 * The SHA-256 of a log: of the file of its name as it lies on the disk, and of a log in an archive as it is read, out of
 * the archive.
 * @param goesOn asked after each MiB; with false there is no hash
 * @returns undefined too when it could not be read to its end
 */
export async function logHash(
  source: string,
  place: FilePlace | undefined,
  goesOn: () => Promise<boolean> | boolean,
): Promise<string | undefined> {
  // A log in UTF-16 is read from a copy in UTF-8; the evidence is the file itself.
  const bytes = isFile(source) ? openFile(source) : openFile(source, place);
  if (isProblem(bytes)) return undefined;
  try {
    return (await hashOf(bytes, goesOn))?.sha256;
  } finally {
    bytes.close();
  }
}

/** The SHA-256 of a file as it lies on the disk; undefined when it cannot be read to its end. */
export async function fileHash(file: string): Promise<FileHash | undefined> {
  const bytes = openFile(file);
  if (isProblem(bytes)) return undefined;
  try {
    return await hashOf(bytes, () => new Promise((resolve) => setImmediate(() => resolve(true))));
  } finally {
    bytes.close();
  }
}

async function hashOf(bytes: ByteSource, goesOn: () => Promise<boolean> | boolean): Promise<FileHash | undefined> {
  const hash = createHash('sha256');
  room ??= new Uint8Array(CHUNK_BYTES);
  for (let offset = 0; offset < bytes.sizeBytes; offset += CHUNK_BYTES) {
    hash.update(bytes.read(offset, CHUNK_BYTES, room));
    if (!(await goesOn())) return undefined;
  }
  return bytes.failure?.() === undefined ? { sizeBytes: bytes.sizeBytes, sha256: hash.digest('hex') } : undefined;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // A path that leads into an archive.
    return false;
  }
}
