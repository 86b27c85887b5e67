import { closeSync, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { byCodePoint, type Problem, UsageError } from '../model/index.ts';
import type { ByteSource } from './format.ts';
import type { FilePlace } from './piece.ts';

/** A regular file below a given path. */
export interface FoundFile {
  readonly kind: 'file';
  /** path as the user gave it, joined with `/` below a given folder */
  readonly source: string;
  readonly sizeBytes: number;
  /** differs when it is another file or its content may have changed: device, number, size, times to a quarter of a microsecond */
  readonly stamp: string;
  /** when it last changed in any way, by the clock of its disk, UTC milliseconds since 1970 */
  readonly changedMs: number;
}

/** Something below a given path that cannot be read at all. */
export interface SkippedFile {
  readonly kind: 'skipped';
  readonly source: string;
  readonly sizeBytes: number;
  readonly problem: Problem;
}

/** An open file as a ByteSource. */
export interface OpenFile extends ByteSource {
  readonly crc32: typeof crc32;
  failure(): Problem | undefined;
  close(): void;
}

/**
 * Finds every file below the paths: folders recursively, names in code point order, symbolic links followed but nothing
 * visited twice. Nothing is left out silently: what cannot be read comes out as skipped, with its reason.
 * @throws UsageError INPUT_MISSING, before anything is found, when a given path does not exist
 */
export function* findFiles(paths: readonly string[]): Generator<FoundFile | SkippedFile> {
  const missing = paths.filter((path) => !isThere(path));
  if (missing.length > 0) {
    throw new UsageError('INPUT_MISSING', `There is no file or folder ${missing.map(quoted).join(', ')}.`, {
      hint: 'Check the spelling; paths are relative to the current folder.',
    });
  }
  const visited = new Map<string, string>();
  for (const path of paths) yield* walk(path, visited);
}

/**
 * Opens a file for positional reads of any size; nothing is buffered.
 * @param place where its bytes are, when they are not in the file of its name
 * @returns a Problem FILE_UNREADABLE when it cannot be opened
 */
export function openFile(source: string, place: FilePlace = { path: source }): OpenFile | Problem {
  let descriptor: number;
  try {
    descriptor = openSync(place.path, 'r');
  } catch (error) {
    return unreadable(source, 'opened', error);
  }
  let failed: Problem | undefined;
  const start = place.byteOffset ?? 0;
  const rest = Math.max(0, fstatSync(descriptor).size - start);
  const sizeBytes = Math.min(rest, place.sizeBytes ?? rest);
  return {
    sizeBytes,
    crc32,
    read: (byteOffset, length, into) => {
      const wanted = Math.max(0, Math.min(length, sizeBytes - byteOffset));
      const bytes = into !== undefined && into.length >= wanted ? into.subarray(0, wanted) : new Uint8Array(wanted);
      try {
        return bytes.subarray(0, fill(descriptor, bytes, start + byteOffset));
      } catch (error) {
        failed ??= { ...unreadable(source, 'read', error), byteOffset };
        return new Uint8Array(0);
      }
    },
    failure: () => failed,
    close: () => closeSync(descriptor),
  };
}

/** True for the Problem that stands in place of a result. */
export function isProblem(value: object): value is Problem {
  return 'code' in value;
}

/** A folder whose names are gone through. */
interface OpenFolder {
  readonly folder: string;
  readonly names: readonly string[];
  next: number;
}

// One generator, not one for each folder: each level of those costs time for every file below it.
function* walk(source: string, visited: Map<string, string>): Generator<FoundFile | SkippedFile> {
  const open: OpenFolder[] = [];
  for (let path: string | undefined = source; path !== undefined; path = nextPath(open)) {
    const visit = visitOnce(path, visited);
    if (visit.kind !== 'folder') yield visit;
    else open.push({ folder: path, names: visit.names, next: 0 });
  }
}

function nextPath(open: OpenFolder[]): string | undefined {
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    if (last.next < last.names.length) return joined(last.folder, last.names[last.next++]!);
    open.pop();
  }
  return undefined;
}

type Visit = FoundFile | SkippedFile | { readonly kind: 'folder'; readonly names: readonly string[] };

function visitOnce(source: string, visited: Map<string, string>): Visit {
  let stats: Stats;
  let identity: string;
  try {
    stats = statSync(source);
    identity = identityOf(source, stats);
  } catch (error) {
    return isMissing(error)
      ? skipped(source, 'LINK_SKIPPED', 'This link leads to a place that does not exist.')
      : { kind: 'skipped', source, sizeBytes: 0, problem: unreadable(source, 'opened', error) };
  }
  const before = visited.get(identity);
  // Windows gives inode 0 on file systems that have none.
  if (before !== undefined && stats.ino !== 0) {
    return skipped(source, 'LINK_SKIPPED', `This is the same place as ${quoted(before)}, which was already visited.`);
  }
  visited.set(identity, source);
  if (stats.isDirectory()) return openFolder(source);
  if (stats.isFile()) return foundFile(source, identity, stats);
  return skipped(source, 'FILE_UNREADABLE', 'This is a device, pipe or socket, not a file.');
}

/** Device and number; those of some file systems are larger than a number holds exactly. */
function identityOf(source: string, { dev, ino }: Stats): string {
  if (Number.isSafeInteger(dev) && Number.isSafeInteger(ino)) return `${dev}:${ino}`;
  const exact = statSync(source, { bigint: true });
  return `${exact.dev}:${exact.ino}`;
}

function foundFile(source: string, identity: string, { size, mtimeMs, ctimeMs }: Stats): FoundFile {
  return {
    kind: 'file',
    source,
    sizeBytes: size,
    stamp: `${identity}:${size}:${mtimeMs}:${ctimeMs}`,
    changedMs: Math.max(mtimeMs, ctimeMs),
  };
}

function openFolder(source: string): Visit {
  try {
    return { kind: 'folder', names: readdirSync(source).sort(byCodePoint) };
  } catch (error) {
    return { kind: 'skipped', source, sizeBytes: 0, problem: unreadable(source, 'listed', error) };
  }
}

function joined(folder: string, name: string): string {
  return /[/\\]$/.test(folder) && (folder.endsWith('/') || process.platform === 'win32')
    ? folder + name
    : `${folder}/${name}`;
}

function fill(descriptor: number, bytes: Uint8Array, byteOffset: number): number {
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(descriptor, bytes, filled, bytes.length - filled, byteOffset + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return !isMissing(error);
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function skipped(source: string, code: Problem['code'], message: string): SkippedFile {
  return { kind: 'skipped', source, sizeBytes: 0, problem: { code, source, message } };
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it vanished, or its name is not valid UTF-8',
  ELOOP: 'its symbolic links go round in a circle',
  EMFILE: 'too many files are open',
  EIO: 'the disk reports an error',
  EBUSY: 'another program has locked it',
};

function unreadable(source: string, action: string, error: unknown): Problem {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return { code: 'FILE_UNREADABLE', source, message: `This could not be ${action}: ${REASONS[code] ?? code}.` };
}

function quoted(path: string): string {
  return `"${path}"`;
}
