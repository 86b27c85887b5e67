import { type ReadOrganisation, readOrganisation } from '../assess/index.ts';
import { readYamlFile } from './yaml-file.ts';

/** What `--organisation` names, as it was read. */
export interface GivenOrganisation extends ReadOrganisation {
  readonly file: string;
}

/**
 * Reads the file that `--organisation` names.
 * @throws UsageError INPUT_MISSING, ORGANISATION_INVALID
 */
export function organisationOption(file: string | undefined): GivenOrganisation | undefined {
  return file === undefined
    ? undefined
    : { file, ...readOrganisation(readYamlFile(file, 'ORGANISATION_INVALID'), file) };
}
