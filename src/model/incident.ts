import type { Level } from './level.ts';
import type { EventRef } from './log-event.ts';
import type { Msg } from './message.ts';
import type { ProcessStart } from './observation.ts';

/** What can be part of a story. */
export type EntityKind = 'host' | 'account' | 'device' | 'address';

/** What a host is for, as far as logs or the organisation's file say. */
export type HostRole =
  | 'domain-controller'
  | 'server'
  | 'web-server'
  | 'file-server'
  | 'workstation'
  | 'jump-host'
  | 'firewall'
  | 'ot-adjacent'
  | 'crown-jewel';

/** One host, account, device or address, under all the names that logs give it. */
export interface Entity {
  /** `host:dc01`, stable for the same names */
  readonly id: string;
  readonly kind: EntityKind;
  /** the name shown: the one most records use */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly roles: readonly HostRole[];
}

/** How two parts of an incident hang together. */
export type LinkKind =
  | 'same-session'
  | 'same-process-tree'
  | 'same-record'
  | 'same-account'
  | 'new-account-on-host'
  | 'remote-target'
  | 'same-address'
  | 'same-lease'
  | 'same-file'
  | 'same-host-close-in-time'
  | 'counted-in'
  | 'relay';

/** Why two alerts belong together. */
export interface Link {
  readonly id: string;
  /** ids of alerts in the incident */
  readonly from: string;
  readonly to: string;
  readonly kind: LinkKind;
  readonly reason: Msg;
  /** 0 (chance) to 1 (certain) */
  readonly weight: number;
  /** the records that show it; at least one */
  readonly evidence: readonly EventRef[];
}

/** An alert as a part of an incident or a finding. Alerts of one rule on one record's twin are one. */
export interface IncidentAlert {
  /** as `alertId` makes it, so that it is found among the alerts of the CaseFile */
  readonly id: string;
  readonly ruleId: string;
  readonly title: string;
  readonly level: Level;
  /** the level after what raises it: the host's role, what is unusual for the account */
  readonly raisedLevel: Level;
  readonly raisedBecause: readonly Msg[];
  readonly timeMs: number | null;
  readonly host: string;
  readonly account?: string;
  /** to whom or with whom it was done: accounts that were changed, services whose tickets were asked for */
  readonly targetAccounts?: readonly string[];
  /** ids of other hosts that keep logs and on which its command was to run: `wmic /node:FS01 process call create ...` */
  readonly sentTo?: readonly string[];
  /** ids of behaviours of the catalogue that its rule shows */
  readonly behaviours: readonly string[];
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
  readonly ref: EventRef;
  /** what matched, shortened */
  readonly summary: string;
  /** how many alerts this one stands for */
  readonly count: number;
  /** id of the suppression that fits it, though it is shown here */
  readonly suppressedBy?: string;
}

/** One part of a score, as a sentence. */
export interface ScorePart {
  readonly points: number;
  readonly reason: Msg;
  readonly evidence: readonly EventRef[];
}

/** A stage of an intrusion that an incident reached. */
export interface Stage {
  readonly tactic: string;
  readonly techniques: readonly string[];
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

/** A sentence of the story with the records under it. */
export interface Statement {
  readonly text: Msg;
  readonly timeMs: number | null;
  readonly evidence: readonly EventRef[];
}

/** A process of an incident: one that alerted, what started it, or what it started. */
export interface IncidentProcess extends ProcessStart {
  /** ids of the incident's alerts about it; empty for one that stands between */
  readonly alerts: readonly string[];
}

/** Alerts and observations that belong together. */
export interface Incident {
  /** `INC-7F3A09C4`, stable for the same first alert; a second one of that id ends in `-2` */
  readonly id: string;
  readonly title: Msg;
  readonly level: Level;
  readonly score: number;
  readonly scoreParts: readonly ScorePart[];
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly stages: readonly Stage[];
  /** ids of entities, in the order in which the story reaches them */
  readonly hosts: readonly string[];
  readonly accounts: readonly string[];
  readonly addresses: readonly string[];
  /** where it began, as far as can be seen, and where its last traces are */
  readonly entry: Statement | null;
  readonly now: Statement | null;
  readonly story: readonly Statement[];
  /** id of the suppression that people made for this incident: it stays, but asks for nothing */
  readonly suppressedBy?: string;
  /** how many of its alerts are what their accounts do by habit */
  readonly usualAlerts: number;
  readonly alerts: readonly IncidentAlert[];
  readonly links: readonly Link[];
  /** of very many, those that add nothing: what they tie hangs together by the same kind of reason without them */
  readonly linksLeftOut?: number;
  /** in order of time, `parent` as an index in this list; absent in CaseFiles that were made without them */
  readonly processes?: readonly IncidentProcess[];
  /** those that found no room */
  readonly processesLeftOut?: number;
}

/** Alerts of one rule on one host that belong to no incident. */
export interface Finding {
  readonly id: string;
  readonly ruleId: string;
  readonly title: string;
  readonly level: Level;
  readonly host: string;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly alerts: number;
  /** id of the suppression that keeps its alerts out of incidents */
  readonly suppressedBy?: string;
  /** what is usual here: why it does not rank */
  readonly usual: readonly Msg[];
  readonly examples: readonly EventRef[];
}

/** What became of all alerts. */
export interface CorrelationResult {
  /** hosts and accounts of incidents, and every domain controller */
  readonly entities: readonly Entity[];
  /** the most serious first */
  readonly incidents: readonly Incident[];
  readonly findings: readonly Finding[];
}

/** What an alerting event says of who, where from and which process, under names that all products share. */
export interface AlertContext {
  /** who acted, as `DOMAIN\user`, UPN or plain name */
  readonly account?: string;
  /** whom it was done to or with: the target of a logon or of a change */
  readonly targetAccount?: string;
  readonly logonId?: string;
  readonly processGuid?: string;
  readonly pid?: number;
  readonly image?: string;
  readonly commandLine?: string;
  /** its arguments as `CommandUse.shape` has them */
  readonly shape?: string;
  readonly parentImage?: string;
  /** the other end */
  readonly addresses?: readonly string[];
  /** other computers that the event names: `\\HOST`, `/node:HOST` */
  readonly targets?: readonly string[];
  readonly files?: readonly string[];
}
