import { type EventFamily, eventKind } from './event-kind.ts';

/**
 * Events of the Security log. Names, order, types, versions and tasks: records that Windows wrote (Server 2016 to 2022,
 * Windows 10), and Microsoft's "Advanced security audit policy settings" for those of which there is no record at hand.
 */

const AUDIT_SUCCESS = 0x8020000000000000n;

/** Keywords of a refused or failed attempt. */
export const AUDIT_FAILURE = 0x8010000000000000n;

const security: EventFamily = {
  channel: 'Security',
  provider: { name: 'Microsoft-Windows-Security-Auditing', guid: '{54849625-5478-4994-a5ba-3e3b0328c30d}' },
  version: 0,
  level: 0,
  opcode: 0,
  keywords: AUDIT_SUCCESS,
  writer: 'lsass',
  payload: 'named',
};
const kernelSecurity: EventFamily = { ...security, writer: 'kernel' };
const eventlog: EventFamily = {
  ...security,
  provider: { name: 'Microsoft-Windows-Eventlog', guid: '{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}' },
  level: 4,
  keywords: 0x4020000000000000n,
  writer: 'eventlog',
};
const EVENTLOG_NAMESPACE = 'http://manifests.microsoft.com/win/2004/08/windows/eventlog';

const SUBJECT = 'SubjectUserSid:sid SubjectUserName SubjectDomainName SubjectLogonId:hexInt64';
const TARGET_SESSION = 'TargetUserSid:sid TargetUserName TargetDomainName TargetLogonId:hexInt64';
const TARGET_ACCOUNT = 'TargetUserName TargetDomainName TargetSid:sid';
const PROCESS = 'ProcessId:hexInt64 ProcessName';
const ADDRESS = 'IpAddress IpPort';
const ATTRIBUTES =
  'PrivilegeList SamAccountName DisplayName UserPrincipalName HomeDirectory HomePath ScriptPath ProfilePath UserWorkstations PasswordLastSet AccountExpires PrimaryGroupId AllowedToDelegateTo OldUacValue NewUacValue UserAccountControl UserParameters SidHistory LogonHours';
const MEMBER = 'MemberName MemberSid:sid';

const ACCOUNT_TASK = { task: 13824 };
const COMPUTER_TASK = { task: 13825 };
const GROUP_TASK = { task: 13826 };
const TASK_OBJECT = { task: 12804 };
const FIREWALL_RULE_TASK = { task: 13571, writer: 'firewall' } as const;

