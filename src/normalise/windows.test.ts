import { expect, test } from 'vitest';
import type { FieldValue, LogEvent } from '../model/index.ts';
import { createWindowsNormaliser } from './windows.ts';

const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const POWERSHELL = 'Microsoft-Windows-PowerShell/Operational';
const DEFENDER = 'Microsoft-Windows-Windows Defender/Operational';

type Fields = Readonly<Record<string, FieldValue>>;

test.each<[channel: string, eventId: FieldValue, logsources: string[], payload?: Fields]>([
  [SYSMON, 1, ['service sysmon', 'process_creation']],
  [SYSMON, 11, ['service sysmon', 'file_event']],
  [SYSMON, 26, ['service sysmon', 'file_delete', 'file_delete_detected']],
  [SYSMON, 12, ['service sysmon', 'registry_event', 'registry_add'], { EventType: 'CreateKey' }],
  [SYSMON, 12, ['service sysmon', 'registry_event', 'registry_delete'], { EventType: 'DeleteValue' }],
  [SYSMON, 12, ['service sysmon', 'registry_event', 'registry_add', 'registry_delete'], { EventType: 'Unheard' }],
  [SYSMON, 13, ['service sysmon', 'registry_event', 'registry_set']],
  [SYSMON, 254, ['service sysmon']],
  ['Security', 4688, ['service security', 'process_creation']],
  ['security', '4688', ['service security', 'process_creation']],
  [
    'Security',
    4657,
    ['service security', 'registry_event', 'registry_set', 'registry_add'],
    { OperationType: '%%1904' },
  ],
  ['Security', 4657, ['service security', 'registry_event', 'registry_set'], { OperationType: '%%1905' }],
  ['Security', 4657, ['service security', 'registry_event', 'registry_delete'], { OperationType: '%%1906' }],
  ['Security', 5156, ['service security', 'network_connection']],
  ['Security', 1, ['service security']],
  [POWERSHELL, 4104, ['service powershell', 'ps_script']],
  ['PowerShellCore/Operational', 4103, ['service powershell', 'ps_module']],
  ['Windows PowerShell', 400, ['service powershell-classic', 'ps_classic_start']],
  [DEFENDER, 1116, ['service windefend', 'antivirus']],
  [DEFENDER, 5007, ['service windefend']],
  ['Microsoft-Windows-DNSServer/Analytical', 256, ['service dns-server-analytic']],
  ['Some-Vendor/Log', 4688, ['any']],
  ['', '1 OR 1', ['any']],
])('%s event %s satisfies %j', (channel, eventId, logsources, payload = {}) => {
  const { schema } = event(channel, eventId, payload);
  const seen = schema.views.map(
    ({ category, service }) => category ?? (service === undefined ? 'any' : `service ${service}`),
  );
  expect(seen).toEqual(logsources);
  expect(schema.views.every((view) => view.product === 'windows')).toBe(true);
});

