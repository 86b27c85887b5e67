import type { FieldSource, FieldValue } from '../model/index.ts';
import {
  ACTING_PROCESS,
  additional,
  constant,
  endOf,
  LOGON_ID,
  LOGON_TYPE,
  PROTOCOL,
  pathOf,
  REGISTRY_DETAILS,
  REGISTRY_TARGET,
} from './defender-fields.ts';
import { accountOf, hashesOf } from './sysmon-fields.ts';

/** What events of some types of action supply: one Sigma logsource and the names that its rules use. */
export interface DefenderView {
  /** values of the column `ActionType` */
  readonly actions: readonly string[];
  readonly category?: string;
  readonly service?: string;
  /** the id of the Windows event that reports the same */
  readonly eventId?: number;
  readonly fields: Readonly<Record<string, FieldSource>>;
}

const FILE = pathOf('FolderPath', 'FileName');
const HASHES = { Hashes: hashesOf('MD5', 'SHA1', 'SHA256'), md5: 'MD5', sha1: 'SHA1', sha256: 'SHA256' };
const REGISTRY = { ...ACTING_PROCESS, TargetObject: REGISTRY_TARGET };

const PROCESS: Readonly<Record<string, FieldSource>> = {
  Image: FILE,
  CommandLine: 'ProcessCommandLine',
  ParentImage: pathOf('InitiatingProcessFolderPath', 'InitiatingProcessFileName'),
  ParentCommandLine: 'InitiatingProcessCommandLine',
  ParentProcessId: 'InitiatingProcessId',
  GrandParentImage: 'InitiatingProcessParentFileName',
  User: accountOf('AccountDomain', 'AccountName'),
  'user.name': 'AccountName',
  ParentUser: accountOf('InitiatingProcessAccountDomain', 'InitiatingProcessAccountName'),
  LogonId: LOGON_ID,
  IntegrityLevel: 'ProcessIntegrityLevel',
  OriginalFileName: 'ProcessVersionInfoOriginalFileName',
  Company: 'ProcessVersionInfoCompanyName',
  Product: 'ProcessVersionInfoProductName',
  Description: 'ProcessVersionInfoFileDescription',
  FileVersion: 'ProcessVersionInfoProductVersion',
  ...HASHES,
};

const CONNECTIONS = [
  ...['ConnectionSuccess', 'ConnectionAttempt', 'ConnectionFailed', 'ConnectionFound', 'ConnectionRequest'],
  ...[
    'ConnectionAcknowledged',
    'InboundConnectionAccepted',
    'InboundConnectionAttempt',
    'InboundInternetScanInspected',
  ],
];

const LOGON: Readonly<Record<string, FieldSource>> = {
  TargetUserName: 'AccountName',
  TargetDomainName: 'AccountDomain',
  TargetUserSid: 'AccountSid',
  TargetLogonId: LOGON_ID,
  LogonType: LOGON_TYPE,
  IpAddress: 'RemoteIP',
  IpPort: 'RemotePort',
  WorkstationName: 'RemoteDeviceName',
  AuthenticationPackageName: 'Protocol',
  SubjectUserName: 'InitiatingProcessAccountName',
  SubjectDomainName: 'InitiatingProcessAccountDomain',
  SubjectUserSid: 'InitiatingProcessAccountSid',
  ProcessName: pathOf('InitiatingProcessFolderPath', 'InitiatingProcessFileName'),
};

const SERVICE: Readonly<Record<string, FieldSource>> = {
  ServiceName: additional('ServiceName'),
  ServiceAccount: additional('ServiceAccount'),
  ServiceStartType: additional('ServiceStartType'),
  ServiceType: additional('ServiceType'),
  ServiceFileName: FILE,
  ImagePath: FILE,
  SubjectUserName: 'InitiatingProcessAccountName',
  SubjectDomainName: 'InitiatingProcessAccountDomain',
};

/**
 * What each type of action of Defender's tables supplies.
 * Source: Microsoft, advanced hunting schema (DeviceProcessEvents, DeviceNetworkEvents, DeviceFileEvents,
 * DeviceRegistryEvents, DeviceImageLoadEvents, DeviceLogonEvents, DeviceEvents); names of Sysmon's and the Security log's
 * fields after the Sigma taxonomy.
 */
