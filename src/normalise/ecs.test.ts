import { expect, test } from 'vitest';
import { readThrough } from '../../test/view-fields.ts';
import type { FieldValue } from '../model/index.ts';
import { JsonObjectRecord } from '../read/json-record.ts';
import { createNormaliser } from './normaliser.ts';
import { recordContext } from './record-context.ts';

const TIME = '2026-03-02T07:12:00.500Z';
const WINDOWS = { '@timestamp': TIME, host: { name: 'WSOPS07', os: { type: 'windows' } } };
const PROCESS = { executable: 'C:\\Windows\\System32\\whoami.exe', pid: 3228 };
const USER = { domain: 'BROOKWATER', name: 'a.lindqvist' };

test.each<[what: string, value: object, logsources: string[], category: string, fields: Record<string, FieldValue>]>([
  [
    'a process of Elastic Defend',
    {
      ...WINDOWS,
      event: { category: ['process'], type: ['start'], action: 'start' },
      process: {
        ...PROCESS,
        command_line: 'whoami /all',
        hash: { sha256: 'cc' },
        pe: { original_file_name: 'whoami.exe' },
        parent: { executable: 'C:\\Windows\\System32\\cmd.exe', args: ['cmd.exe', '/k'] },
      },
      user: USER,
    },
    ['windows process_creation'],
    'process_creation',
    {
      Image: PROCESS.executable,
      CommandLine: 'whoami /all',
      ParentImage: 'C:\\Windows\\System32\\cmd.exe',
      User: 'BROOKWATER\\a.lindqvist',
      OriginalFileName: 'whoami.exe',
      Hashes: 'SHA256=cc',
      sha256: 'cc',
    },
  ],
  [
    'a process of Auditbeat, which has only arguments',
    {
      '@timestamp': TIME,
      host: { name: 'web01', os: { platform: 'ubuntu' } },
      event: { category: ['process'], type: ['start'] },
      process: { executable: '/usr/bin/wget', args: ['wget', 'http://192.0.2.9/x'] },
    },
    ['linux process_creation'],
    'process_creation',
    {
      Image: '/usr/bin/wget',
      CommandLine: 'wget http://192.0.2.9/x',
    },
  ],
  [
    'a registry value',
    {
      ...WINDOWS,
      event: { category: ['registry'], type: ['change'] },
      process: PROCESS,
      registry: { path: 'HKLM\\SYSTEM\\x', data: { strings: ['1'] } },
    },
    ['windows registry_set', 'windows registry_event'],
    'registry_set',
    { TargetObject: 'HKLM\\SYSTEM\\x', Details: ['1'] },
  ],
  [
    'a connection',
    {
      ...WINDOWS,
      event: { category: ['network'], type: ['start', 'connection'] },
      process: PROCESS,
      source: { ip: '192.0.2.57', port: 50122 },
      destination: { ip: '203.0.113.9', port: 443 },
      network: { transport: 'tcp', direction: 'egress' },
    },
    ['windows network_connection'],
    'network_connection',
    { DestinationPort: 443, Initiated: 'true', Protocol: 'tcp' },
  ],
  [
    'a query for a name',
    {
      ...WINDOWS,
      event: { category: ['network'], type: ['protocol', 'info'] },
      process: PROCESS,
      dns: { question: { name: 'a.example' } },
    },
    ['windows dns_query'],
    'dns_query',
    { QueryName: 'a.example' },
  ],
])('%s', (_, value, logsources, category, fields) => {
  const record = new JsonObjectRecord({ format: 'jsonl', kind: '' }, 0, value as Readonly<Record<string, unknown>>);
  const event = createNormaliser().toLogEvent(record, recordContext({ source: 'x' }));
  expect(event.schema.views.map((view) => `${view.product} ${view.category}`)).toEqual(logsources);
  expect([new Date(event.timeMs!).toISOString(), event.host !== '']).toEqual([TIME, true]);
  expect(readThrough(event, { category }, Object.keys(fields))).toEqual(fields);
});

test('events of other categories are not taken', () => {
  const value = { ...WINDOWS, event: { category: ['configuration'], type: ['change'] } };
  const record = new JsonObjectRecord({ format: 'jsonl', kind: '' }, 0, value);
  expect(createNormaliser().toLogEvent(record, recordContext({ source: 'x' })).schema.product).toBe('');
});
