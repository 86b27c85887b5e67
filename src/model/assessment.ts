import type { EventRef } from './log-event.ts';
import type { Msg } from './message.ts';

/** Words of confidence as intelligence standards define them (ICD 203, moderate and so on); never a number. */
export type Confidence = 'low' | 'moderate' | 'high';

/** Something that speaks for or against, with its weight. */
export interface Argument {
  readonly text: Msg;
  readonly weight: 'strong' | 'some' | 'weak';
  readonly evidence: readonly EventRef[];
}

/** How well an incident fits what was published of an actor. */
export interface ActorFit {
  /** ATT&CK id of the group, or `other`, `unknown`, `red-team`, `ransomware`, `insider` */
  readonly actor: string;
  readonly name: string;
  readonly band: 'unlikely' | 'possible' | 'likely' | 'not-enough';
  /** steps of the published pattern that were seen, of how many that could have been seen here */
  readonly stepsSeen: number;
  readonly stepsSeeable: number;
  readonly reasons: readonly Argument[];
}

/** How an account stands: four classes, because each asks for another action. */
export type AccountClass = 'used' | 'exposed' | 'reachable' | 'no-evidence';

export interface AccountScope {
  /** id of the entity; `*` when all of the directory's accounts are meant */
  readonly account: string;
  readonly class: AccountClass;
  /** made in the course of the incident: it is removed, where others get a new password */
  readonly isMade?: true;
  readonly reason: Msg;
  readonly evidence: readonly EventRef[];
}

/** A service that reached hosts could affect; also a crown jewel or a segment of operational technology that was reached. */
export interface ServiceImpact {
  readonly service: string;
  /** the last sentence of the chain */
  readonly reason: Msg;
  readonly isDirect: boolean;
  /** people or plants come to harm without it */
  readonly isCritical?: boolean;
  /** the other organisation whose service it is */
  readonly partner?: string;
  /** from the reached host to the service, one dependency a sentence */
  readonly chain?: readonly Msg[];
  /** records of the incident on the reached host */
  readonly evidence?: readonly EventRef[];
}

/** A step of the published pattern that could not have been seen here, and why. */
export interface UnseenStep {
  readonly behaviour: string;
  readonly title: string;
  readonly because: Msg;
}

/** What may be called clear, and on which sources that rests. */
export interface CleanStatement {
  readonly text: Msg;
  readonly restsOn: readonly Msg[];
}

/** What an incident means. */
export interface Assessment {
  readonly incident: string;
  readonly confidence: Confidence;
  readonly evidenceFor: readonly Argument[];
  readonly evidenceAgainst: readonly Argument[];
  readonly innocentExplanation: Msg;
  readonly wouldSettle: readonly Msg[];
  /** the best fit first */
  readonly actors: readonly ActorFit[];
  readonly unseen: readonly UnseenStep[];
  readonly impact: readonly ServiceImpact[];
  readonly accounts: readonly AccountScope[];
  readonly clean: readonly CleanStatement[];
  /** first sign seen; `startIsOpen` when the logs do not reach further back */
  readonly earliestMs: number | null;
  readonly startIsOpen: boolean;
}
