import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A file or folder of this package by its path below the package's root; works from the sources and from dist.
 * @throws Error when the package lacks it
 */
export function packagePlace(path: string): string {
  for (const root of ['../..', '../../..']) {
    if (existsSync(new URL(`${root}/package.json`, import.meta.url))) {
      return fileURLToPath(new URL(`${root}/${path}`, import.meta.url));
    }
  }
  throw new Error('package.json of landfall was not found beside its code');
}
