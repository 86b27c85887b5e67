import type { LogEvent, LogonKind, Schema } from '../model/index.ts';
import { deviceLogonReader } from './logon-devices.ts';
import { windowsLogonReader } from './logon-windows.ts';

/** What one event says of a session. */
export type LogonFact = LogonStart | LogonEnd | HostStart;

/** Somebody came in, or tried to. */
export interface LogonStart {
  readonly what: 'logon';
  readonly isSuccess: boolean;
  readonly account: string;
  readonly sid?: string | undefined;
  readonly kind: LogonKind;
  readonly address?: string | undefined;
  readonly workstation?: string | undefined;
  readonly logonId?: string | undefined;
  readonly isElevated?: boolean;
  /** of a machine or of the system itself: counted, but no session of its own */
  readonly isBackground: boolean;
}

export interface LogonEnd {
  readonly what: 'logoff';
  readonly logonId: string;
}

/** The host started: no session from before goes on. */
export interface HostStart {
  readonly what: 'start';
}

export type LogonReader = (event: LogEvent) => LogonFact | undefined;

/** How events of a schema tell of sessions; undefined when they do not. */
export function logonReader(schema: Schema): LogonReader | undefined {
  return schema.product === 'windows' ? windowsLogonReader(schema) : deviceLogonReader(schema);
}
