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

/** What makes each kind of facts. Those of connections share what reads them. */
const MAKERS = {
  ...{ coverage: createCoverage, logons: createLogons, processes: () => createProcesses(), commands: createCommands },
  flows: (readers: Readers) => createFlows(readers()),
  relays: (readers: Readers) => createRelays(readers()),
  ...{ changes: createChanges, leases: createLeases, addresses: createAddresses, names: createNames },
  clocks: (readers: Readers) => createClocks(readers()),
} as const;

type Readers = () => FlowReaders;
type Aspects = { readonly [Name in keyof typeof MAKERS]: ReturnType<(typeof MAKERS)[Name]> };
type AspectName = keyof Aspects;
type Takers = readonly ((event: LogEvent) => void)[];
type AnyAspect = Aspect<unknown, Partial<Observations>>;

const ALL_NAMES = Object.keys(MAKERS) as AspectName[];

/** What one piece leaves to be put together with others; kinds of facts of which its events say nothing are left out. Plain data. */
export type ObservationPart = {
  readonly [Name in AspectName]?: ReturnType<Aspects[Name]['part']>;
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
  const names = alertsOnly === true ? [] : ALL_NAMES;
  const aspects = new UsedAspects();
  const takers = new WeakMap<Schema, Takers>();
  const takersFor = (schema: Schema): Takers => {
    let bound = takers.get(schema);
    if (bound === undefined) {
      bound = alertsOnly === true ? [] : aspects.bind(schema);
      takers.set(schema, bound);
    }
    return bound;
  };
  // Most events are of the schema of the one before.
  let last: { readonly schema: Schema | undefined; readonly takers: Takers } = { schema: undefined, takers: [] };
  const limitsBefore: ObservationLimit[] = [];
  const limits = (): ObservationLimit[] =>
    sumLimits([...limitsBefore, ...aspects.used().map(([table, { dropped }]) => ({ table, dropped }))]);
  return {
    add: (event) => {
      const { schema } = event;
      if (schema !== last.schema) last = { schema, takers: takersFor(schema) };
      for (const take of last.takers) take(event);
    },
    keep: (event) => {
      aspects.processes?.keep(event);
      return alertContext(event);
    },
    part: () => {
      const parts = aspects.used().map(([name, aspect]) => [name, aspect.part()]);
      return { ...Object.fromEntries(parts), limits: limits() } as ObservationPart;
    },
    absorb: (part) => {
      for (const name of names) if (part[name] !== undefined) aspects.named(name).absorb(part[name]);
      limitsBefore.push(...part.limits);
    },
    observations: () => withTables(names, aspects, limits()),
  };
}

// Which kinds of facts events of a schema tell of; found out once a process, as thousands of pieces have the same few.
const toldBy = new WeakMap<Schema, readonly AspectName[]>();

/** The kinds of facts of one observer, made when the first event tells of them: most logs tell of few. */
class UsedAspects {
  readonly #made = new Map<AspectName, AnyAspect>();
  #readers: FlowReaders | undefined;

  get processes(): Aspects['processes'] | undefined {
    return this.#made.get('processes') as Aspects['processes'] | undefined;
  }

  named(name: AspectName): AnyAspect {
    let aspect = this.#made.get(name);
    if (aspect === undefined) {
      aspect = MAKERS[name](this.#sharedReaders) as AnyAspect;
      this.#made.set(name, aspect);
    }
    return aspect;
  }

  /** Those that were made, in the order of all. */
  used(): readonly (readonly [AspectName, AnyAspect])[] {
    return ALL_NAMES.flatMap((name) => {
      const aspect = this.#made.get(name);
      return aspect === undefined ? [] : [[name, aspect] as const];
    });
  }

  bind(schema: Schema): Takers {
    const bound = (toldBy.get(schema) ?? ALL_NAMES).flatMap((name) => {
      const take = this.named(name).bind(schema);
      return take === undefined ? [] : [{ name, take }];
    });
    if (!toldBy.has(schema))
      toldBy.set(
        schema,
        bound.map(({ name }) => name),
      );
    return bound.map(({ take }) => take);
  }

  readonly #sharedReaders: Readers = () => {
    this.#readers ??= new FlowReaders();
    return this.#readers;
  };
}

/** Each table is made when it is asked for the first time: a hunt looks at few of the largest. */
function withTables(
  names: readonly AspectName[],
  aspects: UsedAspects,
  limits: readonly ObservationLimit[],
): Observations {
  const observations = { ...NOTHING, limits };
  for (const name of names) {
    let tables: Partial<Observations> | undefined;
    const tablesOf = (): Partial<Observations> => {
      tables ??= aspects.named(name).result();
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
