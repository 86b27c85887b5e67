import type { Alert } from './alert.ts';
import type { Assessment } from './assessment.ts';
import type { Entity, Finding, Incident } from './incident.ts';
import type { Level } from './level.ts';
import type { ClockSkew, ObservationLimit } from './observation.ts';
import type { OrganisationReport } from './organisation.ts';
import type { EvictionPlan } from './plan.ts';
import type { Problem } from './problem.ts';
import type { RuleNotes } from './rule-notes.ts';
import type { SuppressionReport } from './suppression.ts';
import type { Visibility } from './visibility.ts';

/** Version of the CaseFile's shape; raised when a reader of the old shape would be wrong about the new one. */
export const CASE_FILE_VERSION = 1;

/** One input file: what was read from it. */
export interface SourceReport {
  readonly source: string;
  readonly format: string;
  readonly sizeBytes: number;
  /** of the file's bytes, hexadecimal; absent when it was not taken */
  readonly sha256?: string;
  readonly events: number;
  readonly problems: number;
  /** first and last event time, UTC milliseconds; null when it holds no dated event */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly hosts: readonly string[];
  readonly channels: readonly string[];
  /** only what was new since an earlier hunt was read */
  readonly continued?: true;
  /** events that were left out because of their time, and how many of `events` have none; given with a range of time */
  readonly outsideTime?: number;
  readonly undated?: number;
  /** events whose time says no zone, in a source without one, so that it was taken as UTC; absent for none */
  readonly assumedUtc?: number;
  /** events whose time says no year, so that the last one before the file changed was taken; absent for none */
  readonly assumedYear?: number;
  /** why the file was left out; absent when it was read */
  readonly skipped?: string;
}

/** A rule that can never match the sources at hand, and why. */
export interface UnboundRule {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly reason: string;
}

/** A rule that alerted at least once. */
export interface AlertedRule {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  readonly alerts: number;
  /** of Landfall's own rules */
  readonly notes?: RuleNotes;
}

/** A rule that was tried, and what it finds as a number of 16 hexadecimal digits. */
export interface RuleVersion {
  readonly id: string;
  readonly title: string;
  /** changes when the rule finds something else or has another level, not with its words */
  readonly version: string;
}

/** Matches that a correlation did not take into account. */
export interface CorrelationGap {
  /** of the correlation; empty when it concerns all */
  readonly id: string;
  readonly title: string;
  readonly code: string;
  readonly message: string;
  readonly matches: number;
}

/** A feed of published indicators that was looked for. */
export interface FeedReport {
  readonly file: string;
  /** as the feed says; empty when it does not */
  readonly title: string;
  readonly publisher: string;
  readonly indicators: number;
  /** entries that could not be used: of no known form, or values that can tell an intruder from nobody */
  readonly leftOut: number;
}

/** What became of the rules. */
export interface RuleReport {
  readonly loaded: number;
  readonly bound: number;
  readonly unbound: readonly UnboundRule[];
  readonly rejected: readonly {
    readonly file: string;
    readonly line?: number;
    readonly code: string;
    readonly message: string;
  }[];
  readonly alerted: readonly AlertedRule[];
  /** the rules that could match, for comparisons with other hunts; absent when no CaseFile was asked for */
  readonly versions?: readonly RuleVersion[];
  /** filters and parts of pipelines that have no effect */
  readonly notes: readonly Problem[];
  readonly correlationGaps: readonly CorrelationGap[];
}

/** All results as plain versioned JSON: the only thing any view reads. Same input and rules: the same bytes. */
export interface CaseFile {
  readonly caseFileVersion: typeof CASE_FILE_VERSION;
  readonly tool: { readonly name: 'landfall'; readonly version: string };
  /** false when the run was interrupted: what is here is right, but not all */
  readonly complete: boolean;
  /** only events from this time on (included) and before that one, UTC milliseconds, and events without a time */
  readonly sinceMs?: number;
  readonly untilMs?: number;
  readonly events: number;
  readonly sources: readonly SourceReport[];
  readonly rules: RuleReport;
  /** absent when no published indicator was looked for */
  readonly feeds?: readonly FeedReport[];
  readonly alerts: readonly Alert[];
  /** only rules were matched: no incidents, no visibility, nothing observed */
  readonly alertsOnly?: true;
  /** alerts beyond what is looked at for incidents and findings, 200,000 a hunt and 20,000 a piece; absent for none */
  readonly alertsNotCorrelated?: number;
  /** facts beyond what a hunt keeps for incidents, gaps and plans, by kind; absent when there was room for all */
  readonly observationsLeftOut?: readonly ObservationLimit[];
  /** hosts and accounts of incidents under all their names */
  readonly entities?: readonly Entity[];
  /** the gravest first */
  readonly incidents?: readonly Incident[];
  /** alerts that belong to no incident, by rule and host */
  readonly findings?: readonly Finding[];
  /** what people decided to suppress, and what that did; absent when nothing was decided */
  readonly suppressions?: SuppressionReport;
  /** what a hunt was told of the organisation; absent when it was told nothing */
  readonly organisation?: OrganisationReport;
  /** one for each incident, in their order */
  readonly assessments?: readonly Assessment[];
  /** what to do, one for each incident, in their order */
  readonly plans?: readonly EvictionPlan[];
  /** clocks that are apart, told from what two machines logged; absent when none is known to be */
  readonly clocks?: readonly ClockSkew[];
  /** what could be seen in these logs, and what could not */
  readonly visibility?: Visibility;
  readonly problems: readonly Problem[];
}
