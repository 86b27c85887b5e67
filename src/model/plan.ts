import type { EventRef, FieldValue } from './log-event.ts';
import type { Msg } from './message.ts';

/** Version of the plan's shape; raised when a reader of the old shape would be wrong about the new one. */
export const PLAN_VERSION = 2;

/** The phases of an eviction, in their order. Source: CISA AA20-245A (order of remediation), AA23-144A, AA24-038A. */
export const PLAN_PHASES = ['prepare', 'scope', 'stage', 'cut', 'credentials', 'rebuild', 'watch'] as const;

export type PlanPhaseId = (typeof PLAN_PHASES)[number];

/** What a command is typed into. */
export type PlanShell = 'powershell' | 'cmd' | 'sh' | 'fortios' | 'entra';

/** What kind of account it is: each is closed in another place. */
export type PlanAccountKind = 'domain' | 'local' | 'cloud' | 'device' | 'machine' | 'system';

/** Whom or what a step is done to. */
export interface PlanTarget {
  readonly kind: 'host' | 'device' | 'account';
  /** id of the entity */
  readonly entity: string;
  /** as commands and proofs name it; from a log, so hostile */
  readonly name: string;
  /** of an account */
  readonly accountKind?: PlanAccountKind;
}

/** What to type, with its target filled in. Landfall shows it and never runs it. */
export interface PlanCommand {
  readonly shell: PlanShell;
  readonly lines: readonly string[];
}

/** Values that fields of an event must all have, without regard to case; a list means any of them. */
export type PlanFields = Readonly<Record<string, FieldValue>>;

/** How fresh logs show that a step was done, and that it was undone or did not work. Lists of fields mean any of them. */
export interface PlanLogProof {
  readonly by: 'log';
  /** the sentence for people */
  readonly text: string;
  /** logs of which one must be there for any answer: Windows channels, or products as `fortigate` */
  readonly logs: readonly string[];
  /** whose logs; all of them must be there to say that nothing was done; empty when any host's will do */
  readonly hosts: readonly string[];
  /** whether `undone` and `settled` count in the logs of all other hosts too */
  readonly undoneAnywhere: boolean;
  /** events that show it done */
  readonly done: readonly PlanFields[];
  /** how many of them, at least so many hours apart */
  readonly times: number;
  readonly hoursApart: number;
  /** every one of these must be named in a field of some event of `done` */
  readonly each: { readonly field: string; readonly values: readonly string[] } | null;
  /** events that show, after the last of `done`, that it was not done */
  readonly undone: readonly PlanFields[];
  /** events from which on those of `undone` are as they should be: an account with a new password may be used again */
  readonly settled: readonly PlanFields[];
  /** events of which one must be there to say that nothing was done: they show that such things are logged at all */
  readonly tells: readonly PlanFields[];
}

/** What no log can show, and who confirms it. */
export interface PlanPersonProof {
  readonly by: 'person';
  readonly text: string;
  readonly confirms: string;
}

export type PlanProof = PlanLogProof | PlanPersonProof;

/** One thing to do. */
export interface PlanStep {
  /** the playbook's name of it, and the target: stable */
  readonly id: string;
  readonly phase: PlanPhaseId;
  readonly title: Msg;
  /** what in the incident asks for it */
  readonly because: Msg;
  readonly evidence: readonly EventRef[];
  readonly target: PlanTarget | null;
  /** ids of steps that come first */
  readonly dependsOn: readonly string[];
  /** done together with all others of the group, at one agreed time */
  readonly together: 't0' | null;
  readonly approver: string;
  /** what may break, operational technology first */
  readonly mayBreak: readonly string[];
  readonly rollback: string;
  readonly commands: readonly PlanCommand[];
  /** why commands are missing, though the step has some */
  readonly refused: Msg | null;
  /** what people do, where no command does it */
  readonly byHand: string | null;
  readonly proof: PlanProof;
  /** how a person sees that it worked */
  readonly check: string;
  /** techniques of ATT&CK, each with its sub-techniques, that steps of this kind work against, beside those of its evidence */
  readonly mitigates?: readonly string[];
  /** the intruder may notice: not before T0 */
  readonly tipsOff: boolean;
  /** `documented`: vendor or authority says so; `suggestion`: common practice, try it in a lab first */
  readonly basis: 'documented' | 'suggestion';
  readonly source: string;
}

/** A part of the eviction with the tests for entering and leaving it. */
export interface PlanPhase {
  readonly id: PlanPhaseId;
  readonly title: string;
  readonly entry: string;
  readonly exit: string;
}

/** What to do about an incident, in order. A proposal for people; nothing of it is executed. */
export interface EvictionPlan {
  readonly planVersion: typeof PLAN_VERSION;
  readonly incident: string;
  /** last trace of the intruder in the logs, UTC milliseconds: proofs look at what is later */
  readonly sinceMs: number | null;
  /** reasons not to wait for T0, or to wait */
  readonly timing: Msg;
  readonly phases: readonly PlanPhase[];
  readonly steps: readonly PlanStep[];
  /** ids of at most three steps for the first hour */
  readonly first: readonly string[];
  /** what not to do yet */
  readonly notYet: readonly string[];
  /** what stays true when all is done */
  readonly residual: readonly string[];
}

/** What fresh logs say of a step. */
export interface StepVerdict {
  readonly step: string;
  readonly verdict: 'done' | 'not-done' | 'cannot-tell';
  readonly because: Msg;
  readonly evidence: readonly EventRef[];
}