export const SECURITY = {
  started: eventKind(security, 4608, { task: 12288 }, ''),
  timeChanged: eventKind(
    security,
    4616,
    { version: 1, task: 12288, writer: 'kernel' },
    `${SUBJECT} PreviousTime:filetime NewTime:filetime ${PROCESS}`,
  ),
  loggedOn: eventKind(
    security,
    4624,
    { version: 2, task: 12544 },
    `${SUBJECT} ${TARGET_SESSION} LogonType:uint32 LogonProcessName AuthenticationPackageName WorkstationName LogonGuid:guid TransmittedServices LmPackageName KeyLength:uint32 ${PROCESS} ${ADDRESS} ImpersonationLevel RestrictedAdminMode TargetOutboundUserName TargetOutboundDomainName VirtualAccount TargetLinkedLogonId:hexInt64 ElevatedToken`,
  ),
  logonFailed: eventKind(
    security,
    4625,
    { task: 12544, keywords: AUDIT_FAILURE },
    `${SUBJECT} TargetUserSid:sid TargetUserName TargetDomainName Status:hexInt32 FailureReason SubStatus:hexInt32 LogonType:uint32 LogonProcessName AuthenticationPackageName WorkstationName TransmittedServices LmPackageName KeyLength:uint32 ${PROCESS} ${ADDRESS}`,
  ),
  loggedOff: eventKind(security, 4634, { task: 12545 }, `${TARGET_SESSION} LogonType:uint32`),
  userLoggedOff: eventKind(security, 4647, { task: 12545 }, TARGET_SESSION),
  explicitCredentials: eventKind(
    security,
    4648,
    { task: 12544 },
    `${SUBJECT} LogonGuid:guid TargetUserName TargetDomainName TargetLogonGuid:guid TargetServerName TargetInfo ${PROCESS} ${ADDRESS}`,
  ),
  registryValueChanged: eventKind(
    kernelSecurity,
    4657,
    { task: 12801 },
    `${SUBJECT} ObjectName ObjectValueName HandleId:hexInt64 OperationType OldValueType OldValue NewValueType NewValue ${PROCESS}`,
  ),
  directoryAccess: eventKind(
    security,
    4662,
    { task: 14080 },
    `${SUBJECT} ObjectServer ObjectType ObjectName OperationType HandleId:hexInt64 AccessList AccessMask:hexInt32 Properties AdditionalInfo AdditionalInfo2`,
  ),
  objectAccess: eventKind(
    kernelSecurity,
    4663,
    { version: 1, task: 12800 },
    `${SUBJECT} ObjectServer ObjectType ObjectName HandleId:hexInt64 AccessList AccessMask:hexInt32 ${PROCESS} ResourceAttributes`,
  ),
  specialPrivileges: eventKind(security, 4672, { task: 12548 }, `${SUBJECT} PrivilegeList`),
  processStarted: eventKind(
    kernelSecurity,
    4688,
    { version: 2, task: 13312 },
    `${SUBJECT} NewProcessId:hexInt64 NewProcessName TokenElevationType ProcessId:hexInt64 CommandLine ${TARGET_SESSION} ParentProcessName MandatoryLabel:sid`,
  ),
  processEnded: eventKind(kernelSecurity, 4689, { task: 13313 }, `${SUBJECT} Status:hexInt32 ${PROCESS}`),
  serviceInstalled: eventKind(
    security,
    4697,
    { task: 12289 },
    `${SUBJECT} ServiceName ServiceFileName ServiceType:hexInt32 ServiceStartType:uint32 ServiceAccount`,
  ),
  taskCreated: eventKind(security, 4698, TASK_OBJECT, `${SUBJECT} TaskName TaskContent`),
  taskDeleted: eventKind(security, 4699, TASK_OBJECT, `${SUBJECT} TaskName TaskContent`),
  taskUpdated: eventKind(security, 4702, TASK_OBJECT, `${SUBJECT} TaskName TaskContentNew`),
  auditPolicyChanged: eventKind(
    security,
    4719,
    { task: 13568 },
    `${SUBJECT} CategoryId SubcategoryId SubcategoryGuid:guid AuditPolicyChanges`,
  ),
  accountCreated: eventKind(security, 4720, ACCOUNT_TASK, `${TARGET_ACCOUNT} ${SUBJECT} ${ATTRIBUTES}`),
  accountEnabled: eventKind(security, 4722, ACCOUNT_TASK, `${TARGET_ACCOUNT} ${SUBJECT}`),
  passwordChanged: eventKind(security, 4723, ACCOUNT_TASK, `${TARGET_ACCOUNT} ${SUBJECT} PrivilegeList`),
  passwordReset: eventKind(security, 4724, ACCOUNT_TASK, `${TARGET_ACCOUNT} ${SUBJECT}`),
  accountDisabled: eventKind(security, 4725, ACCOUNT_TASK, `${TARGET_ACCOUNT} ${SUBJECT}`),
  accountDeleted: eventKind(security, 4726, ACCOUNT_TASK, `${TARGET_ACCOUNT} ${SUBJECT} PrivilegeList`),
  accountChanged: eventKind(security, 4738, ACCOUNT_TASK, `Dummy ${TARGET_ACCOUNT} ${SUBJECT} ${ATTRIBUTES}`),
  accountLockedOut: eventKind(security, 4740, ACCOUNT_TASK, `${TARGET_ACCOUNT} ${SUBJECT}`),
  accountUnlocked: eventKind(security, 4767, ACCOUNT_TASK, `${TARGET_ACCOUNT} ${SUBJECT}`),
  accountRenamed: eventKind(
    security,
    4781,
    ACCOUNT_TASK,
    `OldTargetUserName NewTargetUserName TargetDomainName TargetSid:sid ${SUBJECT} PrivilegeList`,
  ),
  computerCreated: eventKind(
    security,
    4741,
    COMPUTER_TASK,
    `${TARGET_ACCOUNT} ${SUBJECT} ${ATTRIBUTES} DnsHostName ServicePrincipalNames`,
  ),
  computerDeleted: eventKind(security, 4743, COMPUTER_TASK, `${TARGET_ACCOUNT} ${SUBJECT} PrivilegeList`),
  globalMemberAdded: eventKind(security, 4728, GROUP_TASK, `${MEMBER} ${TARGET_ACCOUNT} ${SUBJECT} PrivilegeList`),
  globalMemberRemoved: eventKind(security, 4729, GROUP_TASK, `${MEMBER} ${TARGET_ACCOUNT} ${SUBJECT} PrivilegeList`),
  localMemberAdded: eventKind(security, 4732, GROUP_TASK, `${MEMBER} ${TARGET_ACCOUNT} ${SUBJECT} PrivilegeList`),
  localMemberRemoved: eventKind(security, 4733, GROUP_TASK, `${MEMBER} ${TARGET_ACCOUNT} ${SUBJECT} PrivilegeList`),
  universalMemberAdded: eventKind(security, 4756, GROUP_TASK, `${MEMBER} ${TARGET_ACCOUNT} ${SUBJECT} PrivilegeList`),
  universalMemberRemoved: eventKind(security, 4757, GROUP_TASK, `${MEMBER} ${TARGET_ACCOUNT} ${SUBJECT} PrivilegeList`),
  userGroupsListed: eventKind(
    security,
    4798,
    ACCOUNT_TASK,
    `${TARGET_ACCOUNT} ${SUBJECT} CallerProcessId:hexInt64 CallerProcessName`,
  ),
  groupListed: eventKind(
    security,
    4799,
    GROUP_TASK,
    `${TARGET_ACCOUNT} ${SUBJECT} CallerProcessId:hexInt64 CallerProcessName`,
  ),
  ticketGranted: eventKind(
    security,
    4768,
    { task: 14339 },
    `${TARGET_ACCOUNT} ServiceName ServiceSid:sid TicketOptions:hexInt32 Status:hexInt32 TicketEncryptionType:hexInt32 PreAuthType ${ADDRESS} CertIssuerName CertSerialNumber CertThumbprint`,
  ),
  serviceTicket: eventKind(
    security,
    4769,
    { task: 14337 },
    `TargetUserName TargetDomainName ServiceName ServiceSid:sid TicketOptions:hexInt32 TicketEncryptionType:hexInt32 ${ADDRESS} Status:hexInt32 LogonGuid:guid TransmittedServices`,
  ),
  preAuthFailed: eventKind(
    security,
    4771,
    { task: 14339, keywords: AUDIT_FAILURE },
    `TargetUserName TargetSid:sid ServiceName TicketOptions:hexInt32 Status:hexInt32 PreAuthType ${ADDRESS} CertIssuerName CertSerialNumber CertThumbprint`,
  ),
  credentialsValidated: eventKind(
    security,
    4776,
    { task: 14336 },
    'PackageName TargetUserName Workstation Status:hexInt32',
  ),
  sessionReconnected: eventKind(
    security,
    4778,
    { task: 12551 },
    'AccountName AccountDomain LogonID:hexInt64 SessionName ClientName ClientAddress',
  ),
  sessionDisconnected: eventKind(
    security,
    4779,
    { task: 12551 },
    'AccountName AccountDomain LogonID:hexInt64 SessionName ClientName ClientAddress',
  ),
  firewallRuleAdded: eventKind(security, 4946, FIREWALL_RULE_TASK, 'ProfileChanged RuleId RuleName'),
  firewallRuleChanged: eventKind(security, 4947, FIREWALL_RULE_TASK, 'ProfileChanged RuleId RuleName'),
  firewallRuleDeleted: eventKind(security, 4948, FIREWALL_RULE_TASK, 'ProfileChanged RuleId RuleName'),
  directoryChanged: eventKind(
    security,
    5136,
    { task: 14081 },
    `OpCorrelationID:guid AppCorrelationID ${SUBJECT} DSName DSType ObjectDN ObjectGUID:guid ObjectClass AttributeLDAPDisplayName AttributeSyntaxOID AttributeValue OperationType`,
  ),
  shareAccess: eventKind(
    kernelSecurity,
    5140,
    { version: 1, task: 12808 },
    `${SUBJECT} ObjectType ${ADDRESS} ShareName ShareLocalPath AccessMask:hexInt32 AccessList`,
  ),
  shareFileAccess: eventKind(
    kernelSecurity,
    5145,
    { task: 12811 },
    `${SUBJECT} ObjectType ${ADDRESS} ShareName ShareLocalPath RelativeTargetName AccessMask:hexInt32 AccessList AccessReason`,
  ),
  connectionAllowed: eventKind(
    kernelSecurity,
    5156,
    { version: 1, task: 12810 },
    'ProcessID:uint64 Application Direction SourceAddress SourcePort DestAddress DestPort Protocol:uint32 FilterRTID:uint64 LayerName LayerRTID:uint64 RemoteUserID:sid RemoteMachineID:sid',
  ),
  serviceStopped: eventKind(
    eventlog,
    1100,
    { task: 103, payload: { element: 'ServiceShutdown', namespace: EVENTLOG_NAMESPACE } },
    '',
  ),
  logCleared: eventKind(
    eventlog,
    1102,
    { task: 104, payload: { element: 'LogFileCleared', namespace: EVENTLOG_NAMESPACE } },
    SUBJECT,
  ),
} as const;
