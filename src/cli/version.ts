import { readFileSync } from 'node:fs';

/** Version of this package, from its package.json; works from the sources and from dist. */
export function landfallVersion(): string {
  for (const place of ['../../package.json', '../../../package.json']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      if (isManifest(manifest)) return manifest.version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error('package.json of landfall was not found beside its code');
}

function isManifest(value: unknown): value is { name: 'landfall'; version: string } {
  return (
    typeof value === 'object' && value !== null && 'name' in value && value.name === 'landfall' && 'version' in value
  );
}
