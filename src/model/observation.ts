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

/** What was left out because a table was full. */
export interface ObservationLimit {
  /** the table, as `Observations` names it */
  readonly table: string;
  readonly dropped: number;
}

/** Compact facts drawn from every event, alert or not. Plain data; the parts of pieces merge into one. */
export interface Observations {
  readonly coverage: readonly LogCoverage[];
  readonly limits: readonly ObservationLimit[];
}
