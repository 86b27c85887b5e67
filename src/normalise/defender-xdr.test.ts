import { expect, test } from 'vitest';
import { readThrough } from '../../test/view-fields.ts';
import type { FieldValue, LogEvent } from '../model/index.ts';
import { csvFormat } from '../read/csv.ts';
import { JsonObjectRecord } from '../read/json-record.ts';
import { unwrapped } from '../read/json-unwrap.ts';
import { createNormaliser } from './normaliser.ts';
import { recordContext } from './record-context.ts';

const TIME = '2026-03-02T07:12:00.500Z';
const COMMON = { Timestamp: TIME, DeviceId: 'a', DeviceName: 'wsops07.brookwater.example.test' };
const ACTING = {
  InitiatingProcessFileName: 'cmd.exe',
  InitiatingProcessFolderPath: 'c:\\windows\\system32\\cmd.exe',
  InitiatingProcessAccountDomain: 'brookwater',
  InitiatingProcessAccountName: 'a.lindqvist',
};

test.each<[what: string, row: object, logsource: string, fields: Record<string, FieldValue | undefined>]>([
  [
    'a process',
    {
      ...{ ActionType: 'ProcessCreated', FileName: 'whoami.exe', FolderPath: 'C:\\Windows\\System32\\whoami.exe' },
      ...{ ProcessCommandLine: 'whoami /all', AccountDomain: 'brookwater', AccountName: 'a.lindqvist', SHA1: 'bb' },
      ...{
        SHA256: 'cc',
        ProcessIntegrityLevel: 'Medium',
        ProcessVersionInfoOriginalFileName: 'whoami.exe',
        LogonId: 999,
      },
    },
    'windows process_creation',
    {
      Image: 'C:\\Windows\\System32\\whoami.exe',
      CommandLine: 'whoami /all',
      ParentImage: 'c:\\windows\\system32\\cmd.exe',
      User: 'brookwater\\a.lindqvist',
      Hashes: 'SHA1=bb,SHA256=cc',
      OriginalFileName: 'whoami.exe',
      IntegrityLevel: 'Medium',
      LogonId: '0x3e7',
    },
  ],
  [
    'a folder without the file, as older exports have it',
    {
      ...{ ActionType: 'FileCreated', FileName: 'x.dmp', FolderPath: 'C:\\Windows\\Temp' },
    },
    'windows file_event',
    { TargetFilename: 'C:\\Windows\\Temp\\x.dmp', Image: 'c:\\windows\\system32\\cmd.exe' },
  ],
  [
    'a number in the registry',
    {
      ...{ ActionType: 'RegistryValueSet', RegistryKey: 'HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Services\\x' },
      ...{ RegistryValueName: 'Start', RegistryValueType: 'Dword', RegistryValueData: '4' },
    },
    'windows registry_set',
    {
      TargetObject: 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\x\\Start',
      Details: 'DWORD (0x00000004)',
      EventType: 'SetValue',
    },
  ],
  [
    'an inbound connection, which the other end started',
    {
      ...{ ActionType: 'InboundConnectionAccepted', LocalIP: '192.0.2.57', LocalPort: 3389, RemoteIP: '203.0.113.9' },
      ...{ RemotePort: 50122, Protocol: 'TcpV4' },
    },
    'windows network_connection',
    {
      ...{
        SourceIp: '203.0.113.9',
        DestinationIp: '192.0.2.57',
        DestinationPort: 3389,
        Initiated: 'false',
        Protocol: 'tcp',
      },
    },
  ],
  [
    'a logon',
    {
      ...{
        ActionType: 'LogonSuccess',
        LogonType: 'RemoteInteractive',
        AccountName: 'm.okafor',
        RemoteIP: '192.0.2.57',
      },
    },
    'windows security',
    { EventID: 4624, LogonType: 10, TargetUserName: 'm.okafor', IpAddress: '192.0.2.57' },
  ],
  [
    'a pipe, named in the additional fields',
    {
      ...{ ActionType: 'NamedPipeEvent', AdditionalFields: '{"PipeName":"\\\\Device\\\\NamedPipe\\\\x"}' },
    },
    'windows pipe_created',
    { PipeName: '\\Device\\NamedPipe\\x' },
  ],
  [
    'additional fields as an object',
    {
      ...{ ActionType: 'OpenProcessApiCall', FileName: 'lsass.exe', FolderPath: 'C:\\Windows\\System32\\lsass.exe' },
      AdditionalFields: { DesiredAccess: 5136 },
    },
    'windows process_access',
    { TargetImage: 'C:\\Windows\\System32\\lsass.exe', GrantedAccess: 5136 },
  ],
])('%s', (_, row, logsource, fields) => {
  const event = ofJson({ ...COMMON, ...ACTING, ...row });
  const views = event.schema.views.filter(({ product }) => product === 'windows');
  expect(views.map(({ product, category, service }) => `${product} ${category ?? service}`)).toContain(logsource);
  expect([new Date(event.timeMs!).toISOString(), event.host]).toEqual([TIME, COMMON.DeviceName]);
  expect(readThrough(event, views[0]!, Object.keys(fields))).toEqual(fields);
});

