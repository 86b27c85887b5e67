import { expect, test } from 'vitest';
import type { FieldRecord } from '../model/index.ts';
import { csvFormat } from '../read/csv.ts';
import { JsonObjectRecord } from '../read/json-record.ts';
import { createNormaliser } from './normaliser.ts';
import { recordContext } from './record-context.ts';

const RULE = {
  CreationTime: '2026-03-02T07:12:00',
  Id: 'a',
  Operation: 'New-InboxRule',
  RecordType: 1,
  ResultStatus: 'True',
  Workload: 'Exchange',
  ClientIP: '203.0.113.9:40112',
  UserId: 'm.okafor@brookwater.example',
  Parameters: [
    { Name: 'ForwardTo', Value: 'x@elsewhere.example' },
    { Name: 'DeleteMessage', Value: 'True' },
  ],
  ExtendedProperties: [
    { Name: 'ResultStatusDetail', Value: 'Success' },
    { Name: 'RequestType', Value: 'Cmsi:Cmsi' },
  ],
};

test.each([
  ['JSON of the API', () => jsonRecord(RULE)],
  ['rows of an export', () => rowRecord('CreationDate,UserIds,Operations,AuditData')],
  ['rows of Purview', () => rowRecord('CreationDate,UserId,Operation,AuditData')],
])('a mailbox rule as %s', (_, record) => {
  const event = createNormaliser().toLogEvent(record(), recordContext({ source: 'x' }));
  expect(event.schema.views.map(({ product, service }) => `${product} ${service}`)).toEqual([
    'm365 audit',
    'm365 exchange',
  ]);
  expect(event.timeMs).toBe(Date.UTC(2026, 2, 2, 7, 12));
  expect([event.get('Operation'), event.get('status'), event.get('RequestType')]).toEqual([
    'New-InboxRule',
    'success',
    'Cmsi:Cmsi',
  ]);
  expect(String(event.get('Parameters'))).toContain('DeleteMessage');
});

test('alerts of the compliance center are known by their name', () => {
  const record = jsonRecord({
    ...{ CreationTime: '2026-03-02T07:12:00', RecordType: 40, Operation: 'AlertTriggered', Status: 'Active' },
    ...{ Workload: 'SecurityComplianceCenter', Name: 'Potential ransomware activity' },
  });
  const event = createNormaliser().toLogEvent(record, recordContext({ source: 'x' }));
  expect(event.schema.views.map(({ service }) => service)).toEqual(['audit', 'threat_management', 'threat_detection']);
  expect([event.get('eventSource'), event.get('status')]).toEqual(['SecurityComplianceCenter', 'success']);
  expect(event.get('eventName')).toContain('Potential ransomware activity');
});

function jsonRecord(value: Readonly<Record<string, unknown>>): FieldRecord {
  return new JsonObjectRecord({ format: 'json', kind: '' }, 0, value);
}

function rowRecord(header: string): FieldRecord {
  const data = JSON.stringify(RULE).replaceAll('"', '""');
  const bytes = new TextEncoder().encode(`${header}\n3/2/2026 7:12:00 AM,m.okafor,New-InboxRule,"${data}"\n`);
  const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.slice(at, at + length) };
  for (const item of csvFormat.read(source, { first: 0 }, { carve: false })) if (item.kind === 'record') return item;
  throw new Error('no row');
}
