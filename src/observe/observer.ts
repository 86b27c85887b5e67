import type { LogEvent, ObservationLimit, Observations, Schema } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { createCoverage } from './coverage.ts';

/** Draws compact facts from events, and puts together those of pieces. */
export interface Observer {
  /** Call with every event, alert or not. */
  add(event: LogEvent): void;
  /** Takes in what another observer saw; call in the order of the pieces. */
  absorb(observations: Observations): void;
  /** All that was seen; the observer is to be thrown away afterwards. */
  observations(): Observations;
}

/** Starts with nothing seen. Memory is bounded whatever the events are: what does not fit is counted in `limits`. */
export function createObserver(): Observer {
  const aspects = { coverage: createCoverage() } as const;
  const all: readonly (readonly [string, Pick<Aspect<unknown>, 'bind' | 'dropped'>])[] = Object.entries(aspects);
  const takers = new WeakMap<Schema, readonly ((event: LogEvent) => void)[]>();
  const limitsBefore: ObservationLimit[] = [];
  return {
    add: (event) => {
      const { schema } = event;
      let bound = takers.get(schema);
      if (bound === undefined) {
        bound = all.flatMap(([, aspect]) => aspect.bind(schema) ?? []);
        takers.set(schema, bound);
      }
      for (const take of bound) take(event);
    },
    absorb: (part) => {
      aspects.coverage.absorb(part.coverage);
      limitsBefore.push(...part.limits);
    },
    observations: () => ({
      coverage: aspects.coverage.part(),
      limits: sumLimits([...limitsBefore, ...all.map(([table, { dropped }]) => ({ table, dropped }))]),
    }),
  };
}

function sumLimits(limits: readonly ObservationLimit[]): ObservationLimit[] {
  const sums = new Map<string, number>();
  for (const { table, dropped } of limits) if (dropped > 0) sums.set(table, (sums.get(table) ?? 0) + dropped);
  return [...sums].map(([table, dropped]) => ({ table, dropped }));
}