test.each<[what: string, channel: string, eventId: number, category: string, payload: Fields, fields: Fields]>([
  [
    '4688 reads like a process creation of Sysmon',
    ...(['Security', 4688, 'process_creation'] as const),
    {
      ...{ NewProcessName: 'C:\\a.exe', NewProcessId: '0xc4c', ParentProcessName: 'C:\\b.exe', ProcessId: '0x4' },
      ...{ SubjectUserName: 'PC$', SubjectDomainName: 'CORP', SubjectLogonId: '0x3e7', TargetUserName: '-' },
      ...{ TargetDomainName: '-', TargetLogonId: '0x0', MandatoryLabel: 'S-1-16-12288', CommandLine: 'a -x' },
    },
    {
      ...{ Image: 'C:\\a.exe', ProcessId: 3148, ParentImage: 'C:\\b.exe', ParentProcessId: 4, CommandLine: 'a -x' },
      ...{ User: 'CORP\\PC$', ParentUser: 'CORP\\PC$', LogonId: '0x3e7', IntegrityLevel: 'High' },
      'user.name': 'PC$',
    },
  ],
  [
    '4688 names the user the process runs as, not its creator',
    ...(['Security', 4688, 'process_creation'] as const),
    {
      ...{ SubjectUserName: 'PC$', SubjectDomainName: 'CORP', SubjectLogonId: '0x3e7' },
      ...{ TargetUserName: 'ann', TargetDomainName: 'CORP', TargetLogonId: '0x9a' },
    },
    { User: 'CORP\\ann', LogonId: '0x9a', 'user.name': 'ann' },
  ],
  [
    'a process start of Sysmon names the account without its domain too',
    ...([SYSMON, 1, 'process_creation'] as const),
    { User: 'CORP\\ann' },
    { User: 'CORP\\ann', 'user.name': 'ann' },
  ],
  [
    '4657 joins key and value and writes data as Sysmon',
    ...(['Security', 4657, 'registry_set'] as const),
    {
      ...{ ObjectName: '\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001\\Services\\x', ObjectValueName: 'Start' },
      ...{ OperationType: '%%1905', NewValueType: '%%1876', NewValue: '4', ProcessName: 'C:\\reg.exe' },
    },
    {
      TargetObject: 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\x\\Start',
      ...{ Details: 'DWORD (0x00000004)', EventType: 'SetValue', Image: 'C:\\reg.exe' },
    },
  ],
  [
    '4657 of a user hive, a QWORD and a text that is not one',
    ...(['Security', 4657, 'registry_event'] as const),
    { ObjectName: '\\REGISTRY\\USER\\S-1-5-21-1', NewValueType: '%%1883', NewValue: '0x100000002' },
    { TargetObject: 'HKU\\S-1-5-21-1', Details: 'QWORD (0x00000001-0x00000002)' },
  ],
  [
    '4657 data that is no number stays as it is',
    ...(['Security', 4657, 'registry_event'] as const),
    { NewValueType: '%%1876', NewValue: '0xnonsense' },
    { Details: '0xnonsense' },
  ],
  [
    '5156 reads like a network connection of Sysmon',
    ...(['Security', 5156, 'network_connection'] as const),
    {
      ...{ Application: '\\device\\harddiskvolume3\\windows\\system32\\svchost.exe', Direction: '%%14593' },
      ...{ SourceAddress: '10.0.0.1', SourcePort: '50000', DestAddress: 'fe80::1', DestPort: '443', Protocol: 6 },
    },
    {
      ...{ Image: 'C:\\windows\\system32\\svchost.exe', Initiated: 'true', Protocol: 'tcp', SourceIp: '10.0.0.1' },
      ...{ SourcePort: '50000', DestinationIp: 'fe80::1', DestinationPort: '443', DestinationIsIpv6: 'true' },
    },
  ],
  [
    '5156 of another volume keeps the device path',
    ...(['Security', 5156, 'network_connection'] as const),
    { Application: '\\device\\harddiskvolume9\\tools\\nc.exe', Direction: '%%14592' },
    { Image: '\\device\\harddiskvolume9\\tools\\nc.exe', Initiated: 'false' },
  ],
  [
    'hashes are read one by one',
    ...([SYSMON, 1, 'process_creation'] as const),
    { Hashes: 'SHA1=aa,MD5=bb,SHA256=cc,IMPHASH=dd' },
    { md5: 'bb', sha1: 'aa', sha256: 'cc', Imphash: 'dd' },
  ],
  [
    'the text block of a classic event gives fields; a label inside a command line does not',
    ...(['Windows PowerShell', 400, 'ps_classic_start'] as const),
    {
      Data: [
        'Available',
        'None',
        '\tHostName=ConsoleHost\r\n\tHostApplication=powershell -c HostVersion=9\r\n\tHostVersion=5.1',
      ],
    },
    { HostApplication: 'powershell -c HostVersion=9', HostVersion: '5.1' },
  ],
  [
    'the context of a module event gives fields',
    ...([POWERSHELL, 4103, 'ps_module'] as const),
    {
      ContextInfo: '        Host Name = ConsoleHost\r\n        Host Application = powershell.exe -nop\r\n',
      Payload: 'x',
    },
    { HostName: 'ConsoleHost', HostApplication: 'powershell.exe -nop', Payload: 'x' },
  ],
  [
    'a threat found by Defender',
    ...([DEFENDER, 1116, 'antivirus'] as const),
    { 'Threat Name': 'HackTool:Win32/Mimikatz', Path: 'containerfile:_C:\\a; b.zip; file:_C:\\a; b.zip->m.exe' },
    { Signature: 'HackTool:Win32/Mimikatz', Filename: ['C:\\a; b.zip', 'C:\\a; b.zip->m.exe'] },
  ],
])('%s', (_, channel, eventId, category, payload, fields) => {
  const seen = readThrough(event(channel, eventId, payload), { category }, Object.keys(fields));
  expect(seen).toEqual(fields);
});

const LOGON = { SubjectUserName: 'PC$', TargetUserName: 'ann', TargetDomainName: 'CORP' };

