import type { RunningProcess, Subject } from '../../facts.ts';
import type { Principal } from '../../organisation.ts';

/** `2026-03-02 08:15:00.123`, as Sysmon writes UTC. */
export function sysmonTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('T', ' ').slice(0, 23);
}

/** Services run under names of their own; the Security log calls them by the account of the computer. */
const SERVICE_ACCOUNT: Readonly<Record<string, string>> = {
  'S-1-5-18': 'NT AUTHORITY\\SYSTEM',
  'S-1-5-19': 'NT AUTHORITY\\LOCAL SERVICE',
  'S-1-5-20': 'NT AUTHORITY\\NETWORK SERVICE',
};

/** `DOMAIN\user`. */
export function qualified({ sid, domain, user }: Principal): string {
  return SERVICE_ACCOUNT[sid] ?? `${domain}\\${user}`;
}

const KERNEL_PID = 4;

/** The kernel's own process has no file. */
export function imageOf({ pid, image }: RunningProcess): string {
  return pid === KERNEL_PID ? 'System' : image;
}

/** The four fields that name who did it. */
export function subjectFields(subject: Subject): {
  readonly SubjectUserSid: string;
  readonly SubjectUserName: string;
  readonly SubjectDomainName: string;
  readonly SubjectLogonId: number;
} {
  return {
    SubjectUserSid: subject.sid,
    SubjectUserName: subject.user,
    SubjectDomainName: subject.domain,
    SubjectLogonId: subject.logonId,
  };
}

/** The four fields that name a session. */
export function targetSession(account: Subject): {
  readonly TargetUserSid: string;
  readonly TargetUserName: string;
  readonly TargetDomainName: string;
  readonly TargetLogonId: number;
} {
  return {
    TargetUserSid: account.sid,
    TargetUserName: account.user,
    TargetDomainName: account.domain,
    TargetLogonId: account.logonId,
  };
}

/** The process that asked; none for what came from the network. */
export function processFields(process: RunningProcess | undefined): {
  readonly ProcessId: number;
  readonly ProcessName: string;
} {
  return { ProcessId: process?.pid ?? 0, ProcessName: process?.image ?? '-' };
}

/** Where something came from; port 0 is none. */
export function addressFields(address: string, port: number): { readonly IpAddress: string; readonly IpPort: string } {
  return { IpAddress: address, IpPort: address === '-' ? '-' : String(port) };
}

/** Constants of access lists, each on a line of its own as Windows indents them. */
export function accessList(codes: readonly number[]): string {
  return codes.map((code) => `%%${code}\r\n\t\t\t\t`).join('');
}

/** The SID of another account of the same domain or host. */
export function siblingSid(sid: string, rid: number): string {
  return sid.startsWith('S-1-5-21-') ? `${sid.slice(0, sid.lastIndexOf('-'))}-${rid}` : 'S-1-0-0';
}
