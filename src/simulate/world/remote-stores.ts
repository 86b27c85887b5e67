import { service } from './boot.ts';
import { setServiceState } from './changes.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { startProcess } from './processes.ts';
import { call, rpc } from './remote-call.ts';
import type { LogonSession } from './session.ts';
import { useShare } from './shares.ts';
import type { World } from './world.ts';

/** Hives that hold password hashes. The key that opens them is read from class names, which leaves no file. */
const HIVES = ['SAM', 'SECURITY'] as const;
const SAVE_MS = 900;

/**
 * The password stores of another host are read through its remote registry: the service starts, each hive is saved to a
 * file of eight letters in a folder of ADMIN$, and that file is read and deleted over the share.
 * Source: the behaviour of Impacket's secretsdump as MITRE describes it (S0357, T1003.002).
 * @param folder below ADMIN$: `SYSTEM32`, of later versions `Temp`
 */
export function readStoresRemotely(
  world: World,
  client: LiveProcess,
  from: LogonSession,
  target: HostState,
  folder: string,
): void {
  const pipes = ['svcctl', 'winreg'].map((name) => ({ name, action: 'open', sizeBytes: 0 }) as const);
  useShare(world, from, target, { share: 'IPC$', files: pipes, lastsMs: 30_000 });
  rpc(world, client, target, 445, 60, [
    call('svcctl', 'OpenSCManagerW', '\\pipe\\svcctl'),
    call('svcctl', 'OpenServiceW', '\\pipe\\svcctl'),
    call('svcctl', 'StartServiceW', '\\pipe\\svcctl'),
  ]);
  setServiceState(world, target, 'RemoteRegistry', 'Remote Registry', 'running', 120);
  const registry = startProcess(world, service(target, 'services'), {
    image: 'svchost.exe',
    commandLine: 'C:\\Windows\\system32\\svchost.exe -k localService -p -s RemoteRegistry',
    user: target.localService,
    afterMs: 100,
    lastsMs: 10 * 60_000,
  });
  for (const [index, hive] of HIVES.entries()) saveHive(world, client, from, registry, folder, hive, index);
}

function saveHive(
  world: World,
  client: LiveProcess,
  from: LogonSession,
  registry: LiveProcess,
  folder: string,
  hive: string,
  index: number,
): void {
  const { on } = registry;
  const afterMs = 900 + 3 * SAVE_MS * index;
  const name = `${folder}\\${eightLetters(on)}.tmp`;
  rpc(world, client, on, 445, afterMs, [
    call('winreg', 'OpenLocalMachine', '\\pipe\\winreg'),
    call('winreg', 'BaseRegCreateKey', '\\pipe\\winreg'),
    call('winreg', 'BaseRegSaveKey', '\\pipe\\winreg'),
  ]);
  const sizeBytes = hive === 'SAM' ? 57_344 : 45_056;
  const path = `C:\\Windows\\${name}`;
  world.emit({ kind: 'file', host: on.host, action: 'create', path, sizeBytes, process: registry }, afterMs + 200);
  const files = [
    { name, action: 'read', sizeBytes },
    { name, action: 'delete', sizeBytes: 0 },
  ] as const;
  useShare(world, from, on, { share: 'ADMIN$', files, afterMs: afterMs + SAVE_MS });
}

function eightLetters({ random }: HostState): string {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return Array.from({ length: 8 }, () => letters[random.integer(0, letters.length - 1)]!).join('');
}
