import { guidOf, hash32, hexOf } from '../random.ts';
import { service } from './boot.ts';
import { touchFile } from './changes.ts';
import type { LiveProcess } from './host-state.ts';
import type { World } from './world.ts';

/** What Defender finds, and what it does about it. */
export interface Detection {
  /** `Behavior:Win32/SuspNtdsUtilUsage.A` */
  readonly threat: string;
  /** what was found: `CmdLine:_C:\...` or `file:_C:\...`; default the command line of the process */
  readonly path?: string;
  readonly severity?: 'Low' | 'Moderate' | 'High' | 'Severe';
  /** what was done: default only noted, as behaviours of administration tools often are */
  readonly response?: 'No Action' | 'Quarantine' | 'Remove' | 'Block';
  readonly afterMs?: number;
}

/** Microsoft Defender finds something in a process: 1116, then 1117 when it acted. */
export function detectThreat(world: World, process: LiveProcess, detection: Detection): void {
  const { threat, severity = 'Severe', response = 'Block', afterMs = 900 } = detection;
  const fact = {
    kind: 'malware-detection',
    host: process.on.host,
    threat,
    threatId: 2_147_000_000 + (hash32(threat) % 800_000),
    severity,
    category: threat.startsWith('Behavior:') ? 'Suspicious Behavior' : 'Trojan',
    path: detection.path ?? `CmdLine:_${process.commandLine}`,
    processName: process.image,
    user: process.user,
    response,
    detectionGuid: guidOf(hexOf(`${process.guid}/${threat}`, 32)),
  } as const;
  world.emit({ ...fact, action: 'detected' }, afterMs);
  if (response !== 'No Action') world.emit({ ...fact, action: 'acted' }, afterMs + 4000);
}

/** Rights that MiniDumpWriteDump asks for: PROCESS_ALL_ACCESS. */
const ALL_ACCESS = 0x1fffff;

const COMSVCS = 'C:\\Windows\\System32\\comsvcs.dll';

/** A process reads the memory of lsass.exe into a file. @param library path of the one that does it */
export function dumpLsass(world: World, process: LiveProcess, file: string, library = COMSVCS): void {
  const afterMs = 200;
  const frames = ['ntdll.dll+9d4c4', 'KERNELBASE.dll+2c13e', 'dbgcore.DLL+6ccd'];
  const callTrace = [...frames.map((frame) => `C:\\Windows\\System32\\${frame}`), `${library}+259a3`].join('|');
  const target = service(process.on, 'lsass');
  world.emit(
    { kind: 'process-access', host: process.on.host, source: process, target, accessMask: ALL_ACCESS, callTrace },
    afterMs,
  );
  touchFile(world, process, file, 'create', 58_000_000, afterMs + 600);
}
