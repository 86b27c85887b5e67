import type { Msg } from './message.ts';

/** Whether something could have been seen here. */
export type Sight = 'yes' | 'partly' | 'no';

/** A kind of hole in what the logs cover. */
export type GapKind =
  | 'log-missing'
  | 'records-missing'
  | 'silent'
  | 'log-cleared'
  | 'rolled-over'
  | 'setting-off'
  | 'clock-jump'
  | 'clock-off';

/** A stretch or a kind of events that could not be seen on a host. */
export interface VisibilityGap {
  /** stable for the same hole */
  readonly id: string;
  readonly kind: GapKind;
  readonly host: string;
  readonly log: string;
  /** UTC milliseconds; null for what is missing all the time */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly message: Msg;
  /** ids of behaviours that could have happened there unseen */
  readonly hides: readonly string[];
  /** id of the setting that closes it */
  readonly fix?: string;
}

/** Whether one behaviour of the catalogue could have been seen, and why. */
export interface BehaviourSight {
  readonly behaviour: string;
  readonly title: string;
  /** of ATT&CK, `credential-access`; absent where the catalogue names none */
  readonly tactic?: string;
  readonly techniques: readonly string[];
  readonly sight: Sight;
  readonly because: Msg;
  /** hosts where it could be seen, of those where it could happen */
  readonly hostsSeeing: number;
  readonly hostsInAll: number;
  /** those where it could not, or not for sure or not all the time; at most 50 */
  readonly blindHosts: readonly string[];
  readonly fixes: readonly string[];
}

/** An exact setting that makes something visible. */
export interface VisibilityFix {
  readonly id: string;
  readonly title: string;
  readonly product: string;
  /** what to set, one command or path of a policy a line */
  readonly setting: readonly string[];
  /** how much it costs, in plain words */
  readonly cost: string;
  readonly retention: string;
  readonly source: string;
  /** hosts that need it; empty when no host of its kind sent logs */
  readonly hosts: readonly string[];
}

/** What could be seen, what could not, and what would close the gaps. */
export interface Visibility {
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** of each host and log: hours with events, of the hours in the whole span */
  readonly grid: readonly {
    readonly host: string;
    readonly log: string;
    readonly hoursCovered: number;
    readonly hoursInAll: number;
  }[];
  readonly gaps: readonly VisibilityGap[];
  /** gaps beyond those listed */
  readonly gapsLeftOut: number;
  readonly behaviours: readonly BehaviourSight[];
  readonly fixes: readonly VisibilityFix[];
}
