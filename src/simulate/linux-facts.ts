import type { FactBase } from './fact-base.ts';

/** A program on a Linux host; one object a process. */
export interface LinuxProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** full path */
  readonly executable: string;
  /** name of the account, and its number */
  readonly userName: string;
  readonly uid: number;
  readonly workingDirectory: string;
  /** of the login that it descends from; undefined for a service */
  readonly session?: number;
}

/** A system call that the audit daemon of a Linux host was told to log: a program is started, or a file made. */
export interface AuditFact extends FactBase {
  readonly kind: 'audit';
  readonly action: 'run' | 'create-file';
  readonly process: LinuxProcess;
  /** of run, with the program's own name first */
  readonly arguments: readonly string[];
  /** of create-file: full path */
  readonly path: string;
  /** the key of the audit rule that applies */
  readonly ruleKey: string;
}

/** What Linux hosts see of themselves. */
export type LinuxFact = AuditFact;
