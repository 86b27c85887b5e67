import { type CategorySource, fieldTable, NO_FIELDS } from './category-source.ts';
import { userNameOf } from './derive.ts';
import { HASH_FIELDS } from './hashes.ts';

const PROCESS = ['RuleName', 'UtcTime', 'ProcessGuid', 'ProcessId', 'Image', 'User'];
const FILE_VERSION = ['FileVersion', 'Description', 'Product', 'Company', 'OriginalFileName', 'Hashes'];
const SIGNATURE = ['Signed', 'Signature', 'SignatureStatus'];
const WMI = ['RuleName', 'EventType', 'UtcTime', 'Operation', 'User'];
const DELETED_FILE = [...PROCESS, 'TargetFilename', 'Hashes', 'IsExecutable', 'Archived'];
const REGISTRY = [...PROCESS, 'EventType', 'TargetObject'];
const HASHES = fieldTable(HASH_FIELDS);
const USER_NAME = fieldTable({ 'user.name': userNameOf('User') });

const PROCESS_CREATION = [
  ...PROCESS,
  ...FILE_VERSION,
  ...['CommandLine', 'CurrentDirectory', 'LogonGuid', 'LogonId', 'TerminalSessionId', 'IntegrityLevel'],
  ...['ParentProcessGuid', 'ParentProcessId', 'ParentImage', 'ParentCommandLine', 'ParentUser'],
];
const NETWORK_CONNECTION = [
  ...[...PROCESS, 'Protocol', 'Initiated', 'SourceIsIpv6', 'SourceIp', 'SourceHostname', 'SourcePort'],
  ...['SourcePortName', 'DestinationIsIpv6', 'DestinationIp', 'DestinationHostname', 'DestinationPort'],
  'DestinationPortName',
];
const REMOTE_THREAD = [
  ...['RuleName', 'UtcTime', 'SourceProcessGuid', 'SourceProcessId', 'SourceImage', 'TargetProcessGuid'],
  ...['TargetProcessId', 'TargetImage', 'NewThreadId', 'StartAddress', 'StartModule', 'StartFunction'],
  ...['SourceUser', 'TargetUser'],
];
const PROCESS_ACCESS = [
  ...['RuleName', 'UtcTime', 'SourceProcessGUID', 'SourceProcessId', 'SourceThreadId', 'SourceImage'],
  ...['TargetProcessGUID', 'TargetProcessId', 'TargetImage', 'GrantedAccess', 'CallTrace', 'SourceUser', 'TargetUser'],
];

// Sysmon's words in EventType of event 12. The taxonomy gives id 12 to both categories; the word says which it is.
const KEY_ADDED = { field: 'EventType', values: ['CreateKey', 'CreateValue'] };
const KEY_DELETED = { field: 'EventType', values: ['DeleteKey', 'DeleteValue'] };

/**
 * Sigma categories that Sysmon's events supply, under Sysmon's own field names.
 * Source: Sigma taxonomy appendix 2.1.0, "Windows Folder / Category"; fields after Sysmon schema 4.90 (`sysmon -s`).
 */
export const SYSMON_CATEGORIES: readonly CategorySource[] = [
  sysmon('process_creation', [1], PROCESS_CREATION),
  sysmon('file_change', [2], [...PROCESS, 'TargetFilename', 'CreationUtcTime', 'PreviousCreationUtcTime']),
  sysmon('network_connection', [3], NETWORK_CONNECTION),
  sysmon('sysmon_status', [4], ['UtcTime', 'State', 'Version', 'SchemaVersion']),
  sysmon('sysmon_status', [16], ['UtcTime', 'Configuration', 'ConfigurationFileHash']),
  sysmon('process_termination', [5], PROCESS),
  sysmon('driver_load', [6], ['RuleName', 'UtcTime', 'ImageLoaded', 'Hashes', ...SIGNATURE]),
  sysmon('image_load', [7], [...PROCESS, 'ImageLoaded', ...FILE_VERSION, ...SIGNATURE]),
  sysmon('create_remote_thread', [8], REMOTE_THREAD),
  sysmon('raw_access_thread', [9], [...PROCESS, 'Device']),
  sysmon('process_access', [10], PROCESS_ACCESS),
  sysmon('file_event', [11], [...PROCESS, 'TargetFilename', 'CreationUtcTime']),
  sysmon('registry_event', [12, 13, 14], [...REGISTRY, 'Details', 'NewName']),
  { ...sysmon('registry_add', [12], REGISTRY), when: KEY_ADDED },
  { ...sysmon('registry_delete', [12], REGISTRY), when: KEY_DELETED },
  sysmon('registry_set', [13], [...REGISTRY, 'Details']),
  sysmon('registry_rename', [14], [...REGISTRY, 'NewName']),
  sysmon('create_stream_hash', [15], [...PROCESS, 'TargetFilename', 'CreationUtcTime', 'Hash', 'Contents']),
  sysmon('pipe_created', [17, 18], [...PROCESS, 'EventType', 'PipeName']),
  sysmon('wmi_event', [19], [...WMI, 'EventNamespace', 'Name', 'Query']),
  sysmon('wmi_event', [20], [...WMI, 'Name', 'Type', 'Destination']),
  sysmon('wmi_event', [21], [...WMI, 'Consumer', 'Filter']),
  sysmon('dns_query', [22], [...PROCESS, 'QueryName', 'QueryStatus', 'QueryResults']),
  sysmon('file_delete', [23, 26], DELETED_FILE),
  sysmon('file_delete_detected', [26], DELETED_FILE),
  sysmon('clipboard_capture', [24], [...PROCESS, 'Session', 'ClientInfo', 'Hashes', 'Archived']),
  sysmon('clipboard_change', [24], [...PROCESS, 'Session', 'ClientInfo', 'Hashes', 'Archived']),
  sysmon('process_tampering', [25], [...PROCESS, 'Type']),
  sysmon('file_block_executable', [27], [...PROCESS, 'TargetFilename', 'Hashes']),
  sysmon('file_block_shredding', [28], [...PROCESS, 'TargetFilename', 'Hashes', 'IsExecutable']),
  sysmon('file_executable_detected', [29], [...PROCESS, 'TargetFilename', 'Hashes']),
  sysmon('sysmon_error', [255], ['UtcTime', 'ID', 'Description']),
];

function sysmon(category: string, eventIds: readonly number[], logFields: readonly string[]): CategorySource {
  const hashes = logFields.includes('Hashes') ? HASHES : NO_FIELDS;
  const userName = logFields.includes('User') ? USER_NAME : NO_FIELDS;
  return { category, service: 'sysmon', eventIds, fields: new Map([...hashes, ...userName]), logFields };
}
