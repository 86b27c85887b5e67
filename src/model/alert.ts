import type { AlertContext } from './incident.ts';
import type { Level } from './level.ts';
import type { EventRef, FieldValue } from './log-event.ts';

/** One field whose value made a rule match. */
export interface Because {
  /** the field as the rule names it; empty for a keyword found anywhere */
  readonly field: string;
  readonly value: FieldValue;
}

/** One detection rule matched one event; carries why. */
export interface Alert {
  readonly rule: {
    readonly id: string;
    readonly title: string;
    readonly level: Level;
    readonly tags: readonly string[];
  };
  readonly event: EventRef;
  /** UTC milliseconds since 1970; null when the record does not say */
  readonly timeMs: number | null;
  readonly host: string;
  readonly because: readonly Because[];
  /** what the event says of who, where from and which process; for correlations the addresses of the group alone */
  readonly context?: AlertContext;
  /** id of the suppression that fits it */
  readonly suppressedBy?: string;
  /** for a Sigma correlation: the window that satisfied it; `event` is its last event, `because` the group */
  readonly correlation?: CorrelatedWindow;
}

/** A stretch of time in which matches of rules satisfied a correlation. */
export interface CorrelatedWindow {
  /** `event_count`, `temporal` and so on */
  readonly type: string;
  /** UTC milliseconds since 1970 */
  readonly windowStartMs: number;
  readonly windowEndMs: number;
  /** the logs end before the window does: more events could have changed the answer */
  readonly isCut: boolean;
  /** what was measured: a count, a sum, an average, a percentile, or the number of rules seen */
  readonly value: number;
  /** number of matches in the window */
  readonly matches: number;
  /** the matches behind it, earliest first, at most 100 */
  readonly events: readonly (EventRef & { readonly ruleId: string; readonly timeMs: number })[];
}
