import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readThrough } from '../../test/view-fields.ts';
import type { FieldValue, LogEvent } from '../model/index.ts';
import { jsonlFormat, memorySource } from '../read/index.ts';
import { createNormaliser } from './normaliser.ts';
import { recordContext } from './record-context.ts';

const CHANNEL = 'Microsoft-Windows-Sysmon/Operational';
const SHA256 = 'ab'.repeat(32);
const TIME = '2026-03-02T07:12:00.500Z';

/** A record as winlogbeat's module for Sysmon leaves it. */
function moduleRecord(eventId: number, fields: object, eventData: object): object {
  return {
    ...{ '@timestamp': TIME, host: { name: 'WS01', os: { type: 'windows' } }, ecs: { version: '8.0.0' } },
    ...{
      agent: { type: 'winlogbeat' },
      event: { code: String(eventId), module: 'sysmon', category: ['process'], type: ['start'] },
    },
    user: { domain: 'BROOKWATER', name: 'a.lindqvist' },
    process: { pid: 3228, entity_id: '{7}', executable: 'C:\\Windows\\System32\\whoami.exe' },
    ...fields,
    winlog: {
      ...{ channel: CHANNEL, provider_name: 'Microsoft-Windows-Sysmon', event_id: String(eventId), record_id: 7 },
      ...{ computer_name: 'WS01.brookwater.example', event_data: eventData },
    },
  };
}

function eventOf(record: object): LogEvent {
  const source = memorySource(new TextEncoder().encode(`${JSON.stringify(record)}\n`));
  const [item] = [...jsonlFormat.read(source, { first: 0 }, { carve: false })];
  if (item?.kind !== 'record') throw new Error('no record');
  return createNormaliser().toLogEvent(item, recordContext({ source: 'x' }));
}

/** As Kibana exports it: every value at its path, in a list. */
function dotted(value: unknown, path = ''): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { [path]: [value].flat() };
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, inner]) => dotted(inner, path === '' ? name : `${path}.${name}`)),
  );
}

const PROCESS_START = moduleRecord(
  1,
  {
    process: {
      ...{ pid: 3228, entity_id: '{7}', executable: 'C:\\Windows\\System32\\whoami.exe', command_line: 'whoami /all' },
      ...{
        working_directory: 'C:\\',
        hash: { md5: 'cd'.repeat(16), sha256: SHA256 },
        pe: { imphash: 'ef'.repeat(16), original_file_name: 'whoami.exe' },
      },
      parent: { pid: 12, entity_id: '{6}', executable: 'C:\\Windows\\System32\\cmd.exe', command_line: 'cmd.exe /k' },
    },
  },
  { IntegrityLevel: 'High', LogonId: '0x3e7' },
);
const PROCESS_FIELDS = {
  ...{
    Image: 'C:\\Windows\\System32\\whoami.exe',
    CommandLine: 'whoami /all',
    CurrentDirectory: 'C:\\',
    ProcessGuid: '{7}',
  },
  ...{ ParentImage: 'C:\\Windows\\System32\\cmd.exe', ParentCommandLine: 'cmd.exe /k', OriginalFileName: 'whoami.exe' },
  ...{ User: 'BROOKWATER\\a.lindqvist', IntegrityLevel: 'High', LogonId: '0x3e7', UtcTime: '2026-03-02 07:12:00.500' },
  Hashes: `MD5=${'CD'.repeat(16)},SHA256=${SHA256.toUpperCase()},IMPHASH=${'EF'.repeat(16)}`,
};

