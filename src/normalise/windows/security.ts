import { type CategorySource, fieldTable } from './category-source.ts';
import { accountName, decimalOf, fromText, withUserName } from './derive.ts';
import { DETAILS, EVENT_TYPE, TARGET_OBJECT, VALUE_ADDED, VALUE_CHANGED, VALUE_DELETED } from './registry.ts';

const SUBJECT = ['SubjectUserSid', 'SubjectUserName', 'SubjectDomainName', 'SubjectLogonId'];
const SUBJECT_ACCOUNT = fromText(['SubjectDomainName', 'SubjectUserName'], accountName);

// Well-known integrity SIDs, [MS-DTYP] 2.4.2.4; the words are those of Sysmon's IntegrityLevel.
const INTEGRITY_WORDS: Readonly<Record<string, string>> = {
  'S-1-16-0': 'Untrusted',
  'S-1-16-4096': 'Low',
  'S-1-16-8192': 'Medium',
  'S-1-16-8448': 'MediumPlus',
  'S-1-16-12288': 'High',
  'S-1-16-16384': 'System',
  'S-1-16-20480': 'Protected',
};

// The target subject is filled in when the new process runs as somebody else than its creator (4688 version 2).
const PROCESS_CREATION = fieldTable({
  Image: 'NewProcessName',
  ProcessId: decimalOf('NewProcessId'),
  ParentImage: 'ParentProcessName',
  ParentProcessId: decimalOf('ProcessId'),
  User: fromText(
    ['TargetDomainName', 'TargetUserName', 'SubjectDomainName', 'SubjectUserName'],
    (targetDomain, target, domain, name) => accountName(targetDomain, target) ?? accountName(domain, name),
  ),
  ParentUser: SUBJECT_ACCOUNT,
  LogonId: fromText(['TargetLogonId', 'SubjectLogonId'], (target, subject) =>
    target === undefined || target === '0x0' ? subject : target,
  ),
  IntegrityLevel: fromText(['MandatoryLabel'], (sid) =>
    sid === undefined ? undefined : (INTEGRITY_WORDS[sid] ?? sid),
  ),
});
const PROCESS_CREATION_LOG = [
  ...[...SUBJECT, 'NewProcessId', 'NewProcessName', 'TokenElevationType', 'CommandLine', 'ParentProcessName'],
  ...['TargetUserSid', 'TargetUserName', 'TargetDomainName', 'TargetLogonId', 'MandatoryLabel'],
];

const PROCESS_TERMINATION = fieldTable({
  Image: 'ProcessName',
  ProcessId: decimalOf('ProcessId'),
  User: SUBJECT_ACCOUNT,
});

const REGISTRY = fieldTable({
  Image: 'ProcessName',
  ProcessId: decimalOf('ProcessId'),
  User: SUBJECT_ACCOUNT,
  TargetObject: TARGET_OBJECT,
  Details: DETAILS,
  EventType: EVENT_TYPE,
});
const REGISTRY_LOG = [
  ...[...SUBJECT, 'ObjectName', 'ObjectValueName', 'HandleId', 'OperationType', 'OldValueType', 'OldValue'],
  ...['NewValueType', 'NewValue', 'ProcessName'],
];

const FILE_ACCESS = fieldTable({
  Image: 'ProcessName',
  ProcessId: decimalOf('ProcessId'),
  User: SUBJECT_ACCOUNT,
  FileName: fromText(['ObjectType', 'ObjectName'], (type, name) => (type === 'File' ? name : undefined)),
});

// Folders that lie on the system volume: only there is the drive letter of a device path known.
const SYSTEM_VOLUME_FOLDER =
  /^\\device\\harddiskvolume\d+(?=\\(?:windows|users|program files|program files \(x86\)|programdata)\\)/i;
const OUTBOUND = '%%14593';
const INBOUND = '%%14592';
const PROTOCOL_WORDS: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp' };
const isIpv6 = (address: string | undefined) => (address === undefined ? undefined : String(address.includes(':')));

const NETWORK_CONNECTION = fieldTable({
  Image: fromText(['Application'], (path) => path?.replace(SYSTEM_VOLUME_FOLDER, 'C:')),
  ProcessId: 'ProcessID',
  Initiated: fromText(['Direction'], (direction) => {
    if (direction === OUTBOUND) return 'true';
    return direction === INBOUND ? 'false' : undefined;
  }),
  Protocol: fromText(['Protocol'], (protocol) =>
    protocol === undefined ? undefined : (PROTOCOL_WORDS[protocol] ?? protocol),
  ),
  SourceIp: 'SourceAddress',
  SourceIsIpv6: fromText(['SourceAddress'], isIpv6),
  DestinationIp: 'DestAddress',
  DestinationIsIpv6: fromText(['DestAddress'], isIpv6),
  DestinationPort: 'DestPort',
});
const NETWORK_CONNECTION_LOG = [
  ...['ProcessID', 'Application', 'Direction', 'SourceAddress', 'SourcePort', 'DestAddress', 'DestPort', 'FilterRTID'],
  ...['LayerName', 'LayerRTID', 'RemoteUserID', 'RemoteMachineID'],
];

/**
 * Sigma categories that the Security log supplies, its fields under the names and in the form of Sysmon's.
 * Source: Microsoft "Advanced security audit policy" event pages 4688, 4689, 4657, 4663, 5156. Event 4657 of a new value
 * also counts as `registry_set`, because Sysmon writes event 13 for it.
 */
export const SECURITY_CATEGORIES: readonly CategorySource[] = [
  security('process_creation', 4688, PROCESS_CREATION, PROCESS_CREATION_LOG),
  security('process_termination', 4689, PROCESS_TERMINATION, [...SUBJECT, 'Status', 'ProcessName']),
  security('registry_event', 4657, REGISTRY, REGISTRY_LOG),
  registry('registry_set', [VALUE_ADDED, VALUE_CHANGED]),
  registry('registry_add', [VALUE_ADDED]),
  registry('registry_delete', [VALUE_DELETED]),
  security('file_access', 4663, FILE_ACCESS, [
    ...SUBJECT,
    'ObjectName',
    'ObjectType',
    'AccessMask',
    'AccessList',
    'ProcessName',
  ]),
  security('network_connection', 5156, NETWORK_CONNECTION, NETWORK_CONNECTION_LOG),
];

function registry(category: string, values: readonly string[]): CategorySource {
  return { ...security(category, 4657, REGISTRY, REGISTRY_LOG), when: { field: 'OperationType', values } };
}

function security(
  category: string,
  eventId: number,
  fields: CategorySource['fields'],
  logFields: readonly string[],
): CategorySource {
  return { category, service: 'security', eventIds: [eventId], fields: withUserName(fields), logFields };
}
