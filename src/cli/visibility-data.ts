import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueRow, VisibilityData } from '../assess/index.ts';
import { packagePlace } from './package-place.ts';
import { readYamlFile } from './yaml-file.ts';

/** The catalogue of behaviours and what is known of the sources that show them, as this package brings them. */
export function visibilityData(): VisibilityData {
  const folder = packagePlace('content/behaviours');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));
  const rows = files.sort().flatMap((name) => {
    const { behaviours } = readYamlFile(join(folder, name), 'RULE_YAML') as { behaviours: readonly CatalogueRow[] };
    return behaviours;
  });
  const known = readYamlFile(packagePlace('content/visibility/sources.yml'), 'RULE_YAML') as Omit<
    VisibilityData,
    'rows'
  >;
  return { ...known, rows };
}
