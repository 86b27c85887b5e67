import { type EventFamily, type EventWriter, eventKind } from './event-kind.ts';

/**
 * Events of the operational channels. Names, order and types: records that Windows wrote where there are some at hand,
 * else the providers' manifests as public collections of them list them (etl-parser), and published records.
 */

const INFO = { level: 4, version: 0, opcode: 0, payload: 'named' } as const;
const SYSTEM_SID = 'S-1-5-18';
const LOCAL_SERVICE_SID = 'S-1-5-19';
const NETWORK_SERVICE_SID = 'S-1-5-20';

function operational(name: string, guid: string, keywords: bigint, writer: EventWriter): EventFamily {
  return { ...INFO, channel: `${name}/Operational`, provider: { name, guid }, keywords, writer };
}

const powerShell: EventFamily = {
  ...operational('Microsoft-Windows-PowerShell', '{a0c1853b-5c40-4b15-8766-3cf1c58f985a}', 0n, 'acting'),
  version: 1,
};

export const POWERSHELL = {
  command: eventKind(powerShell, 4103, { task: 106, opcode: 20 }, 'ContextInfo UserData Payload'),
  scriptBlock: eventKind(
    powerShell,
    4104,
    { task: 2, opcode: 15, level: 5 },
    'MessageNumber:int32 MessageTotal:int32 ScriptBlockText ScriptBlockId Path',
  ),
  /** blocks that PowerShell itself finds suspicious are warnings */
  flaggedScriptBlock: eventKind(
    powerShell,
    4104,
    { task: 2, opcode: 15, level: 3 },
    'MessageNumber:int32 MessageTotal:int32 ScriptBlockText ScriptBlockId Path',
  ),
  consoleStarting: eventKind(powerShell, 40961, { task: 4, opcode: 1 }, ''),
  consoleReady: eventKind(powerShell, 40962, { task: 4, opcode: 2 }, ''),
  pipeServer: eventKind(powerShell, 53504, { task: 111, opcode: 10 }, 'param1 param2'),
} as const;

const wmi = {
  ...operational(
    'Microsoft-Windows-WMI-Activity',
    '{1418ef04-b0b4-4623-bf7e-d74ab47bbdaa}',
    0x4000000000000000n,
    'wmi',
  ),
  level: 0,
};
const wmiPayload = (element: string) =>
  ({ payload: { element, namespace: 'http://manifests.microsoft.com/win/2006/windows/WMI' } }) as const;

export const WMI = {
  providerStarted: eventKind(
    wmi,
    5857,
    { ...wmiPayload('Operation_StartedOperational'), userSid: NETWORK_SERVICE_SID },
    'ProviderName Code:hexInt32 HostProcess ProcessID:uint32 ProviderPath',
  ),
  operationFailed: eventKind(
    wmi,
    5858,
    { ...wmiPayload('Operation_ClientFailure'), level: 2, userSid: SYSTEM_SID },
    'Id ClientMachine User ClientProcessId:uint32 Component Operation ResultCode:hexInt32 PossibleCause',
  ),
  temporaryConsumer: eventKind(
    wmi,
    5860,
    { ...wmiPayload('Operation_TemporaryEssStarted'), userSid: SYSTEM_SID },
    'NamespaceName Query User Processid:uint32 MachineName PossibleCause',
  ),
  permanentConsumer: eventKind(
    wmi,
    5861,
    { ...wmiPayload('Operation_ESStoConsumerBinding'), userSid: SYSTEM_SID },
    'Namespace ESS CONSUMER PossibleCause',
  ),
} as const;

const scheduler: EventFamily = {
  ...operational(
    'Microsoft-Windows-TaskScheduler',
    '{de7b24ea-73c8-4a09-985d-5bdadcfa9017}',
    0x8000000000000000n,
    'schedule',
  ),
  userSid: SYSTEM_SID,
};

