import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of every file below `folder` of the repository whose name ends so, in the order of their paths. */
export function fixturesEnding(folder: string, ending: string): Uint8Array[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .sort()
    .map((path) => readFileSync(join(folder, path)));
}
