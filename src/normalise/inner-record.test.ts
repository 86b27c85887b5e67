import { expect, test } from 'vitest';
import { JsonObjectRecord } from '../read/json-record.ts';
import { createNormaliser } from './normaliser.ts';
import { recordContext } from './record-context.ts';

const ZEEK = { _path: 'conn', ts: 1772435520.5, uid: 'C1', 'id.orig_h': '192.0.2.57', 'id.resp_h': '203.0.113.9' };
const DEFENDER = { Timestamp: '2026-03-02T07:12:00.500Z', DeviceName: 'wsops07', ActionType: 'ProcessCreated' };

test.each<[envelope: string, value: object, schema: string]>([
  ['Splunk HEC', { time: 1772435521, host: 'relay', event: ZEEK }, 'zeek/conn'],
  [
    'the message of Filebeat',
    { '@timestamp': 'x', message: JSON.stringify(ZEEK), agent: { type: 'filebeat' } },
    'zeek/conn',
  ],
  ['the log of a container', { log: JSON.stringify(DEFENDER), stream: 'stdout' }, 'defender-xdr/ProcessCreated'],
  ['one within another', { event: { message: JSON.stringify({ body: DEFENDER }) } }, 'defender-xdr/ProcessCreated'],
  ['too many', { event: { event: { event: { event: { event: DEFENDER } } } } }, 'unknown'],
  ['damaged text', { message: '{"Timestamp": ' }, 'unknown'],
])('a record in an envelope: %s', (_, value, schema) => {
  const record = new JsonObjectRecord({ format: 'jsonl', kind: '' }, 7, value as Readonly<Record<string, unknown>>);
  const event = createNormaliser().toLogEvent(record, recordContext({ source: 'x' }));
  expect([event.schema.id, event.ref.byteOffset]).toEqual([schema, 7]);
});

test('a log record of OpenTelemetry is what its body is, else itself', () => {
  const toSchema = (body: unknown): string => {
    const value = { timeUnixNano: '1772435520500000000', body, attributes: {}, resource: {} };
    const record = new JsonObjectRecord({ format: 'json', kind: 'otlp' }, 0, value);
    return createNormaliser().toLogEvent(record, recordContext({ source: 'x' })).schema.id;
  };
  expect([toSchema(ZEEK), toSchema({ a: 1 }), toSchema('text')]).toEqual(['zeek/conn', 'otlp/log', 'otlp/log']);
});
