import { type EventFamily, eventKind } from './event-kind.ts';

/** Sysmon 13 to 15 (schema 4.81 on). Names, order and types: records that Sysmon wrote. */
const sysmon: EventFamily = {
  channel: 'Microsoft-Windows-Sysmon/Operational',
  provider: { name: 'Microsoft-Windows-Sysmon', guid: '{5770385f-c22a-43e0-bf4c-06f5698ffbd9}' },
  level: 4,
  opcode: 0,
  keywords: 0x8000000000000000n,
  writer: 'sysmon',
  userSid: 'S-1-5-18',
  payload: 'named',
};

const HEAD = 'RuleName UtcTime ProcessGuid:guid ProcessId:uint32';
const REGISTRY_HEAD = 'RuleName EventType UtcTime ProcessGuid:guid ProcessId:uint32 Image TargetObject';
const FILE_VERSION = 'FileVersion Description Product Company OriginalFileName';

export const SYSMON = {
  processStarted: eventKind(
    sysmon,
    1,
    { version: 5, task: 1 },
    `${HEAD} Image ${FILE_VERSION} CommandLine CurrentDirectory User LogonGuid:guid LogonId:hexInt64 TerminalSessionId:uint32 IntegrityLevel Hashes ParentProcessGuid:guid ParentProcessId:uint32 ParentImage ParentCommandLine ParentUser`,
  ),
  fileTimeChanged: eventKind(
    sysmon,
    2,
    { version: 5, task: 2 },
    `${HEAD} Image TargetFilename CreationUtcTime PreviousCreationUtcTime User`,
  ),
  connection: eventKind(
    sysmon,
    3,
    { version: 5, task: 3 },
    `${HEAD} Image User Protocol Initiated:bool SourceIsIpv6:bool SourceIp SourceHostname SourcePort:uint16 SourcePortName DestinationIsIpv6:bool DestinationIp DestinationHostname DestinationPort:uint16 DestinationPortName`,
  ),
  processEnded: eventKind(sysmon, 5, { version: 3, task: 5 }, `${HEAD} Image User`),
  imageLoaded: eventKind(
    sysmon,
    7,
    { version: 3, task: 7 },
    `${HEAD} Image ImageLoaded ${FILE_VERSION} Hashes Signed Signature SignatureStatus User`,
  ),
  processAccess: eventKind(
    sysmon,
    10,
    { version: 3, task: 10 },
    'RuleName UtcTime SourceProcessGUID:guid SourceProcessId:uint32 SourceThreadId:uint32 SourceImage TargetProcessGUID:guid TargetProcessId:uint32 TargetImage GrantedAccess:hexInt32 CallTrace SourceUser TargetUser',
  ),
  fileCreated: eventKind(sysmon, 11, { version: 2, task: 11 }, `${HEAD} Image TargetFilename CreationUtcTime User`),
  registryKey: eventKind(sysmon, 12, { version: 2, task: 12 }, `${REGISTRY_HEAD} User`),
  registryValue: eventKind(sysmon, 13, { version: 2, task: 13 }, `${REGISTRY_HEAD} Details User`),
  pipeCreated: eventKind(
    sysmon,
    17,
    { version: 1, task: 17 },
    'RuleName EventType UtcTime ProcessGuid:guid ProcessId:uint32 PipeName Image User',
  ),
  pipeConnected: eventKind(
    sysmon,
    18,
    { version: 1, task: 18 },
    'RuleName EventType UtcTime ProcessGuid:guid ProcessId:uint32 PipeName Image User',
  ),
  dnsQuery: eventKind(sysmon, 22, { version: 5, task: 22 }, `${HEAD} QueryName QueryStatus QueryResults Image User`),
  fileDeletedKept: eventKind(
    sysmon,
    23,
    { version: 5, task: 23 },
    `${HEAD} User Image TargetFilename Hashes IsExecutable:bool Archived`,
  ),
  fileDeleted: eventKind(
    sysmon,
    26,
    { version: 5, task: 26 },
    `${HEAD} User Image TargetFilename Hashes IsExecutable:bool`,
  ),
} as const;