test.each<[what: string, channel: string, eventId: number, service: string, payload: Fields, fields: Fields]>([
  ['names with spaces', DEFENDER, 5007, 'windefend', { 'New Value': 'a' }, { NewValue: 'a', New_Value: 'a' }],
  ['names without spaces', DEFENDER, 5007, 'windefend', { NewValue: 'a' }, { NewValue: 'a' }],
  ['a service install in Security', 'Security', 4697, 'security', { ServiceFileName: 'a' }, { ImagePath: 'a' }],
  ['a service install in System', 'System', 7045, 'system', { ImagePath: 'a' }, { ServiceFileName: 'a' }],
  [
    'a crash without names',
    'Application',
    1000,
    'application',
    { Data: ['a.exe', '1.0'] },
    { AppName: 'a.exe', AppVersion: '1.0' },
  ],
  ['a crash with names', 'Application', 1000, 'application', { AppName: 'a.exe' }, { AppName: 'a.exe' }],
  ['who logs on', 'Security', 4624, 'security', LOGON, { 'user.name': 'ann' }],
  ['who logs on, as a principal', 'Security', 4768, 'security', { TargetUserName: 'ann@CORP' }, { 'user.name': 'ann' }],
  ['who installs a service', 'Security', 4697, 'security', { SubjectUserName: 'ann' }, { 'user.name': 'ann' }],
  ['whom a process runs as', 'Security', 4688, 'security', LOGON, { 'user.name': 'ann' }],
  [
    'whose process it is, without another',
    ...(['Security', 4688, 'security'] as const),
    { SubjectUserName: 'ann', TargetUserName: '-' },
    { 'user.name': 'ann' },
  ],
  ['the computer', 'System', 6005, 'system', {}, { ComputerName: 'PC1' }],
])('rules of a service may use other names: %s', (_, channel, eventId, service, payload, fields) => {
  const seen = readThrough(event(channel, eventId, payload), { service }, Object.keys(fields));
  expect(seen).toEqual(fields);
});

test('equal kinds of events share one schema, which says what they have in common', () => {
  const first = event('System', 7045, {}).schema;
  expect(event('System', 7045, {}).schema).toBe(first);
  expect(event('System', 7036, {}).schema).not.toBe(first);
  expect(first.id).toBe('windows/System/7045/Provider');
  expect([...(first.constants ?? [])]).toEqual([
    ['EventID', 7045],
    ['Channel', 'System'],
    ['Provider_Name', 'Provider'],
  ]);
  expect(event('', 'nonsense', {}).schema.constants?.has('EventID')).toBe(false);
});

test('a forged log with endless kinds of events is read in bounded memory and stays right', () => {
  const normaliser = createWindowsNormaliser();
  for (let eventId = 0; eventId < 20_000; eventId++) normaliser.schemaOf(record('Fake', eventId, {}));
  expect(normaliser.schemaOf(record('Security', 4688, {})).views).toHaveLength(2);
});

test('an event knows its place, time and host; the record number of the log wins over that of the container', () => {
  const fields: Fields = { EventRecordID: 9_007_199_254_740_993n };
  const { ref, timeMs, host } = event('System', 1, fields, { recordId: 5, byteOffset: 4096, writtenMs: 7 });
  expect(ref).toEqual({ source: 'a.evtx', record: '9007199254740993', byteOffset: 4096 });
  expect(timeMs).toBe(7);
  expect(host).toBe('PC1');
  expect(event('System', 1, {}, { recordId: 5 }).ref.record).toBe(5);
  expect(event('System', 1, { EventRecordID: '12' }).ref.record).toBe(12);
});

const normaliser = createWindowsNormaliser();

function event(channel: string, eventId: FieldValue, payload: Fields, container: object = {}): LogEvent {
  return normaliser.toLogEvent({ ...record(channel, eventId, payload), ...container }, 'a.evtx');
}

function record(channel: string, eventId: FieldValue, payload: Fields) {
  const header: [string, FieldValue][] = [
    ['EventID', eventId],
    ['Channel', channel],
    ['Provider_Name', 'Provider'],
    ['Computer', 'PC1'],
  ];
  const fields = new Map([...header, ...Object.entries(payload)]);
  return { timeMs: undefined, get: (field: string) => fields.get(field), entries: () => Object.entries(payload) };
}

function readThrough(
  logEvent: LogEvent,
  logsource: { category?: string; service?: string },
  fields: readonly string[],
): Record<string, FieldValue | undefined> {
  const view = logEvent.schema.views.find(({ category, service }) =>
    logsource.category === undefined
      ? category === undefined && service === logsource.service
      : category === logsource.category,
  );
  return Object.fromEntries(
    fields.map((field) => {
      const source = view?.fields.get(field) ?? field;
      if (typeof source === 'string') return [field, logEvent.get(source)];
      return [field, source.derive(source.from.map((name) => logEvent.get(name)))];
    }),
  );
}

test.each([Number.NaN, Number.POSITIVE_INFINITY, -9e15, undefined])('a record of the time %s has none', (timeMs) => {
  const record = { get: () => undefined, entries: () => [], timeMs };
  expect(createWindowsNormaliser().toLogEvent(record, 'x').timeMs).toBeUndefined();
});
