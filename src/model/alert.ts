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
  readonly event: EventRef & {
    /** for Windows, where the record was logged and its event id */
    readonly channel?: string;
    readonly eventId?: number;
  };
  /** UTC milliseconds since 1970; null when the record does not say */
  readonly timeMs: number | null;
  readonly host: string;
  readonly because: readonly Because[];
}
