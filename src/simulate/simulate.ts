import { buildOrganisation } from './build-organisation.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './calendar.ts';
import { startEverydayLife } from './everyday.ts';
import { type EvictionStep, evict } from './eviction/index.ts';
import type { Fact } from './facts.ts';
import { keepTruth, type PlayedStep, type ScenarioStep } from './ground-truth.ts';
import { type HostDamage, type LogDamage, logDamage, UNDAMAGED } from './log-damage.ts';
import type { LogWriter, PutBytes } from './log-writer.ts';
import type { NeededAction } from './needed-actions.ts';
import { penetrationTest } from './noise/penetration-test.ts';
import type { Organisation } from './organisation.ts';
import type { OrganisationFile } from './organisation-file.ts';
import { createRecordWriter } from './records/index.ts';
import { World } from './world/index.ts';

/** What is played besides everyday life. */
export interface Scenario {
  readonly name: string;
  readonly steps: readonly ScenarioStep[];
  /** starts its activities; each sets `world.truth` to the id of its step before it acts */
  start(world: World): void;
  /** false for a fact that is missing in the logs; of a connection, asked for each of the two hosts as `host` */
  isLogged?(fact: Fact): boolean;
  /** what happened to the logs of some hosts */
  readonly damage?: LogDamage;
  /** what needs action after it; call it when all is played */
  needed?(): readonly NeededAction[];
}

/** No intrusion: what the logs look like when nothing is wrong. */
export const QUIET: Scenario = { name: 'quiet', steps: [], start: () => {} };

/** Everything that decides a simulation. */
export interface SimulationOptions {
  readonly organisation: OrganisationFile;
  readonly scenario: Scenario;
  /** machines in all */
  readonly hosts: number;
  readonly days: number;
  readonly seed: number;
  /** the first day, `2026-03-02`; days begin at local midnight */
  readonly startDate: string;
  /** how much everyday background: 1 is little, 10 lifelike */
  readonly noise: number;
  readonly hasPenetrationTest: boolean;
  /** settings of logs that are on or off on every host, whatever is usual there */
  readonly logging?: Pick<HostDamage, 'with' | 'without'>;
  /** steps of an eviction that follows; then only the logs of the two days after the others are written */
  readonly eviction?: ReadonlySet<EvictionStep>;
}

/** `ground-truth.json`: what was played, and which records show it. */
export interface GroundTruth {
  readonly version: 1;
  readonly scenario: string;
  readonly seed: number;
  readonly noise: number;
  readonly hasPenetrationTest: boolean;
  /** ISO 8601 UTC */
  readonly start: string;
  readonly end: string;
  readonly organisation: {
    readonly name: string;
    readonly domain: string;
    readonly hosts: number;
    readonly people: number;
    /** names of the hosts with their roles */
    readonly roles: Readonly<Record<string, string>>;
  };
  /** things that happened, whether a log shows them or not */
  readonly facts: number;
  readonly steps: readonly PlayedStep[];
  /** hosts, devices, accounts and domains that a defender who knew all would act upon, and how */
  readonly needed: readonly NeededAction[];
  /** steps of an eviction that were done, when these are the logs after it */
  readonly evicted?: readonly EvictionStep[];
}

// Enough for two resets of krbtgt, and for what comes after them.
const EVICTION_DAYS = 2;
const EVICTION_STARTS_MS = HOUR_MS;

/** A world ready to be played, with the scenario in it. */
export function prepareWorld(options: SimulationOptions): World {
  const organisation = buildOrganisation(options.organisation, options.hosts, options.seed, loggingIn(options));
  const startMs = Date.parse(`${options.startDate}T00:00:00Z`) - organisation.utcOffsetMinutes * MINUTE_MS;
  const { seed, noise, days, eviction, scenario } = options;
  const allDays = days + (eviction === undefined ? 0 : EVICTION_DAYS);
  const world = new World({ organisation, seed, noise, startMs, endMs: startMs + allDays * DAY_MS });
  startEverydayLife(world);
  if (options.hasPenetrationTest) world.start(penetrationTest(world));
  scenario.start(world);
  if (eviction !== undefined) {
    const needed = (): readonly NeededAction[] => scenario.needed?.() ?? [];
    // The world begins a day before its logs.
    world.start(evict(world, needed, eviction), (days + 1) * DAY_MS + EVICTION_STARTS_MS);
  }
  return world;
}

