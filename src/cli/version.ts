import { readFileSync } from 'node:fs';
import { packagePlace } from './package-place.ts';

/** Version of this package, from its package.json. */
export function landfallVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(packagePlace('package.json'), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