test.each<[what: string, record: object, category: string, fields: Record<string, FieldValue>]>([
  ['a process', PROCESS_START, 'process_creation', { ...PROCESS_FIELDS, ProcessId: 3228, ParentProcessId: 12 }],
  [
    'a process, as Kibana exports it',
    dotted(PROCESS_START),
    'process_creation',
    { ...PROCESS_FIELDS, ProcessId: 3228 },
  ],
  [
    'a connection',
    moduleRecord(
      3,
      {
        ...{
          source: { ip: '10.0.0.5', port: 50122 },
          destination: { ip: '203.0.113.9', port: 443, domain: 'a.example' },
        },
        network: { transport: 'tcp', direction: 'egress' },
      },
      { SourceIsIpv6: 'false' },
    ),
    'network_connection',
    {
      ...{ Image: PROCESS_FIELDS.Image, SourceIp: '10.0.0.5', DestinationIp: '203.0.113.9', DestinationPort: 443 },
      ...{ DestinationHostname: 'a.example', Protocol: 'tcp', Initiated: 'true', SourceIsIpv6: 'false' },
    },
  ],
  [
    'a name that was asked for',
    moduleRecord(
      22,
      {
        dns: {
          question: { name: 'a.example' },
          answers: [{ type: 'CNAME', data: 'b.example' }, { data: '203.0.113.9' }],
          resolved_ip: ['203.0.113.9'],
        },
      },
      {},
    ),
    'dns_query',
    { QueryName: 'a.example', QueryResults: 'b.example;203.0.113.9;', Image: PROCESS_FIELDS.Image },
  ],
  ['a file', moduleRecord(11, { file: { path: 'C:\\x.tmp' } }, {}), 'file_event', { TargetFilename: 'C:\\x.tmp' }],
  [
    'a value of the registry',
    moduleRecord(
      13,
      { registry: { path: 'HKLM\\System\\x', data: { strings: ['1'] } } },
      { EventType: 'SetValue', Details: 'DWORD (0x1)' },
    ),
    'registry_set',
    { TargetObject: 'HKLM\\System\\x', Details: 'DWORD (0x1)' },
  ],
  [
    'access to a process',
    moduleRecord(10, {}, { TargetImage: 'C:\\Windows\\System32\\lsass.exe', GrantedAccess: '0x1410' }),
    'process_access',
    { SourceImage: PROCESS_FIELDS.Image, TargetImage: 'C:\\Windows\\System32\\lsass.exe' },
  ],
])('%s that a module moved to ECS has the fields that rules name', (_, record, category, fields) => {
  const event = eventOf(record);
  expect(event.schema.id).toMatch(/^windows\/Microsoft-Windows-Sysmon/);
  expect(readThrough(event, { category, service: 'sysmon' }, Object.keys(fields))).toEqual(fields);
});

test.each<[what: string, winlog: object, event: object]>([
  ['winlog names the event id alone', { event_id: 1 }, { module: 'sysmon' }],
  ['the provider stands in ECS', { event_id: '1' }, { provider: 'Microsoft-Windows-Sysmon', code: 1 }],
  ['the event id stands in ECS', { provider_name: 'Microsoft-Windows-Sysmon' }, { code: '1' }],
])('a process is known where %s', (_, winlog, event) => {
  const { process } = PROCESS_START as { process: object };
  const record = eventOf({ '@timestamp': TIME, host: { os: { type: 'windows' } }, event, process, winlog });
  const fields = readThrough(record, { category: 'process_creation', service: 'sysmon' }, ['Image', 'CommandLine']);
  expect(fields).toEqual({ Image: PROCESS_FIELDS.Image, CommandLine: 'whoami /all' });
});

test('a process of another program whose record has winlog, but no log, is one of ECS', () => {
  const { process } = PROCESS_START as { process: object };
  const event = { category: ['process'], type: ['start'] };
  const value = {
    '@timestamp': TIME,
    host: { os: { type: 'windows' } },
    event,
    process,
    winlog: { logon: { id: '0x1' } },
  };
  const record = eventOf(value);
  const fields = readThrough(record, { category: 'process_creation' }, ['Image', 'LogonId']);
  expect([record.schema.product, fields]).toEqual(['ecs', { Image: PROCESS_FIELDS.Image, LogonId: '0x1' }]);
});

test('what is put together is not looked for in the bytes of the record', () => {
  expect(eventOf(PROCESS_START).rawText).toBeUndefined();
});

test('without the module, what Sysmon wrote counts, and fields of ECS do not', () => {
  const event = eventOf(
    moduleRecord(1, { process: { executable: 'C:\\other.exe' } }, { Image: 'C:\\own.exe', User: 'A\\b' }),
  );
  expect([event.get('Image'), event.get('User'), event.get('ProcessId')]).toEqual(['C:\\own.exe', 'A\\b', undefined]);
  expect(event.rawText).toBeDefined();
});

test('hostile fields are no fields', () => {
  const event = eventOf(moduleRecord(1, { process: [['x']], user: 7, '@timestamp': {}, dns: null }, {}));
  expect([event.get('Image'), event.get('User'), event.get('Hashes'), event.get('UtcTime')]).toEqual(
    Array(4).fill(undefined),
  );
});

const SAMPLES = '../shared/data/dev/winjson/amides_winlogbeat';
const hasSamples = existsSync(SAMPLES);
if (!hasSamples) console.log(`left out: records of winlogbeat's module, because ${SAMPLES} is absent`);

test.skipIf(!hasSamples)('real records of the module have the command line and the programs that ECS names', () => {
  const files = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  expect(files.length).toBeGreaterThan(200);
  for (const file of files) {
    const record = JSON.parse(readFileSync(join(SAMPLES, file), 'utf8')) as { process: ModuleProcess };
    const event = eventOf(record);
    const { executable, command_line, parent } = record.process;
    expect([event.get('Image'), event.get('CommandLine'), event.get('ParentImage')]).toEqual([
      executable,
      command_line,
      parent.executable,
    ]);
    expect(event.get('Hashes')).toMatch(/^MD5=[\dA-F]{32},SHA256=[\dA-F]{64}$/);
  }
});

interface ModuleProcess {
  readonly executable: string;
  readonly command_line: string;
  readonly parent: { readonly executable: string };
}
