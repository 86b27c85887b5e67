import { type Part, playedTogether } from '../scripts/incidents/played-together.ts';
import { openOutputFolder } from '../src/cli/output-folder.ts';
import { readYamlFile } from '../src/cli/yaml-file.ts';
import { type GroundTruth, type OrganisationFile, parseOrganisationFile, simulate } from '../src/simulate/index.ts';

const ORGANISATION = 'content/organisations/utility.yml';

/** Size and chance of a simulation. */
export interface SimulatedSize {
  readonly hosts: number;
  readonly days: number;
  readonly seed: number;
  /** routines that the organisation has besides its own */
  readonly routines?: Partial<OrganisationFile['routines']>;
}

/** Writes the logs of scenarios that are played in one organisation into a folder, and says what was played. */
export function simulateInto(
  logs: string,
  parts: readonly Part[],
  { hosts, days, seed, routines }: SimulatedSize,
): GroundTruth {
  const file = parseOrganisationFile(readYamlFile(ORGANISATION, 'ORGANISATION_INVALID'), ORGANISATION);
  const organisation = { ...file, routines: { ...file.routines, ...routines } };
  const played = {
    organisation,
    scenario: playedTogether(parts),
    hosts,
    days,
    seed,
    startDate: '2026-03-02',
    noise: 1,
  };
  const folder = openOutputFolder(logs);
  try {
    return simulate({ ...played, hasPenetrationTest: false }, (file, byteOffset, bytes) =>
      folder.put(file, byteOffset, bytes),
    );
  } finally {
    folder.close();
  }
}
