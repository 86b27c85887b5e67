import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../model/index.ts';
import { type FilePlace, findFiles, type SkippedFile, type WalkItem, walkFile } from '../read/index.ts';
import { DISK_SPOOL } from './spool.ts';

/** A log that was found, or why there is none. */
export type FoundItem = Exclude<WalkItem<FilePlace>, { kind: 'step' }> | SkippedFile;

// Signals and progress get a chance this often while archives are opened.
const PAUSE_MS = 50;

/**
 * Finds the logs below the paths and in the archives there. A path may go on into an archive, as alerts name records in
 * it: `case/a.zip/logs/Security.evtx`.
 * @yields logs and Problems in reading order; archives are opened as they are come to, into a temporary folder
 * @throws UsageError INPUT_MISSING
 */
export async function* findLogs(paths: readonly string[]): AsyncGenerator<FoundItem> {
  let lastPause = performance.now();
  for (const item of walkPaths(paths)) {
    if (item.kind !== 'step') yield item;
    else if (performance.now() - lastPause > PAUSE_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      lastPause = performance.now();
    }
  }
}

function* walkPaths(paths: readonly string[]): Generator<WalkItem<FilePlace> | SkippedFile> {
  const wanted = new Map<string, readonly string[] | undefined>();
  for (const path of paths) {
    const within = archiveOf(path);
    if (within === undefined) wanted.set(path, undefined);
    else {
      const { archive, member } = within;
      const others = wanted.has(archive) ? wanted.get(archive) : [];
      wanted.set(archive, others && [...others, `${archive}/${member}`]);
    }
  }
  for (const found of findFiles([...wanted.keys()])) {
    if (found.kind === 'skipped') yield found;
    else {
      const { source, changedMs } = found;
      yield* walkWanted({ source, changedMs, place: { path: source } }, wanted.get(source));
    }
  }
}

function* walkWanted(file: Parameters<typeof walkFile<FilePlace>>[0], wanted: readonly string[] | undefined) {
  const missing = new Set(wanted);
  for (const item of walkFile(file, DISK_SPOOL, wanted)) {
    if ('source' in item)
      for (const path of missing) if (`${item.source}/`.startsWith(`${path}/`)) missing.delete(path);
    yield item;
  }
  const [path] = missing;
  if (path === undefined) return;
  throw new UsageError('INPUT_MISSING', `There is no "${path.slice(file.source.length + 1)}" in "${file.source}".`, {
    hint: `See what it holds with landfall hunt "${file.source}" --verbose.`,
  });
}

/** Whether a path is that of a file, or leads into one. */
export function leadsToFile(path: string): boolean {
  return statsOf(path)?.isFile() ?? archiveOf(path) !== undefined;
}

/** The file that a path leads into, and where; undefined when the path itself exists, or nothing on the way is a file. */
function archiveOf(path: string): { readonly archive: string; readonly member: string } | undefined {
  const single = path.replace(/(?<=[^/])\/{2,}/g, '/');
  for (let at = single; ; at = dirname(at)) {
    const stats = statsOf(at);
    const parts = single
      .slice(at.length)
      .split(/[/\\]/)
      .filter((part) => part !== '');
    if (stats !== undefined)
      return parts.length > 0 && stats.isFile() ? { archive: at, member: parts.join('/') } : undefined;
    if (dirname(at) === at) return undefined;
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
