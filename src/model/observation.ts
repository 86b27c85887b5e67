import type { EventRef } from './log-event.ts';

/** UTC milliseconds since 1970 of the first and last time, and how often; null when none is dated. */
export interface Seen {
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly count: number;
}

/** One kind of event within a log: a Windows event id, a FortiGate log id, the path of a Zeek log. */
export interface CoveredKind extends Seen {
  readonly kind: string;
  /** of some fields that depend on a setting (`CommandLine`): how many of the events carry a value */
  readonly filled?: Readonly<Record<string, number>>;
}

/** Consecutive record numbers of a log, with the times of the first and the last of them. */
export interface RecordRun {
  readonly first: number;
  readonly last: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A place where the time of consecutive records runs backwards. */
export interface ClockJump {
  readonly atMs: number;
  /** milliseconds, negative: how far back */
  readonly byMs: number;
}

/** What one log of one host holds: the ground for every statement about what could be seen. */
export interface LogCoverage {
  /** as the log names it; empty when it does not say */
  readonly host: string;
  readonly product: string;
  /** the Windows channel, else what the schema calls the log: `fortigate/event`, `zeek/conn` */
  readonly log: string;
  readonly events: number;
  /** null when no event is dated */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** hours since 1970 (UTC) with at least one event, as first and last of each run, ascending */
  readonly hours: readonly (readonly [first: number, last: number])[];
  readonly kinds: readonly CoveredKind[];
  /** ascending, without overlap; empty for logs that do not number their records, or whose records were picked */
  readonly records: readonly RecordRun[];
  /** somebody picked its records: they have too many holes to be told */
  readonly isScattered?: true;
  readonly clockJumps: readonly ClockJump[];
  /** the files it was read from */
  readonly sources: readonly string[];
}

/** How an account came in. Windows logon types by their names; `vpn`, `device` and `cloud` for what other products log. */
export type LogonKind =
  | 'interactive'
  | 'network'
  | 'batch'
  | 'service'
  | 'unlock'
  | 'cleartext'
  | 'new-credentials'
  | 'remote-interactive'
  | 'cached'
  | 'ssh'
  | 'vpn'
  | 'device'
  | 'cloud';

/** All logons of one account to one host from one place in one way. */
export interface LogonPath extends Seen {
  /** `DOMAIN\\user`, UPN or plain name, as logged */
  readonly account: string;
  readonly sid?: string;
  readonly host: string;
  /** address, else workstation name; empty when the log does not say */
  readonly from: string;
  readonly kind: LogonKind;
  readonly failures: number;
  /** days since 1970 (UTC) with a logon, as first and last of each run */
  readonly days: readonly (readonly [first: number, last: number])[];
  readonly firstRef: EventRef;
}

/** When an account is at work: successful logons of people's kinds by hour of the week, UTC. */
export interface AccountHours {
  readonly account: string;
  /** an hour, from 0 for Monday 0 o'clock to 167, and the logons in it, then the next; hours without logons are left out */
  readonly hours: readonly number[];
}

/** One logon session. Those of machines and of the system itself are counted in `LogonPath` only. */
export interface Session {
  readonly host: string;
  /** the host's number of the session, as hexadecimal text for Windows */
  readonly logonId: string;
  readonly account: string;
  readonly sid?: string;
  readonly kind: LogonKind;
  readonly address?: string;
  readonly workstation?: string;
  readonly startMs: number;
  /** null when no end was logged; it may have gone on to the end of the log, or to a restart */
  readonly endMs: number | null;
  /** the end is that of the host's uptime, not a logged one */
  readonly isEndInferred?: true;
  readonly isElevated?: true;
  readonly ref: EventRef;
}

/** A process start that belongs to a story: it alerted, or is an ancestor, a descendant or in the session of one that did. */
export interface ProcessStart {
  readonly host: string;
  readonly timeMs: number;
  /** negative where the log tells its GUID only */
  readonly pid: number;
  readonly parentPid?: number;
  readonly guid?: string;
  readonly image: string;
  /** at most 4,096 characters */
  readonly commandLine?: string;
  readonly account?: string;
  readonly logonId?: string;
  readonly parentImage?: string;
  /** index of the parent in the same list; absent when its start was not seen */
  readonly parent?: number;
  /** the parent was found by process number and name; numbers are used again */
  readonly isParentInferred?: true;
  readonly endMs?: number;
  readonly ref: EventRef;
}

/** All runs of one program with arguments of one shape by one account on one host. */
export interface CommandUse extends Seen {
  readonly host: string;
  readonly account: string;
  /** file name of the program, lower case */
  readonly program: string;
  /** its arguments with what varies from run to run (numbers, paths' last parts, GUIDs) replaced; at most 256 characters */
  readonly shape: string;
  readonly days: readonly (readonly [first: number, last: number])[];
  readonly firstRef: EventRef;
}

/** All connections from one address to one address and port. */
export interface FlowPath extends Seen {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: string;
  readonly service?: string;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly longestMs: number;
  readonly days: readonly (readonly [first: number, last: number])[];
  /** counts of gaps between starts by the binary logarithm of their seconds */
  readonly gaps: readonly number[];
  readonly refused: number;
  readonly firstRef: EventRef;
}

/** Connections into a host that go out of it again at the same time with the same bytes. */
export interface RelayedFlow extends Seen {
  readonly from: string;
  readonly relay: string;
  readonly relayPort: number;
  readonly to: string;
  readonly toPort: number;
  readonly bytes: number;
  readonly firstRef: EventRef;
}

/** What somebody changed that lasts. */
export interface Change {
  readonly timeMs: number;
  readonly host: string;
  readonly kind:
    | 'account-created'
    | 'account-changed'
    | 'account-deleted'
    | 'password-reset'
    | 'group-member-added'
    | 'group-member-removed'
    | 'service-installed'
    | 'task-created'
    | 'task-deleted'
    | 'config-changed'
    | 'config-exported'
    | 'log-cleared'
    | 'audit-policy-changed'
    | 'time-changed'
    | 'started'
    | 'stopped';
  /** who did it, as logged; empty when the log does not say */
  readonly actor: string;
  /** what was changed: account, group, service, configuration path, log */
  readonly target: string;
  readonly detail: string;
  readonly logonId?: string;
  readonly ref: EventRef;
}

/** Which host, and perhaps user, had an address, and when. */
export interface Lease {
  readonly address: string;
  readonly kind: 'dhcp' | 'vpn';
  readonly host?: string;
  readonly mac?: string;
  readonly user?: string;
  /** where a VPN user came from */
  readonly remoteAddress?: string;
  readonly fromMs: number;
  /** null when no end was logged */
  readonly toMs: number | null;
  readonly ref: EventRef;
}

/** An address that a host was seen to have. */
export interface HostAddress extends Seen {
  readonly host: string;
  readonly address: string;
  /** `own`: its own log says so; `logon`: it gave its name when it logged on elsewhere */
  readonly basis: 'own' | 'logon';
  readonly firstRef: EventRef;
}

/** An answer of the name service. */
export interface NameAnswer extends Seen {
  readonly query: string;
  readonly answer: string;
  /** distinct clients, at most 16 */
  readonly clients: readonly string[];
  readonly firstRef: EventRef;
}

/** What was left out because a table was full. */
export interface ObservationLimit {
  /** the table, as `Observations` names it */
  readonly table: string;
  readonly dropped: number;
}

/** How far one clock is from another, told from what both machines logged. */
export interface ClockSkew {
  /** the machine whose clock it is, as its logs name it, in small letters; of a sensor the product */
  readonly clock: string;
  /** the machine it is compared with; empty when the logs do not name it */
  readonly against: string;
  /** connections and logons that both logged, or lines that one sent and the other received */
  readonly by: 'shared' | 'receipt';
  /** milliseconds; positive when `clock` is ahead of `against` */
  readonly skewMs: number;
  /** half of the differences are within this of the skew; of receipts, from the quickest tenth to the slowest */
  readonly spreadMs: number;
  /** how many it rests on */
  readonly events: number;
}

/**
 * Rows of which there are too many to be objects all at once: each may be made whenever they are gone through, so go through
 * them once and keep what you need. A list is one.
 */
export interface LargeTable<Row> extends Iterable<Row> {
  readonly length: number;
}

/** Compact facts drawn from every event, alert or not. Plain data; the parts of pieces merge into one. */
export interface Observations {
  readonly coverage: readonly LogCoverage[];
  readonly logons: readonly LogonPath[];
  readonly accountHours: readonly AccountHours[];
  readonly sessions: readonly Session[];
  readonly processes: readonly ProcessStart[];
  readonly commands: readonly CommandUse[];
  readonly flows: LargeTable<FlowPath>;
  readonly relays: readonly RelayedFlow[];
  readonly changes: readonly Change[];
  readonly leases: readonly Lease[];
  readonly addresses: readonly HostAddress[];
  readonly names: readonly NameAnswer[];
  /** clocks that could be compared, however little they are apart */
  readonly clocks: readonly ClockSkew[];
  readonly limits: readonly ObservationLimit[];
}
