import type { SmbFileDetail } from '../facts.ts';
import { connect } from './connect.ts';
import type { HostState } from './host-state.ts';
import { logOnRemotely, type RemoteLogonSpec } from './remote-logon.ts';
import type { LogonSession } from './session.ts';
import type { World } from './world.ts';

/** A file in a share, and what is done with it. */
export interface ShareFile {
  /** below the share */
  readonly name: string;
  readonly action: SmbFileDetail['action'];
  readonly sizeBytes: number;
  /** names of the sections of a program, when they are other than a compiler's */
  readonly sections?: readonly string[];
}

/** What is done in a share. */
export interface ShareUse extends Omit<RemoteLogonSpec, 'serviceClass'> {
  /** `Projects`, `C$`, `ADMIN$` */
  readonly share: string;
  readonly files: readonly ShareFile[];
}

/** Access masks of 5145 (learn.microsoft.com, event 5145): read data, write data, delete. */
const MASKS = { open: 0x120089, read: 0x120089, write: 0x120196, rename: 0x110080, delete: 0x10000 } as const;
const FOLDERS: Readonly<Record<string, string>> = {
  C$: 'C:\\',
  ADMIN$: 'C:\\Windows',
  IPC$: '',
  SYSVOL: 'C:\\Windows\\SYSVOL\\sysvol',
};

/**
 * Works with files in a share: logon, 5140 and 5145 on the target, one connection with the files on the wire. Also for
 * pipes of IPC$. Returns the session on the target.
 */
export function useShare(world: World, from: LogonSession, target: HostState, use: ShareUse): LogonSession {
  const { share, files, afterMs = 0 } = use;
  const sourcePort = use.sourcePort ?? world.network.dynamicPort();
  const session = logOnRemotely(world, from, target, { ...use, serviceClass: 'cifs', sourcePort });
  const access = {
    kind: 'share-access',
    host: target.host,
    account: session.subject,
    sourceAddress: from.on.address,
    sourcePort,
    share: `\\\\*\\${share}`,
    localPath: localPathOf(share),
    isGranted: true,
  } as const;
  world.emit({ ...access, relativeTarget: '', accessMask: 0x1 }, afterMs + 30);
  for (const [index, { name, action }] of files.entries()) {
    world.emit({ ...access, relativeTarget: name, accessMask: MASKS[action] }, afterMs + 40 + 15 * index);
  }
  tellWire(world, from, target, use, sourcePort);
  return session;
}

function localPathOf(share: string): string {
  const folder = FOLDERS[share] ?? `D:\\Shares\\${share}`;
  return folder === '' ? '' : `\\??\\${folder}`;
}

function tellWire(world: World, from: LogonSession, target: HostState, use: ShareUse, sourcePort: number): void {
  if (from.on === target) return;
  const { share, files, afterMs = 0 } = use;
  const path = `\\\\${target.host.fqdn}\\${share}`;
  const sum = (isWanted: (file: ShareFile) => boolean): number =>
    files.filter(isWanted).reduce((bytes, file) => bytes + file.sizeBytes, 0);
  const written = sum(({ action }) => action === 'write');
  const read = sum(({ action }) => action === 'read');
  connect(world, {
    from: from.on,
    to: target,
    port: 445,
    sourcePort,
    lastsMs: Math.max(300, use.lastsMs ?? 4000),
    sentBytes: 2400 + 300 * files.length + written,
    receivedBytes: 2100 + 300 * files.length + read,
    service: 'gssapi,smb,krb',
    details: [
      { protocol: 'smb-mapping', afterMs: 12, path, shareType: share === 'IPC$' ? 'PIPE' : 'DISK' },
      ...files.map((file, index): SmbFileDetail => {
        return { protocol: 'smb-file', afterMs: 20 + 15 * index, path, ...file };
      }),
    ],
    afterMs: afterMs + 10,
  });
}
