import { DueQueue } from './due-queue.ts';
import type { GroupWindow } from './group-window.ts';
import { KeySpace } from './key-space.ts';
import type { CorrelationPlan, PlannedCorrelation } from './plan.ts';
import { needsNumber, type WindowMaker, windowMaker } from './windows.ts';

/** A correlation at work. */
export interface Running {
  readonly planned: PlannedCorrelation;
  readonly make: WindowMaker;
  readonly space: KeySpace;
  /** where its windows stand in each key of the space */
  readonly place: number;
  /** its groups, each once */
  readonly queue: DueQueue;
  /** cleared windows for the next groups: what lives for an hour would only wander through the garbage collector */
  readonly spare: GroupWindow[];
  readonly needsNumber: boolean;
  /** correlations that count matches are told of each alert, the others of each moment at which this one holds */
  readonly countsAlerts: boolean;
}

/** Correlations that read their group values of a rule's matches at the same places. */
export interface Consumers {
  readonly groupSlots: readonly number[];
  readonly space: KeySpace;
  readonly members: { readonly running: Running; readonly source: number }[];
}

/** Makes the correlations of a plan ready to run; in the order of the plan. */
export function runningOf({ correlations }: CorrelationPlan): Running[] {
  const spaces = new Map<string, KeySpace>();
  return correlations.map((planned) => {
    const { type, groupBy } = planned.rule;
    const name = JSON.stringify(groupBy);
    const space = spaces.get(name) ?? new KeySpace();
    spaces.set(name, space);
    return {
      ...{ planned, make: windowMaker(planned), space, place: space.addPlace(), queue: new DueQueue(), spare: [] },
      needsNumber: needsNumber(planned),
      countsAlerts: type !== 'temporal' && type !== 'temporal_ordered' && type !== 'value_count',
    };
  });
}

/** For each node of a plan, who wants its matches. */
export function consumersOf(plan: CorrelationPlan, all: readonly Running[]): Consumers[][] {
  const nodes: Consumers[][] = [...plan.baseRules, ...plan.correlations].map(() => []);
  for (const running of all) {
    for (const [source, { node, group }] of running.planned.sources.entries()) {
      const alike = nodes[node]!.find(
        ({ space, groupSlots }) => space === running.space && groupSlots.join() === group.join(),
      );
      if (alike !== undefined) alike.members.push({ running, source });
      else nodes[node]!.push({ groupSlots: group, space: running.space, members: [{ running, source }] });
    }
  }
  return nodes;
}
