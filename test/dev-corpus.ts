import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ByteSource } from '../src/evtx/index.ts';

/** Public sample logs beside the repository; not part of it. */
export const DEV_FOLDER = '../shared/data/dev';

/**
 * Whether the sample logs are here; says once a test file that tests are left out when not.
 * @param what what is left out, as `EVTX decoding on public logs`
 */
export function hasDevCorpus(what: string): boolean {
  const isHere = existsSync(DEV_FOLDER);
  if (!isHere) console.log(`left out: ${what}, because ${DEV_FOLDER} is absent`);
  return isHere;
}

/** The rows of a table of the corpus by column name, as `rowsOf('EXPECTED-evtx.tsv')`. */
export function rowsOf(table: string): readonly Readonly<Record<string, string>>[] {
  const [head = '', ...lines] = readFileSync(join(DEV_FOLDER, table), 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}

/** Gives the bytes of a file as a source for as long as `use` runs. */
export function withFile<T>(path: string, use: (source: ByteSource) => T): T {
  const descriptor = openSync(path, 'r');
  try {
    const sizeBytes = fstatSync(descriptor).size;
    return use({ sizeBytes, read: (at, length) => readBytes(descriptor, at, Math.min(length, sizeBytes - at)) });
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes in memory as a source. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
}

/** Where a program is: on the PATH or where cargo installs; undefined when nowhere. */
export function programPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(homedir(), '.cargo', 'bin')];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function readBytes(descriptor: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, length));
  return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, at));
}
