import { guidOf, hexOf } from '../random.ts';
import { sampleList } from './sample-list.ts';
import {
  ADMIN,
  CMD,
  DC01,
  DC01_ACCOUNT,
  DOMAIN_SID,
  LSASS,
  NO_GUID,
  NOBODY,
  NTDSUTIL,
  POWERSHELL,
  SAMPLE_FILE,
  SERVICES,
  START_MS,
  SYSTEM,
  WEBER,
  WS01,
} from './sample-organisation.ts';

const { fact, samples } = sampleList();

const group = { sid: `${DOMAIN_SID}-512`, user: 'Domain Admins', domain: 'CORP' };
const member = { ...WEBER, distinguishedName: 'CN=Jana Weber,OU=People,DC=corp,DC=example' };
const target = { sid: WEBER.sid, user: WEBER.user, domain: WEBER.domain };
const backup = { sid: `${DOMAIN_SID}-1650`, user: 'svc-backup', domain: 'CORP' };
const instanceGuid = guidOf(hexOf('task run', 32));
const shadow = { shadowGuid: guidOf(hexOf('shadow', 32)), setGuid: guidOf(hexOf('set', 32)), volume: 'C:' };
const device = '\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy3';

fact('power', { action: 'boot', user: SYSTEM, reason: '', uptimeSeconds: 0 });
fact('power', { action: 'uptime', user: SYSTEM, reason: '', uptimeSeconds: 86_400 });
fact('power', { action: 'unexpected-shutdown', user: SYSTEM, reason: '', uptimeSeconds: 934 });
fact('logon', {
  outcome: 'success',
  logonType: 3,
  account: ADMIN,
  logonGuid: guidOf(hexOf('logon', 32)),
  linkedLogonId: 0,
  isElevated: true,
  subject: NOBODY,
  logonProcess: 'Kerberos',
  authPackage: 'Kerberos',
  ntlmVersion: '-',
  workstation: '-',
  sourceAddress: '10.1.2.21',
  sourcePort: 50123,
});
fact('logon', {
  host: WS01,
  outcome: 'success',
  logonType: 2,
  account: WEBER,
  logonGuid: NO_GUID,
  linkedLogonId: 0x4a2ff,
  isElevated: false,
  subject: { ...SYSTEM, user: 'WS01$', domain: 'CORP' },
  logonProcess: 'User32',
  authPackage: 'Negotiate',
  ntlmVersion: '-',
  workstation: 'WS01',
  sourceAddress: '127.0.0.1',
  sourcePort: 0,
  process: SERVICES,
});
fact('logon', {
  outcome: 'failure',
  logonType: 3,
  account: { ...WEBER, sid: 'S-1-0-0', logonId: 0 },
  logonGuid: NO_GUID,
  linkedLogonId: 0,
  isElevated: false,
  subject: NOBODY,
  logonProcess: 'NtLmSsp',
  authPackage: 'NTLM',
  ntlmVersion: '-',
  workstation: 'WS77',
  sourceAddress: '10.1.2.99',
  sourcePort: 51000,
  failure: { status: 0xc000006d, subStatus: 0xc000006a, reason: '%%2313' },
});
fact('special-privileges', { account: ADMIN, privileges: ['SeSecurityPrivilege', 'SeBackupPrivilege'] });
fact('explicit-credentials', {
  subject: WEBER,
  used: ADMIN,
  targetServer: 'dc01.corp.example',
  targetInfo: 'RPCSS/dc01.corp.example',
  process: CMD,
  sourceAddress: '-',
  sourcePort: 0,
});
const ticket = { account: target, realm: 'CORP.EXAMPLE', encryption: 0x12, ticketOptions: 0x40810010, preAuthType: 2 };
const client = { clientAddress: '10.1.2.21', clientPort: 50001 };
fact('kerberos-tgt', { ...ticket, ...client, status: 0 });
fact('kerberos-tgt', { ...ticket, ...client, status: 0x18 });
fact('kerberos-tgt', { ...ticket, ...client, status: 0x6 });
fact('kerberos-service', {
  ...client,
  account: target,
  realm: 'CORP.EXAMPLE',
  service: { sid: DC01.sid, user: 'DC01$', domain: 'CORP' },
  servicePrincipalName: 'cifs/dc01.corp.example',
  status: 0,
  encryption: 0x12,
  ticketOptions: 0x40810000,
  logonGuid: guidOf(hexOf('service ticket', 32)),
});
fact('ntlm-validation', { account: target, workstation: 'WS01', status: 0 });
fact('ntlm-validation', { account: target, workstation: 'WS01', status: 0xc000006a });
fact('process-start', { process: CMD });
fact('process-start', { process: NTDSUTIL });
fact('process-start', { process: POWERSHELL, runsAs: ADMIN });
fact('image-load', { process: NTDSUTIL, loaded: 'C:\\Windows\\System32\\esent.dll', file: SAMPLE_FILE });
fact('process-access', {
  source: CMD,
  target: LSASS,
  accessMask: 0x1410,
  callTrace: 'C:\\Windows\\SYSTEM32\\ntdll.dll+9d8e4',
});
fact('pipe', { action: 'create', pipe: '\\PSEXESVC', process: CMD });
fact('pipe', { action: 'connect', pipe: '\\svcctl', process: CMD });
fact('dns-query', { name: 'dc01.corp.example', queryType: 'A', status: 0, answers: ['10.1.1.5'], process: CMD });
const ntds = 'C:\\temp\\pro\\Active Directory\\ntds.dit';
fact('file', { action: 'create', path: ntds, sizeBytes: 16_777_216, process: NTDSUTIL });
fact('file', { action: 'read', path: 'C:\\Windows\\NTDS\\ntds.dit', sizeBytes: 16_777_216, process: NTDSUTIL });
fact('file', { action: 'change-time', path: ntds, sizeBytes: 0, process: CMD, claimedTimeMs: START_MS - 1e10 });
fact('file', { action: 'delete', path: 'C:\\temp\\pro.7z', sizeBytes: 9, process: CMD });
fact('file', { action: 'delete', path: 'C:\\temp\\notes.txt', sizeBytes: 9, process: CMD });
const portProxy = 'HKLM\\System\\CurrentControlSet\\Services\\PortProxy\\v4tov4\\tcp';
fact('registry', { action: 'create-key', target: portProxy, details: '', process: CMD });
fact('registry', { action: 'set', target: `${portProxy}\\0.0.0.0/9999`, details: '10.1.1.9/8443', process: CMD });
fact('registry', { action: 'delete-value', target: `${portProxy}\\0.0.0.0/9999`, details: '', process: CMD });
const share = {
  account: ADMIN,
  sourceAddress: '10.1.2.21',
  sourcePort: 50200,
  share: '\\\\*\\C$',
  localPath: '\\??\\C:\\',
};
fact('share-access', { ...share, relativeTarget: '', accessMask: 1, isGranted: true });
fact('share-access', { ...share, relativeTarget: 'temp\\pro.7z', accessMask: 0x120089, isGranted: true });
fact('share-access', { ...share, relativeTarget: 'Users\\other', accessMask: 0x2, isGranted: false });
fact('service-install', {
  service: 'PSEXESVC',
  filePath: '%SystemRoot%\\PSEXESVC.exe',
  serviceType: 'user mode service',
  startType: 'demand start',
  runsAs: 'LocalSystem',
  subject: ADMIN,
});
fact('service-state', { displayName: 'Volume Shadow Copy', service: 'VSS', state: 'running' });
const task = {
  task: '\\Backup\\Nightly',
  command: 'C:\\Windows\\System32\\wbadmin.exe',
  arguments: 'start backup & "log"',
  runsAs: backup,
  subject: ADMIN,
  instanceGuid,
};
fact('scheduled-task', { ...task, action: 'create' });
fact('scheduled-task', { ...task, action: 'update' });
fact('scheduled-task', { ...task, action: 'start', process: CMD });
fact('scheduled-task', { ...task, action: 'finish', process: CMD });
fact('scheduled-task', { ...task, action: 'delete' });
for (const action of [
  'create',
  'enable',
  'change-password',
  'reset-password',
  'change',
  'disable',
  'lock-out',
  'unlock',
  'rename',
  'create-computer',
  'delete-computer',
  'delete',
] as const) {
  fact('account-change', { action, target, subject: ADMIN, callerComputer: 'WS01', displayName: 'Jana Weber' });
}
for (const scope of ['global', 'local', 'universal'] as const) {
  fact('group-change', { action: 'add', scope, group, member, subject: ADMIN });
  fact('group-change', { action: 'remove', scope, group, member, subject: ADMIN });
}
fact('group-change', { action: 'list', scope: 'local', group, subject: ADMIN, process: CMD });
fact('group-change', { action: 'list', scope: 'local', group, member, subject: ADMIN, process: CMD });
fact('directory', {
  action: 'read',
  subject: DC01_ACCOUNT,
  objectName: 'DC=corp,DC=example',
  objectClass: 'domainDNS',
  properties: ['{1131f6aa-9c07-11d1-f79f-00c04fc2dcd2}'],
});
fact('directory', {
  action: 'change',
  subject: ADMIN,
  objectName: 'CN=Jana Weber,OU=People,DC=corp,DC=example',
  objectClass: 'user',
  properties: [],
  attribute: 'servicePrincipalName',
  value: 'http/fake',
});
fact('audit-policy', {
  subject: ADMIN,
  subcategoryGuid: '{0CCE922B-69AE-11D9-BED3-505054503030}',
  change: 'success-removed',
});
fact('powershell-engine', {
  action: 'start',
  hostApplication: 'powershell.exe -nop',
  engineVersion: '5.1.17763.1852',
  hostGuid: guidOf(hexOf('engine', 32)),
  process: POWERSHELL,
});
const scriptBlockGuid = guidOf(hexOf('block', 32));
fact('script-block', {
  text: 'Get-EventLog security -InstanceId 4624',
  scriptBlockGuid,
  scriptPath: '',
  isFlagged: false,
  process: POWERSHELL,
});
fact('script-block', {
  text: 'iex $code',
  scriptBlockGuid,
  scriptPath: 'C:\\a.ps1',
  isFlagged: true,
  process: POWERSHELL,
});
fact('powershell-command', {
  command: 'Get-EventLog',
  parameters: [['LogName', 'security']],
  hostApplication: 'powershell.exe -nop',
  process: POWERSHELL,
});
fact('powershell-engine', {
  action: 'stop',
  hostApplication: 'powershell.exe -nop',
  engineVersion: '5.1.17763.1852',
  hostGuid: guidOf(hexOf('engine', 32)),
  process: POWERSHELL,
});
for (const action of ['provider-start', 'operation-failed', 'temporary-consumer', 'permanent-consumer'] as const) {
  fact('wmi', {
    action,
    provider: 'CIMWin32',
    providerPath: '%systemroot%\\system32\\wbem\\cimwin32.dll',
    query: 'SELECT * FROM Win32_LogicalDisk',
    namespace: 'root\\cimv2',
    result: action === 'operation-failed' ? 0x80041032 : 0,
    user: ADMIN,
    clientMachine: 'WS01',
    clientPid: 4711,
    hostPid: 3952,
  });
}
for (const action of ['session-opened', 'authenticated', 'shell-created', 'failed'] as const) {
  const connection = action === 'session-opened' ? 'dc01.corp.example/wsman?PSVersion=5.1.17763.1852' : '';
  fact('remote-management', { action, connection, user: ADMIN, process: POWERSHELL });
}
const snapshot = 'C:\\$SNAP_202603020916_VOLUMEC$\\Windows\\NTDS\\ntds.dit';
for (const eventId of [102, 103, 105, 216, 300, 301, 302, 325, 326, 327, 330] as const) {
  fact('database-engine', {
    provider: 'ESENT',
    eventId,
    processName: 'NTDS',
    pid: NTDSUTIL.pid,
    instance: '',
    database: eventId === 325 ? ntds : snapshot,
    oldDatabase: 'C:\\Windows\\NTDS\\ntds.dit',
  });
}
fact('database-engine', {
  provider: 'NTDS ISAM',
  eventId: 102,
  processName: 'NTDS',
  pid: LSASS.pid,
  instance: 'NTDSA: ',
  database: '',
  oldDatabase: '',
});
fact('shadow-copy', { ...shadow, action: 'create', user: SYSTEM, process: SERVICES, device });
fact('shadow-copy', { ...shadow, action: 'delete', user: SYSTEM, process: SERVICES, device });
fact('shadow-copy', { ...shadow, action: 'service-stopped', user: SYSTEM, process: SERVICES, device });
for (const action of ['detected', 'acted'] as const) {
  fact('malware-detection', {
    action,
    threat: 'Behavior:Win32/WmiprvseRemoteProc.A',
    threatId: 2147780199,
    severity: 'Severe',
    category: 'Suspicious Behavior',
    path: 'CmdLine:_C:\\Windows\\System32\\cmd.exe /c wmic process call create',
    processName: 'C:\\Windows\\System32\\wbem\\WmiPrvSE.exe',
    user: SYSTEM,
    response: 'Remove',
    detectionGuid: guidOf(hexOf('detection', 32)),
  });
}
for (const action of [
  'signatures-updated',
  'scan-started',
  'scan-finished',
  'protection-disabled',
  'setting-changed',
] as const) {
  fact('defender-status', { action, oldValue: '1.421.11.0', newValue: '1.421.12.0' });
}
for (const action of ['add', 'change', 'delete'] as const) {
  fact('host-firewall', {
    action,
    ruleId: '{A6A35CAD-6E59-4C6C-ABAA-4F169DCF531B}',
    rule: 'Remote Desktop 8443',
    direction: 'in',
    isAllow: true,
    protocol: 'tcp',
    localPorts: '8443',
    remoteAddresses: '*',
    application: '',
    process: CMD,
  });
}
for (const action of [
  'client-connect',
  'authenticated',
  'logon',
  'shell-start',
  'disconnect',
  'reconnect',
  'logoff',
] as const) {
  fact('rdp-session', {
    action,
    user: ADMIN,
    terminalSession: 3,
    sourceAddress: '10.1.2.21',
    sourceName: 'WS01',
    destination: 'dc01.corp.example',
  });
}
fact('time-change', { previousMs: START_MS, subject: SYSTEM, process: SERVICES });
for (const action of ['download-update', 'install-update', 'updated', 'install', 'remove'] as const) {
  fact('software', {
    action,
    title: action.includes('update') ? '2026-03 Cumulative Update (KB5031364)' : '7-Zip 23.01 (x64)',
    version: '23.01',
    vendor: 'Igor Pavlov',
    user: SYSTEM,
  });
}
fact('other-event', {
  channel: 'System',
  provider: 'Microsoft-Windows-Time-Service',
  eventId: 158,
  level: 4,
  data: [['TimeSource', 'dc01.corp.example']],
});
fact('other-event', { channel: 'Application', provider: 'Backup', eventId: 7, level: 4, data: [['', 'done']] });
fact('log-cleared', { channel: 'Security', subject: ADMIN, backupPath: '' });
fact('log-cleared', { channel: 'System', subject: ADMIN, backupPath: '' });
fact('process-end', { process: NTDSUTIL, exitCode: 0 });
fact('logoff', { account: ADMIN, logonType: 3, isByUser: false });
fact('logoff', { host: WS01, account: WEBER, logonType: 2, isByUser: true });
fact('power', { action: 'shutdown-asked', user: ADMIN, reason: 'Other (Planned)', uptimeSeconds: 0 });
fact('power', { action: 'shutdown', user: SYSTEM, reason: '', uptimeSeconds: 0 });

/** What happens on Windows hosts: each kind and action at least once. */
export const WINDOWS_SAMPLES = samples;
