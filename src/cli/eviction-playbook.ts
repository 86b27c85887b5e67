import { type Playbook, parsePlaybook } from '../respond/index.ts';
import { packagePlace } from './package-place.ts';
import { readYamlFile } from './yaml-file.ts';

/**
 * Landfall's own playbook of an eviction.
 * @throws UsageError PLAYBOOK_INVALID when it was changed into something else
 */
export function evictionPlaybook(): Playbook {
  const file = packagePlace('content/playbooks/eviction.yml');
  return parsePlaybook(readYamlFile(file, 'PLAYBOOK_INVALID'), file);
}
