import { type EventFamily, eventKind } from './event-kind.ts';

/**
 * Events of the Application log and of Windows PowerShell, which classic providers write: a list of strings. Form with
 * version, opcode and `Execution`: Windows 10 2004 and later.
 */
const classic: EventFamily = {
  channel: 'Application',
  provider: { name: 'Application' },
  qualifiers: 0,
  version: 0,
  level: 4,
  opcode: 0,
  keywords: 0x0080000000000000n,
  writer: 'nobody',
  payload: 'list',
};
const esent: EventFamily = { ...classic, provider: { name: 'ESENT' } };
const vss: EventFamily = { ...classic, provider: { name: 'VSS' } };
/** The one classic provider of the Security log. */
const vssAudit: EventFamily = {
  ...classic,
  channel: 'Security',
  provider: { name: 'VSSAudit' },
  level: 0,
  keywords: 0x00a0000000000000n,
};
const installer: EventFamily = { ...classic, provider: { name: 'MsiInstaller' } };
const powerShell: EventFamily = { ...classic, channel: 'Windows PowerShell', provider: { name: 'PowerShell' } };

/** Task of ESENT and NTDS ISAM: 1 General, 3 Logging/Recovery. */
export const ENGINE_TASK = { general: 1, recovery: 3 } as const;

const recovery = { task: ENGINE_TASK.recovery };
const general = { task: ENGINE_TASK.general };

/** Database engine, by event id; see `engineKinds`. */
const engineKinds = (family: EventFamily) =>
  ({
    102: eventKind(family, 102, general, ''),
    103: eventKind(family, 103, general, ''),
    105: eventKind(family, 105, general, ''),
    216: eventKind(family, 216, recovery, ''),
    300: eventKind(family, 300, recovery, ''),
    301: eventKind(family, 301, recovery, ''),
    302: eventKind(family, 302, recovery, ''),
    325: eventKind(family, 325, general, ''),
    326: eventKind(family, 326, general, ''),
    327: eventKind(family, 327, general, ''),
    330: eventKind(family, 330, general, ''),
  }) as const;

/** The engine of all databases, and that of the running directory, which has a log of its own. */
export const ENGINE = {
  ESENT: engineKinds(esent),
  'NTDS ISAM': engineKinds({ ...classic, channel: 'Directory Service', provider: { name: 'NTDS ISAM' } }),
} as const;

export const APPLICATION = {
  shadowCopyCreated: eventKind(vssAudit, 8222, { task: 3 }, ''),
  shadowServiceIdle: eventKind(vss, 8224, {}, ''),
  productInstalled: eventKind(installer, 1033, {}, ''),
  productRemoved: eventKind(installer, 1034, {}, ''),
  installationDone: eventKind(installer, 11707, {}, ''),
  removalDone: eventKind(installer, 11724, {}, ''),
} as const;

export const WINDOWS_POWERSHELL = {
  engineStarted: eventKind(powerShell, 400, { task: 4 }, ''),
  engineStopped: eventKind(powerShell, 403, { task: 4 }, ''),
  providerStarted: eventKind(powerShell, 600, { task: 6 }, ''),
  pipelineExecuted: eventKind(powerShell, 800, { task: 8 }, ''),
} as const;