test('the streaming API puts rows into an envelope', () => {
  const properties = {
    ...COMMON,
    ...ACTING,
    ActionType: 'ProcessCreated',
    FileName: 'whoami.exe',
    FolderPath: 'C:\\whoami.exe',
  };
  const event = ofJson({ time: TIME, tenantId: 't', category: 'AdvancedHunting-DeviceProcessEvents', properties });
  expect([event.schema.id, event.host]).toEqual(['defender-xdr/ProcessCreated', COMMON.DeviceName]);
});

test('processes of Linux answer rules for Linux', () => {
  const event = ofJson({ ...COMMON, ActionType: 'ProcessCreated', FileName: 'wget', FolderPath: '/usr/bin/wget' });
  const products = event.schema.views.map(({ product, category }) => `${product} ${category ?? ''}`);
  expect(products).toEqual(['m365 ', 'linux process_creation', 'macos process_creation']);
});

test('the timeline of a device has other names for the same columns', () => {
  const header = 'Event Time,Machine Id,Computer Name,Action Type,File Name,Folder Path,Process Command Line';
  const event = ofCsv(
    `${header}\n${TIME},a,wsops07,ProcessCreated,whoami.exe,C:\\Windows\\System32\\whoami.exe,whoami /all\n`,
  );
  const fields = readThrough(event, { product: 'windows', category: 'process_creation' }, ['Image', 'CommandLine']);
  expect(fields).toEqual({ Image: 'C:\\Windows\\System32\\whoami.exe', CommandLine: 'whoami /all' });
  expect([event.timeMs, event.host]).toEqual([Date.parse(TIME), 'wsops07']);
});

test('alerts are known by their title', () => {
  const event = ofCsv(
    `Timestamp,AlertId,Title,Category,Severity,ServiceSource\n${TIME},da1,Behavior:Win32/WmicRemote.A,Execution,High,Microsoft Defender for Endpoint\n`,
  );
  const fields = readThrough(event, { product: 'windows', category: 'antivirus' }, ['Signature']);
  expect(fields).toEqual({ Signature: ['Behavior:Win32/WmicRemote.A'] });
});

function ofJson(value: object): LogEvent {
  const record = new JsonObjectRecord(
    { format: 'json', kind: '' },
    0,
    unwrapped(value as Readonly<Record<string, unknown>>),
  );
  return createNormaliser().toLogEvent(record, recordContext({ source: 'x' }));
}

function ofCsv(text: string): LogEvent {
  const bytes = new TextEncoder().encode(text);
  const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.slice(at, at + length) };
  for (const item of csvFormat.read(source, { first: 0 }, { carve: false })) {
    if (item.kind === 'record') return createNormaliser().toLogEvent(item, recordContext({ source: 'x' }));
  }
  throw new Error('no row');
}
