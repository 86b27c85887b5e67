import type { Account } from '../organisation.ts';
import type { LogonType, Subject } from '../windows-facts.ts';
import type { HostState, LiveProcess } from './host-state.ts';

/** A logon session of a person or a program on a host. */
export interface LogonSession {
  readonly on: HostState;
  readonly account: Account;
  readonly type: LogonType;
  /** its token; the limited one when an administrator's was split */
  readonly subject: Subject;
  /** the full token of a split one, else the same as `subject` */
  readonly elevated: Subject;
  readonly logonGuid: string;
  readonly terminalSession: number;
  readonly startMs: number;
  /** where it came from; `-` at the console */
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly sourceName: string;
  /** service tickets that it holds, by service name, with the time when they end */
  readonly tickets: Map<string, number>;
  /** what ends with it */
  readonly processes: Set<LiveProcess>;
  /** the desktop of an interactive session */
  shell?: LiveProcess;
  isOver: boolean;
}