export const DEFENDER_VIEWS: readonly DefenderView[] = [
  { actions: ['ProcessCreated', 'ProcessCreatedUsingWmiQuery'], category: 'process_creation', fields: PROCESS },
  {
    actions: CONNECTIONS,
    category: 'network_connection',
    fields: {
      ...ACTING_PROCESS,
      SourceIp: endOf('source', 'LocalIP', 'RemoteIP'),
      SourcePort: endOf('source', 'LocalPort', 'RemotePort'),
      DestinationIp: endOf('destination', 'LocalIP', 'RemoteIP'),
      DestinationPort: endOf('destination', 'LocalPort', 'RemotePort'),
      DestinationHostname: 'RemoteUrl',
      Protocol: PROTOCOL,
      Initiated: { from: ['ActionType'], derive: ([action]) => String(!String(action).startsWith('Inbound')) },
    },
  },
  {
    actions: ['DnsQueryResponse', 'DnsConnectionInspected'],
    category: 'dns_query',
    fields: {
      ...ACTING_PROCESS,
      QueryName: additional('DnsQueryString', 'query'),
      QueryResults: additional('DnsQueryResult', 'answers'),
    },
  },
  {
    actions: ['FileCreated', 'FileModified'],
    category: 'file_event',
    fields: { ...ACTING_PROCESS, TargetFilename: FILE, ...HASHES },
  },
  {
    actions: ['FileRenamed'],
    category: 'file_rename',
    fields: {
      ...ACTING_PROCESS,
      TargetFilename: FILE,
      SourceFilename: pathOf('PreviousFolderPath', 'PreviousFileName'),
      ...HASHES,
    },
  },
  { actions: ['FileDeleted'], category: 'file_delete', fields: { ...ACTING_PROCESS, TargetFilename: FILE, ...HASHES } },
  {
    actions: ['RegistryValueSet'],
    category: 'registry_set',
    fields: { ...REGISTRY, Details: REGISTRY_DETAILS, EventType: constant('SetValue') },
  },
  {
    actions: ['RegistryKeyCreated'],
    category: 'registry_add',
    fields: { ...REGISTRY, EventType: constant('CreateKey') },
  },
  {
    actions: ['RegistryKeyDeleted'],
    category: 'registry_delete',
    fields: { ...REGISTRY, EventType: constant('DeleteKey') },
  },
  {
    actions: ['RegistryValueDeleted'],
    category: 'registry_delete',
    fields: { ...REGISTRY, EventType: constant('DeleteValue') },
  },
  {
    actions: [
      'RegistryValueSet',
      'RegistryKeyCreated',
      'RegistryKeyDeleted',
      'RegistryValueDeleted',
      'RegistryKeyRenamed',
    ],
    category: 'registry_event',
    fields: { ...REGISTRY, Details: REGISTRY_DETAILS, NewName: 'RegistryKey' },
  },
  { actions: ['ImageLoaded'], category: 'image_load', fields: { ...ACTING_PROCESS, ImageLoaded: FILE, ...HASHES } },
  { actions: ['DriverLoad'], category: 'driver_load', fields: { ImageLoaded: FILE, ...HASHES } },
  {
    actions: ['CreateRemoteThreadApiCall'],
    category: 'create_remote_thread',
    fields: { SourceImage: ACTING_PROCESS.Image!, TargetImage: FILE, SourceUser: ACTING_PROCESS.User! },
  },
  {
    actions: ['OpenProcessApiCall'],
    category: 'process_access',
    fields: {
      SourceImage: ACTING_PROCESS.Image!,
      TargetImage: FILE,
      SourceUser: ACTING_PROCESS.User!,
      GrantedAccess: additional('DesiredAccess'),
    },
  },
  {
    actions: ['NamedPipeEvent'],
    category: 'pipe_created',
    fields: { ...ACTING_PROCESS, PipeName: additional('PipeName') },
  },
  {
    actions: ['AntivirusDetection', 'AntivirusReport', 'AntivirusDetectionActionType'],
    category: 'antivirus',
    fields: { Signature: additional('ThreatName'), Filename: FILE, Action: additional('Action') },
  },
  { actions: ['LogonSuccess'], service: 'security', eventId: 4624, fields: LOGON },
  {
    actions: ['LogonFailed'],
    service: 'security',
    eventId: 4625,
    fields: { ...LOGON, FailureReason: 'FailureReason' },
  },
  { actions: ['ServiceInstalled'], service: 'security', eventId: 4697, fields: SERVICE },
  {
    actions: ['ScheduledTaskCreated'],
    service: 'security',
    eventId: 4698,
    fields: {
      TaskName: additional('TaskName'),
      TaskContent: additional('TaskContent'),
      SubjectUserName: 'InitiatingProcessAccountName',
      SubjectDomainName: 'InitiatingProcessAccountDomain',
    },
  },
  { actions: ['UserAccountCreated'], service: 'security', eventId: 4720, fields: LOGON },
  { actions: ['UserAccountAddedToLocalGroup'], service: 'security', eventId: 4732, fields: LOGON },
  { actions: ['SecurityLogCleared'], service: 'security', eventId: 1102, fields: LOGON },
];

/** What a Windows event of an id is known by. */
export function windowsConstants(eventId: number): ReadonlyMap<string, FieldValue> {
  const provider = eventId === 1102 ? 'Microsoft-Windows-Eventlog' : 'Microsoft-Windows-Security-Auditing';
  return new Map<string, FieldValue>([
    ['EventID', eventId],
    ['Channel', 'Security'],
    ['Provider_Name', provider],
  ]);
}
