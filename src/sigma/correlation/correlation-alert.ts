import type { Because, EventRef } from '../../model/index.ts';
import type { CorrelationRule } from './correlation-rule.ts';
import type { PlannedCorrelation } from './plan.ts';

/** A matching event that a correlation alert rests on. */
export interface CorrelatedEvent {
  /** id of the base rule that it matched */
  readonly ruleId: string;
  readonly timeMs: number;
  readonly ref: EventRef;
}

/** A window of events satisfied a correlation. */
export interface CorrelationAlert {
  readonly correlation: PlannedCorrelation;
  readonly rule: CorrelationRule;
  /** when the condition became true: the time of the last event needed, or the end of a window judged as a whole */
  readonly timeMs: number;
  /** time of the earliest event in it */
  readonly windowStartMs: number;
  /** `timeMs`, or for a window that the logs cut short, the end it would have had */
  readonly windowEndMs: number;
  /** the logs end before this window does: more events could have changed the answer */
  readonly isCut: boolean;
  /** the group-by fields with the values that the events share, as first seen; empty when nothing is grouped */
  readonly group: readonly Because[];
  /** what was measured: a count, sum, average, percentile, share in percent or the number of rules seen */
  readonly value: number;
  /** number of matches in the window; at least this many when some were forgotten to stay within the limits */
  readonly matches: number;
  /** the base events behind it, earliest first: the earliest and the latest where there are more than `MAX_EVENTS` */
  readonly events: readonly CorrelatedEvent[];
}

/** An alert names at most this many events. */
export const MAX_EVENTS = 100;
