import { expect, test } from 'vitest';
import { readThrough } from '../../test/view-fields.ts';
import type { FieldValue } from '../model/index.ts';
import { JsonObjectRecord } from '../read/json-record.ts';
import { createNormaliser } from './normaliser.ts';
import { recordContext } from './record-context.ts';

const TIME = Date.parse('2026-03-02T07:12:00.500Z');
const DEVICE = { hostname: 'WSOPS07', os: { name: 'Windows', type_id: 100 } };
const COMMON = { time: TIME, metadata: { version: '1.3.0' }, device: DEVICE };
const CMD = { file: { path: 'C:\\Windows\\System32\\cmd.exe' }, cmd_line: 'cmd.exe /k', pid: 4 };

test.each<[what: string, value: object, logsources: string[], fields: Record<string, FieldValue>]>([
  [
    'a launched process',
    {
      ...COMMON,
      ...{ class_uid: 1007, activity_id: 1, actor: { process: CMD } },
      process: {
        cmd_line: 'whoami /all',
        file: {
          path: 'C:\\Windows\\System32\\whoami.exe',
          hashes: [
            { algorithm: 'MD5', algorithm_id: 1, value: 'aa' },
            { algorithm: 'SHA-256', algorithm_id: 3, value: 'cc' },
          ],
        },
        user: { name: 'a.lindqvist', domain: 'BROOKWATER' },
      },
    },
    ['windows process_creation'],
    {
      Image: 'C:\\Windows\\System32\\whoami.exe',
      CommandLine: 'whoami /all',
      ParentImage: 'C:\\Windows\\System32\\cmd.exe',
      ParentCommandLine: 'cmd.exe /k',
      User: 'BROOKWATER\\a.lindqvist',
      Hashes: 'MD5=aa,SHA256=cc',
    },
  ],
  [
    'a launched process on Linux',
    {
      ...COMMON,
      ...{ class_uid: 1007, activity_id: 1, device: { hostname: 'web01', os: { name: 'Ubuntu', type_id: 200 } } },
      process: { cmd_line: 'wget x', file: { path: '/usr/bin/wget' } },
    },
    ['linux process_creation'],
    { Image: '/usr/bin/wget', CommandLine: 'wget x' },
  ],
  [
    'a failed logon',
    {
      ...COMMON,
      ...{ class_uid: 3002, activity_id: 1, status_id: 2, logon_type_id: 3, auth_protocol: 'NTLM' },
      user: { name: 'm.okafor', domain: 'BROOKWATER' },
      src_endpoint: { ip: '192.0.2.57' },
    },
    ['windows security'],
    {
      ...{ EventID: 4625, Channel: 'Security', LogonType: 3, TargetUserName: 'm.okafor', IpAddress: '192.0.2.57' },
    },
  ],
  [
    'a registry value',
    {
      ...COMMON,
      ...{ class_uid: 201002, activity_id: 2, actor: { process: CMD } },
      reg_value: { path: 'HKEY_LOCAL_MACHINE\\SYSTEM\\x', name: 'Start', data: '4' },
    },
    ['windows registry_set', 'windows registry_event'],
    { TargetObject: 'HKLM\\SYSTEM\\x\\Start', Details: '4' },
  ],
  [
    'a connection',
    {
      ...COMMON,
      ...{ class_uid: 4001, activity_id: 1, actor: { process: CMD } },
      src_endpoint: { ip: '192.0.2.57', port: 50122 },
      dst_endpoint: { ip: '203.0.113.9', port: 443 },
      connection_info: { protocol_name: 'tcp', direction_id: 2 },
    },
    ['windows network_connection'],
    { DestinationIp: '203.0.113.9', Initiated: 'true', Image: CMD.file.path },
  ],
  ['a class that no rule asks for', { ...COMMON, class_uid: 6003, activity_id: 1 }, [], {}],
])('%s', (_, value, logsources, fields) => {
  const record = new JsonObjectRecord({ format: 'json', kind: '' }, 0, value as Readonly<Record<string, unknown>>);
  const event = createNormaliser().toLogEvent(record, recordContext({ source: 'x' }));
  expect(event.schema.product).toBe('ocsf');
  expect(event.schema.views.map((view) => `${view.product} ${view.category ?? view.service}`)).toEqual(logsources);
  expect([event.timeMs, event.host !== '']).toEqual([TIME, true]);
  expect(readThrough(event, event.schema.views[0] ?? {}, Object.keys(fields))).toEqual(fields);
});
