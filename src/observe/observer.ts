import type { AlertContext, LogEvent, ObservationLimit, Observations, Schema } from '../model/index.ts';
import { createAddresses } from './addresses.ts';
import { alertContext } from './alert-context.ts';
import type { Aspect } from './aspect.ts';
import { createChanges } from './changes.ts';
import { createClocks } from './clocks.ts';
import { createCommands } from './commands.ts';
import { createCoverage } from './coverage.ts';
import { FlowReaders } from './flow-event.ts';
import { createFlows } from './flows.ts';
import { createLeases } from './leases.ts';
import { createLogons } from './logons.ts';
import { createNames } from './names.ts';
import { createProcesses } from './processes.ts';
import { createRelays } from './relays.ts';

/** Draws compact facts from events, and puts together those of pieces. */
export interface Observer {
  /** Call with every event, alert or not. */
  add(event: LogEvent): void;
  /** Call behind `add` with an event that alerted: what surrounds it is kept, and what it says of itself returned. */
  keep(event: LogEvent): AlertContext;
  /** What was seen in a piece, to be absorbed by another observer. The observer is to be thrown away afterwards. */
  part(): ObservationPart;
  /** Takes in what was seen in a piece; call in the order of the pieces. */
  absorb(part: ObservationPart): void;
  /** All that was seen and absorbed. */
  observations(): Observations;
}

/** What is wanted of a run. Plain data. */
export interface ObserverOptions {
  /** only alerts: nothing is observed, all tables stay empty */
  readonly alertsOnly?: boolean;
}

function createAspects() {
  const readers = new FlowReaders();
  return {
    ...{ coverage: createCoverage(), logons: createLogons(), processes: createProcesses() },
    ...{ commands: createCommands(), flows: createFlows(readers), relays: createRelays(readers) },
    ...{ changes: createChanges(), leases: createLeases(), addresses: createAddresses(), names: createNames() },
    clocks: createClocks(readers),
  } as const;
}

type Aspects = ReturnType<typeof createAspects>;
type AspectName = keyof Aspects;
type Takers = readonly ((event: LogEvent) => void)[];
type AnyAspect = Aspect<unknown, Partial<Observations>>;

/** What one piece leaves to be put together with others. Plain data. */
export type ObservationPart = {
  readonly [Name in AspectName]: ReturnType<Aspects[Name]['part']>;
} & { readonly limits: readonly ObservationLimit[] };

/** What is seen before any event. */
const NOTHING: Observations = {
  ...{ coverage: [], logons: [], accountHours: [], sessions: [], processes: [], commands: [], flows: [], relays: [] },
  ...{ changes: [], leases: [], addresses: [], names: [], clocks: [], limits: [] },
};

/**
 * Starts with nothing seen. Memory is bounded whatever the events are: what does not fit is counted in `limits`.
 */
export function createObserver({ alertsOnly }: ObserverOptions = {}): Observer {
  const aspects = alertsOnly === true ? undefined : createAspects();
  const all = Object.entries(aspects ?? {}) as [AspectName, AnyAspect][];
  const takers = new WeakMap<Schema, Takers>();
  const takersFor = (schema: Schema): Takers => {
    let bound = takers.get(schema);
    if (bound === undefined) {
      bound = all.flatMap(([, aspect]) => aspect.bind(schema) ?? []);
      takers.set(schema, bound);
    }
    return bound;
  };
  // Most events are of the schema of the one before.
  let last: { readonly schema: Schema | undefined; readonly takers: Takers } = { schema: undefined, takers: [] };
  const limitsBefore: ObservationLimit[] = [];
  const limits = (): ObservationLimit[] =>
    sumLimits([...limitsBefore, ...all.map(([table, { dropped }]) => ({ table, dropped }))]);
  return {
    add: (event) => {
      const { schema } = event;
      if (schema !== last.schema) last = { schema, takers: takersFor(schema) };
      for (const take of last.takers) take(event);
    },
    keep: (event) => {
      aspects?.processes.keep(event);
      return alertContext(event);
    },
    part: () => {
      const parts = all.map(([name, aspect]) => [name, aspect.part()]);
      return { ...Object.fromEntries(parts), limits: limits() } as ObservationPart;
    },
    absorb: (part) => {
      for (const [name, aspect] of all) aspect.absorb(part[name]);
      limitsBefore.push(...part.limits);
    },
    observations: () => withTables(all, limits()),
  };
}

/** Each table is made when it is asked for the first time: a hunt looks at few of the largest. */
function withTables(
  all: readonly (readonly [AspectName, AnyAspect])[],
  limits: readonly ObservationLimit[],
): Observations {
  const observations = { ...NOTHING, limits };
  for (const [name, aspect] of all) {
    let tables: Partial<Observations> | undefined;
    const tablesOf = (): Partial<Observations> => {
      tables ??= aspect.result();
      return tables;
    };
    for (const table of TABLES[name])
      Object.defineProperty(observations, table, { get: () => tablesOf()[table], enumerable: true });
  }
  return observations;
}

/** The tables that each kind of facts gives. */
const TABLES: { readonly [Name in AspectName]: readonly (keyof ReturnType<Aspects[Name]['result']>)[] } = {
  ...{ coverage: ['coverage'], logons: ['logons', 'accountHours', 'sessions'], processes: ['processes'] },
  ...{ commands: ['commands'], flows: ['flows'], relays: ['relays'], changes: ['changes'], leases: ['leases'] },
  ...{ addresses: ['addresses'], names: ['names'], clocks: ['clocks'] },
};

function sumLimits(limits: readonly ObservationLimit[]): ObservationLimit[] {
  const sums = new Map<string, number>();
  for (const { table, dropped } of limits) if (dropped > 0) sums.set(table, (sums.get(table) ?? 0) + dropped);
  return [...sums].map(([table, dropped]) => ({ table, dropped }));
}
