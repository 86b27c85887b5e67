import type { Fact, Subject } from './facts.ts';
import type { RecordPlace } from './log-writer.ts';
import type { Principal } from './organisation.ts';

/** A step of a scenario, as its author describes it. */
export interface ScenarioStep {
  /** the label of its facts, unique in the scenario */
  readonly id: string;
  readonly title: string;
  /** ATT&CK ids: `T1003.003` */
  readonly techniques: readonly string[];
  /** ids of the catalogue of behaviours: `ca-ntdsutil-ifm` */
  readonly behaviours: readonly string[];
}

/** A step as it was played. */
export interface PlayedStep extends ScenarioStep {
  /** ISO 8601 UTC; empty for a step that left no record */
  readonly first: string;
  readonly last: string;
  /** names of the hosts that its records speak of, sorted */
  readonly hosts: readonly string[];
  /** `DOMAIN\user` of people and services, sorted; system and machine accounts are left out */
  readonly accounts: readonly string[];
  readonly events: readonly TruthEvent[];
}

/** A record that a step left. */
export interface TruthEvent extends RecordPlace {
  /** ISO 8601 UTC of what happened; the record itself may bear a later time, as that of a connection's end */
  readonly time: string;
  readonly host: string;
}

/** Gathers what the steps of a scenario left in the logs. */
export interface TruthKeeper {
  /** a list for the places of a fact's records; undefined for a fact of everyday life */
  placesFor(fact: Fact): RecordPlace[] | undefined;
  /**
   * The steps in the order of the scenario; call it when all writers have finished.
   * @param isGone whether a record was lost with its log
   */
  played(isGone: (place: RecordPlace) => boolean): readonly PlayedStep[];
}

interface Trace {
  readonly fact: Fact;
  readonly places: RecordPlace[];
}

/** @throws Error from `placesFor` for a fact with the label of no step: a mistake of the scenario */
export function keepTruth(steps: readonly ScenarioStep[]): TruthKeeper {
  const traces = new Map<string, Trace[]>(steps.map(({ id }) => [id, []]));
  return {
    placesFor: (fact) => {
      if (fact.truth === undefined) return undefined;
      const ofStep = traces.get(fact.truth);
      if (ofStep === undefined) throw new Error(`a fact bears the label ${fact.truth}, which no step has`);
      const places: RecordPlace[] = [];
      ofStep.push({ fact, places });
      return places;
    },
    played: (isGone) =>
      steps.map((step) => {
        const left = (traces.get(step.id) ?? []).map(({ fact, places }) => ({
          fact,
          places: places.filter((place) => !isGone(place)),
        }));
        return playedStep(step, left);
      }),
  };
}

function playedStep(step: ScenarioStep, traces: readonly Trace[]): PlayedStep {
  const seen = traces.filter(({ places }) => places.length > 0);
  const times = seen.map(({ fact }) => fact.timeMs);
  const events = seen.flatMap(({ fact, places }) =>
    places.map((place) => ({ ...place, time: isoOf(fact.timeMs), host: fact.host.name })),
  );
  return {
    ...step,
    first: times.length === 0 ? '' : isoOf(times.reduce((one, other) => Math.min(one, other))),
    last: times.length === 0 ? '' : isoOf(times.reduce((one, other) => Math.max(one, other))),
    hosts: sortedSet(seen.map(({ fact }) => fact.host.name)),
    accounts: sortedSet(seen.flatMap(({ fact }) => accountsOf(fact))),
    events,
  };
}

function isoOf(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function sortedSet(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function accountsOf(fact: Fact): string[] {
  const parties: (Principal | Subject)[] = [];
  if ('account' in fact) parties.push(fact.account);
  if ('subject' in fact) parties.push(fact.subject);
  if ('used' in fact) parties.push(fact.used);
  if ('process' in fact && fact.process !== undefined && 'user' in fact.process) parties.push(fact.process.user);
  return parties.filter(isPerson).map(({ domain, user }) => `${domain}\\${user}`);
}

/** Accounts that are given by name to people or programs; S-1-5-21 begins those of a domain or host. */
function isPerson({ sid, user }: Principal): boolean {
  return sid.startsWith('S-1-5-21-') && !user.endsWith('$');
}
