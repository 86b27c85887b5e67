/** A Sigma logsource that some reader and normaliser can supply, and the field names its rules may use. */
export interface LogsourceSupply {
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
  /** `open` when any field may occur, as in a service's log with many kinds of events */
  readonly fields: ReadonlySet<string> | 'open';
}

/** A Sigma logsource that no log file holds, and why: one clause in plain words. */
export interface LogsourceGap {
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
  readonly reason: string;
}

/** What rules can be bound to. */
export interface LogsourceKnowledge {
  readonly supplies: readonly LogsourceSupply[];
  readonly gaps: readonly LogsourceGap[];
}
