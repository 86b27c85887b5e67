import { findInputs } from '../../src/cli/hunt-inputs.ts';
import { openOutputFolder } from '../../src/cli/output-folder.ts';
import { readYamlFile } from '../../src/cli/yaml-file.ts';
import { type CorrelationMatches, createCorrelator, createDetector, type LoadedRules } from '../../src/detect/index.ts';
import type { Alert, LogEvent, Observations } from '../../src/model/index.ts';
import { createNormaliser, createScriptBlockJoiner, recordContext } from '../../src/normalise/index.ts';
import { createObserver } from '../../src/observe/index.ts';
import { formatNamed, openFile, type Piece } from '../../src/read/index.ts';
import { type GroundTruth, parseOrganisationFile, type Scenario, simulate } from '../../src/simulate/index.ts';
import { LOG_SETTINGS, type LogSetting } from '../../src/simulate/log-settings.ts';
import { type EventGroup, settingsOf } from './event-settings.ts';

const ORGANISATION = 'content/organisations/utility.yml';

/** Size and chance of a simulation, and which settings are on everywhere; off are all others. */
export interface Played {
  readonly scenario: Scenario;
  readonly hosts: number;
  readonly days: number;
  readonly seed: number;
  readonly without: readonly LogSetting[];
}

/** What a group of events comes to, whatever the others are. */
export interface GroupFindings {
  readonly group: EventGroup;
  readonly alerts: readonly Alert[];
  readonly matches: CorrelationMatches | undefined;
  readonly observations: Pick<Observations, 'coverage' | 'addresses'>;
}

/** Simulates with every setting on but some, into an empty folder. */
export function simulateWithout(logs: string, { scenario, hosts, days, seed, without }: Played): GroundTruth {
  const organisation = parseOrganisationFile(readYamlFile(ORGANISATION, 'ORGANISATION_INVALID'), ORGANISATION);
  const folder = openOutputFolder(logs);
  try {
    return simulate(
      {
        ...{ organisation, scenario, hosts, days, seed, startDate: '2026-03-02', noise: 1, hasPenetrationTest: false },
        logging: { with: LOG_SETTINGS, without },
      },
      (file, byteOffset, bytes) => folder.put(file, byteOffset, bytes),
    );
  } finally {
    folder.close();
  }
}

/**
 * Hunts logs, each group of events for itself. An alert of one event depends on nothing else, so that those of any
 * groups together are those of the groups; what correlations need is kept for each group.
 * @param groupOf the groups of an event's settings; events that give undefined are left out
 * @param isWanted which files are read
 */
export async function huntByGroup(
  logs: string,
  rules: LoadedRules,
  groupOf: (settings: readonly LogSetting[], event: LogEvent) => EventGroup | undefined,
  isWanted: (source: string) => boolean = () => true,
): Promise<readonly GroupFindings[]> {
  const stages = new Map<string, GroupStages>();
  const stagesFor = (event: LogEvent): GroupStages | undefined => {
    const group = groupOf(settingsOf(event), event);
    if (group === undefined) return undefined;
    const known = stages.get(group.name) ?? stagesOf(group, rules);
    stages.set(group.name, known);
    return known;
  };
  const normaliser = createNormaliser();
  for (const piece of (await findInputs([logs], [])).pieces.filter(({ source }) => isWanted(source))) {
    for (const { event, isJoined } of eventsOf(piece, normaliser)) stagesFor(event)?.take(event, isJoined);
  }
  return [...stages.values()].map((one) => one.findings());
}

type Normaliser = ReturnType<typeof createNormaliser>;

interface ReadEvent {
  readonly event: LogEvent;
  /** put together from script blocks that were read before */
  readonly isJoined: boolean;
}

/** Of a file that is read from its beginning to its end. */
function* eventsOf(piece: Piece, normaliser: Normaliser): Generator<ReadEvent> {
  if (!piece.isFirst || !piece.isLast) throw new Error(`${piece.source} is read in several pieces`);
  const bytes = openFile(piece.source, piece.place);
  if ('code' in bytes) throw new Error(bytes.message);
  const joiner = createScriptBlockJoiner(normaliser.windows);
  const context = recordContext(piece, []);
  for (const item of formatNamed(piece.format).read(bytes, piece.range, { carve: false })) {
    if (item.kind === 'problem') throw new Error(`${piece.source}: ${item.message}`);
    const event = normaliser.toLogEvent(item, context);
    yield { event, isJoined: false };
    const joined = joiner.add(event, []);
    if (joined !== undefined) yield { event: joined.event, isJoined: true };
  }
  bytes.close();
}

interface GroupStages {
  take(event: LogEvent, isJoined: boolean): void;
  findings(): GroupFindings;
}

function stagesOf(group: EventGroup, rules: LoadedRules): GroupStages {
  const correlator = createCorrelator(rules);
  const detector = createDetector(rules.bound, correlator);
  const observer = createObserver();
  const alerts: Alert[] = [];
  return {
    take: (event, isJoined) => {
      if (!isJoined) observer.add(event);
      alerts.push(...detector.detect(event));
    },
    findings: () => {
      const { coverage, addresses } = observer.observations();
      return { group, alerts, matches: correlator.take().matches, observations: { coverage, addresses } };
    },
  };
}
