import type { Level } from './level.ts';
import type { EventRef } from './log-event.ts';
import type { Msg } from './message.ts';
import type { Problem } from './problem.ts';

/** `suppressions.yml` as people write it; see content/schemas/suppressions.schema.json for every key. */
export interface SuppressionFile {
  readonly suppressions: readonly {
    readonly id: string;
    readonly reason: string;
    readonly by: string;
    readonly since: string;
    readonly until: string;
    readonly where: SuppressionScope;
  }[];
}

/** What a suppression is about: all that is given must fit, of a list one. Texts may hold `*` and `?`. */
export interface SuppressionScope {
  /** ids or titles */
  readonly rules?: readonly string[];
  /** short or in full */
  readonly hosts?: readonly string[];
  /** `DOMAIN\user`, or a plain name for every domain */
  readonly accounts?: readonly string[];
  /** command lines */
  readonly commands?: readonly string[];
  /** values of fields that the alert names */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  /** ids of incidents */
  readonly incidents?: readonly string[];
}

/** A decision of people that some alerts are known and harmless, for a time. Plain data. */
export interface Suppression {
  readonly id: string;
  readonly reason: string;
  /** who decided */
  readonly by: string;
  /** of events from this time on (included) and before that one, UTC milliseconds */
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly where: SuppressionScope;
}

/** What a suppression did in one hunt. */
export interface SuppressionUse {
  readonly id: string;
  readonly reason: string;
  readonly by: string;
  readonly sinceMs: number;
  readonly untilMs: number;
  /** alerts that it fits; each has its id as `suppressedBy` */
  readonly alerts: number;
  /** alerts that it would fit but for their time: they are not suppressed */
  readonly outsideTime: number;
  /** alerts, of those that could be looked at for incidents, that are left out of incidents because of it */
  readonly hidden: number;
  /** some of those that it fits */
  readonly examples: readonly {
    readonly ruleTitle: string;
    readonly level: Level;
    readonly host: string;
    readonly timeMs: number | null;
    readonly ref: EventRef;
  }[];
  /** incidents that would be there without it and the others */
  readonly wouldBe: readonly { readonly id: string; readonly level: Level; readonly title: Msg }[];
  /** ids of incidents that show its alerts all the same, because more than these belongs to them */
  readonly shownIn: readonly string[];
}

/** What became of the suppressions of a hunt. */
export interface SuppressionReport {
  readonly file: string;
  readonly uses: readonly SuppressionUse[];
  /** what is expired, too broad or says nothing */
  readonly problems: readonly Problem[];
}
