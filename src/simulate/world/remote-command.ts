import type { Account } from '../organisation.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import type { ProcessSpec } from './processes.ts';
import type { LogonSession } from './session.ts';

/** A command to be run on another host. */
export interface RemoteCommand {
  readonly target: HostState;
  /** what runs on the target */
  readonly command: string;
  /** wording on the source; a usual one without it */
  readonly commandLine?: string;
  /** another account than the session's */
  readonly as?: Account;
  /** how long the command runs; default 2 s */
  readonly lastsMs?: number;
  readonly afterMs?: number;
  /** details of the process on the target, as a renamed program */
  readonly process?: Partial<ProcessSpec>;
}

/** How long a command runs that does not say. */
export const USUAL_RUN_MS = 2000;

/** What a remote command left running: the process on the target and the session it runs in. */
export interface RemoteRun {
  readonly process: LiveProcess;
  readonly session: LogonSession;
}

/** What a process has of the session that it was started for. */
export function tokenOf({ elevated, logonGuid }: LogonSession) {
  return { user: elevated, logonGuid, integrity: 'High', terminalSession: 0 } as const;
}