/** What is on everywhere, then what the scenario says of some hosts; what is off everywhere stays off. */
function loggingIn({ scenario, logging }: SimulationOptions): LogDamage['loggingOf'] {
  const [on, off] = [
    logDamage([{ with: logging?.with ?? [] }], () => 0),
    logDamage([{ without: logging?.without ?? [] }], () => 0),
  ];
  const ofScenario = scenario.damage ?? UNDAMAGED;
  return (host, usual) => off.loggingOf(host, ofScenario.loggingOf(host, on.loggingOf(host, usual)));
}

/**
 * Plays a scenario in an organisation and writes the logs. The same options give the same bytes.
 * @param put gets the bytes of the log files
 * @param onDay is told how many days are over, at the end of each
 */
export function simulate(
  options: SimulationOptions,
  put: PutBytes,
  onDay: (days: number) => void = () => {},
): GroundTruth {
  const world = prepareWorld(options);
  const truth = keepTruth(options.scenario.steps);
  const { damage = UNDAMAGED } = options.scenario;
  const writer = createRecordWriter(world.organisation, put, { damage });
  const facts = writeFacts(world, writtenOf(options, world.startMs), writer, truth.placesFor, onDay);
  writer.finish();
  return {
    version: 1,
    scenario: options.scenario.name,
    seed: options.seed,
    noise: options.noise,
    hasPenetrationTest: options.hasPenetrationTest,
    start: new Date(world.startMs).toISOString(),
    end: new Date(world.endMs).toISOString(),
    organisation: organisationSummary(world.organisation),
    facts,
    steps: truth.played(writer.isGone),
    needed: options.scenario.needed?.() ?? [],
    ...(options.eviction === undefined ? {} : { evicted: [...options.eviction] }),
  };
}

/** Of an eviction only what comes after the days of the scenario is written. */
function writtenOf({ scenario, eviction, days }: SimulationOptions, startMs: number): Pick<Scenario, 'isLogged'> {
  if (eviction === undefined) return scenario;
  const fromMs = startMs + days * DAY_MS;
  return { isLogged: (fact) => fact.timeMs >= fromMs && scenario.isLogged?.(fact) !== false };
}

function writeFacts(
  world: World,
  scenario: Pick<Scenario, 'isLogged'>,
  writer: LogWriter,
  placesFor: (fact: Fact) => ReturnType<ReturnType<typeof keepTruth>['placesFor']>,
  onDay: (days: number) => void,
): number {
  let facts = 0;
  let days = 0;
  for (const fact of world.play()) {
    facts++;
    for (; fact.timeMs >= world.startMs + (days + 1) * DAY_MS; days++) onDay(days + 1);
    const places = placesFor(fact);
    const logged = scenario.isLogged === undefined ? fact : asLogged(fact, (one) => scenario.isLogged!(one));
    if (logged !== undefined) writer.write(logged, places);
  }
  return facts;
}

function asLogged(fact: Fact, isLogged: (fact: Fact) => boolean): Fact | undefined {
  if (!isLogged(fact)) return undefined;
  if (fact.kind !== 'flow' || fact.destinationHost === undefined) return fact;
  const { destinationHost, ...flow } = fact;
  return isLogged({ ...fact, host: destinationHost }) ? fact : flow;
}

function organisationSummary({ name, domain, hosts, people }: Organisation): GroundTruth['organisation'] {
  const roles = Object.fromEntries(hosts.map((host) => [host.name, host.role]));
  return { name, domain, hosts: hosts.length, people: people.length, roles };
}
