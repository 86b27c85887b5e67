import { type Alert, type Level, levelRank } from '../model/index.ts';
import {
  type CorrelationNotice,
  type CorrelationRule,
  collectorFor,
  correlate,
  type InputColumns,
  InputStore,
  planCorrelations,
  type SigmaRule,
} from '../sigma/index.ts';
import { correlationAlert } from './correlation-alert.ts';
import type { DetectorOptions } from './detector.ts';

/** Matches that correlations need, of some events. Plain data. */
export interface CorrelationMatches {
  readonly inputs: InputColumns;
  /** matches left out, as their events have no time */
  readonly undated: number;
}

/** What correlations found in all matches. */
export interface Correlated {
  /** in the order of time */
  readonly alerts: readonly Alert[];
  /** what was not taken into account */
  readonly notices: readonly CorrelationNotice[];
  readonly undated: number;
}

/** Gathers matches where events are read, and correlates them where all come together. Gives a detector its options. */
export interface Correlator extends DetectorOptions {
  /** What was gathered since the last call; nothing when there was nothing. */
  take(): { readonly matches?: CorrelationMatches };
  /** Adds what another correlator of the same rules took. */
  add(matches: CorrelationMatches | undefined): void;
  /**
   * Correlates all that was added.
   * @param untilMs how far the logs reach, UTC milliseconds: windows that end later are marked as cut
   */
  correlate(untilMs: number | undefined): Correlated;
}

/**
 * @param rules detection rules with all that the correlations refer to, in the same order in every thread
 * @param rules.quiet indexes of rules that match only for correlations
 * @param rules.minLevel correlations below it serve others, and do not alert
 */
export function createCorrelator(rules: {
  readonly bound: readonly SigmaRule[];
  readonly correlations: readonly CorrelationRule[];
  readonly quiet: readonly number[];
  readonly minLevel?: Level | undefined;
}): Correlator {
  const leastRank = levelRank(rules.minLevel ?? 'informational');
  const { plan } = planCorrelations(rules.bound, rules.correlations);
  const collector = collectorFor(plan);
  const all = new InputStore();
  let gathered = new InputStore();
  let undatedBefore = 0;
  let undated = 0;
  return {
    collector,
    onInput: (input) => gathered.add(input),
    silent: new Set([...plan.silent, ...rules.quiet.map((index) => rules.bound[index]!)]),
    take: () => {
      const since = collector.undated - undatedBefore;
      if (gathered.length === 0 && since === 0) return {};
      const inputs = gathered.toColumns();
      gathered = new InputStore();
      undatedBefore = collector.undated;
      return { matches: { inputs, undated: since } };
    },
    add: (matches) => {
      if (matches === undefined) return;
      all.addColumns(matches.inputs);
      undated += matches.undated;
    },
    correlate: (untilMs) => {
      const { alerts, notices } = correlate(plan, all, untilMs === undefined ? {} : { untilMs });
      const loud = alerts.filter(({ correlation }) => levelRank(correlation.level) >= leastRank);
      return { alerts: loud.map(correlationAlert), notices, undated };
    },
  };
}