export const TASK_SCHEDULER = {
  started: eventKind(
    scheduler,
    100,
    { task: 100, opcode: 1, keywords: 0x8000000000000001n, eventDataName: 'TaskStartEvent' },
    'TaskName UserContext InstanceId:guid',
  ),
  finished: eventKind(
    scheduler,
    102,
    { task: 102, opcode: 2, keywords: 0x8000000000000001n, eventDataName: 'TaskSuccessEvent' },
    'TaskName UserContext InstanceId:guid',
  ),
  registered: eventKind(scheduler, 106, { task: 106, eventDataName: 'TaskRegisteredEvent' }, 'TaskName UserContext'),
  processCreated: eventKind(
    scheduler,
    129,
    { task: 129, eventDataName: 'CreatedTaskProcess' },
    'TaskName Path ProcessID:uint32 Priority:uint32',
  ),
  updated: eventKind(scheduler, 140, { task: 140, eventDataName: 'TaskUpdated' }, 'TaskName UserName'),
  deleted: eventKind(scheduler, 141, { task: 141, eventDataName: 'TaskDeleted' }, 'TaskName UserName'),
  actionStarted: eventKind(
    scheduler,
    200,
    { version: 1, task: 200, opcode: 1, eventDataName: 'ActionStart' },
    'TaskName ActionName TaskInstanceId:guid EnginePID:uint32',
  ),
  actionFinished: eventKind(
    scheduler,
    201,
    { version: 2, task: 201, opcode: 2, eventDataName: 'ActionSuccess' },
    'TaskName TaskInstanceId:guid ActionName ResultCode:uint32 EnginePID:uint32',
  ),
} as const;

const terminalPayload = { payload: { element: 'EventXML', namespace: 'Event_NS' } } as const;
const sessions: EventFamily = {
  ...operational(
    'Microsoft-Windows-TerminalServices-LocalSessionManager',
    '{5d896912-022d-40aa-a3a8-4fa5515c76d7}',
    0x1000000000000000n,
    'termservice',
  ),
  ...terminalPayload,
  userSid: SYSTEM_SID,
};
const connections: EventFamily = {
  ...operational(
    'Microsoft-Windows-TerminalServices-RemoteConnectionManager',
    '{c76baa63-ae81-421c-b425-340b4b24157f}',
    0x1000000000000000n,
    'termservice',
  ),
  ...terminalPayload,
  userSid: NETWORK_SERVICE_SID,
};
const rdpClient: EventFamily = {
  ...operational(
    'Microsoft-Windows-TerminalServices-ClientActiveXCore',
    '{28aa95bb-d444-4719-a36f-40462168127e}',
    0x4000000000000000n,
    'acting',
  ),
  channel: 'Microsoft-Windows-TerminalServices-RDPClient/Operational',
};

export const TERMINAL_SERVICES = {
  authenticated: eventKind(connections, 1149, {}, 'Param1 Param2 Param3'),
  sessionLogon: eventKind(sessions, 21, {}, 'User SessionID:uint32 Address'),
  shellStart: eventKind(sessions, 22, {}, 'User SessionID:uint32 Address'),
  sessionLogoff: eventKind(sessions, 23, {}, 'User SessionID:uint32'),
  sessionDisconnected: eventKind(sessions, 24, {}, 'User SessionID:uint32 Address'),
  sessionReconnected: eventKind(sessions, 25, {}, 'User SessionID:uint32 Address'),
  clientConnecting: eventKind(rdpClient, 1024, { task: 101, opcode: 10 }, 'Name Value CustomLevel'),
} as const;

const defender: EventFamily = {
  ...operational(
    'Microsoft-Windows-Windows Defender',
    '{11cd958a-c507-4ef3-b3f2-5fd9dfbd2c78}',
    0x8000000000000000n,
    'defender',
  ),
  userSid: SYSTEM_SID,
};
const THREAT =
  'Product~Name Product~Version Detection~ID Detection~Time Unused Unused2 Threat~ID Threat~Name Severity~ID Severity~Name Category~ID Category~Name FWLink Status~Code Status~Description State Source~ID Source~Name Process~Name Detection~User Unused3 Path Origin~ID Origin~Name Execution~ID Execution~Name Type~ID Type~Name Pre~Execution~Status Action~ID Action~Name Unused4 Error~Code Error~Description Unused5 Post~Clean~Status Additional~Actions~ID Additional~Actions~String Remediation~User Unused6 Security~intelligence~Version Engine~Version';
const SCAN =
  'Product~Name Product~Version Scan~ID Scan~Type~Index Scan~Type Scan~Parameters~Index Scan~Parameters Domain User SID';

export const DEFENDER = {
  detected: eventKind(defender, 1116, { level: 3 }, THREAT),
  acted: eventKind(defender, 1117, {}, THREAT),
  scanStarted: eventKind(defender, 1000, {}, `${SCAN} Scan~Resources`),
  scanFinished: eventKind(defender, 1001, {}, `${SCAN} Scan~Time~Hours Scan~Time~Minutes Scan~Time~Seconds`),
  signaturesUpdated: eventKind(
    defender,
    2000,
    {},
    'Product~Name Product~Version Current~security~intelligence~Version Previous~security~intelligence~Version Domain User SID Security~intelligence~Type~Index Security~intelligence~Type Update~Type~Index Update~Type Current~Engine~Version Previous~Engine~Version',
  ),
  protectionDisabled: eventKind(defender, 5001, {}, 'Product~Name Product~Version'),
  settingChanged: eventKind(defender, 5007, {}, 'Product~Name Product~Version Old~Value New~Value'),
} as const;

const firewall: EventFamily = {
  ...INFO,
  channel: 'Microsoft-Windows-Windows Firewall With Advanced Security/Firewall',
  provider: {
    name: 'Microsoft-Windows-Windows Firewall With Advanced Security',
    guid: '{d1bc9aff-2abf-4d71-9146-ecb2a986eb85}',
  },
  keywords: 0x8000020000000000n,
  writer: 'firewall',
  userSid: LOCAL_SERVICE_SID,
};
const RULE =
  'RuleId RuleName Origin:uint32 ApplicationPath ServiceName Direction:uint32 Protocol:uint16 LocalPorts RemotePorts Action:uint32 Profiles:uint32 LocalAddresses RemoteAddresses RemoteMachineAuthorizationList RemoteUserAuthorizationList EmbeddedContext Flags:uint16 Active:uint16 EdgeTraversal:uint16 LooseSourceMapped:uint16 SecurityOptions:uint16 ModifyingUser:sid ModifyingApplication SchemaVersion:uint16 RuleStatus:uint32 LocalOnlyMapped:uint16';

export const FIREWALL = {
  ruleAdded: eventKind(firewall, 2004, {}, RULE),
  ruleChanged: eventKind(firewall, 2005, {}, RULE),
  ruleDeleted: eventKind(firewall, 2006, {}, 'RuleId RuleName ModifyingUser:sid ModifyingApplication'),
} as const;

const winRm = operational(
  'Microsoft-Windows-WinRM',
  '{a7975c8f-ac13-49f1-87da-5a984a4ab417}',
  0x4000000000000004n,
  'winrm',
);

export const WINRM = {
  sessionOpened: eventKind(
    winRm,
    6,
    { task: 3, opcode: 1, keywords: 0x4000000000000002n, writer: 'acting' },
    'connection',
  ),
  shellCreated: eventKind(winRm, 91, { task: 9 }, 'resourceUri'),
  operationFailed: eventKind(
    winRm,
    142,
    { task: 10, opcode: 2, level: 2, keywords: 0x4000000000000002n, writer: 'acting' },
    'operationName errorCode:uint32',
  ),
  authenticated: eventKind(
    winRm,
    169,
    { task: 7, keywords: 0x400000000000000cn, userSid: NETWORK_SERVICE_SID },
    'username authenticationMechanism',
  ),
} as const;
