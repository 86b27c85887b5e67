import { expect, test } from 'vitest';
import type { FieldValue, LogEvent, LogsourceView, Schema } from '../model/index.ts';
import { type ClockPart, createClocks } from './clocks.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2024, 2, 4, 10);

test('two machines that log the same connections show how far their clocks are apart, in whichever piece they are', () => {
  const parts = [
    seen(connections(FIREWALL, 'FW01', 90_000, 40)),
    seen(connections(ZEEK, '10.0.0.5', 0, 40)),
    seen(connections(ZEEK, '', 0, 10)),
  ];
  expect(skews(parts)).toEqual([
    { clock: 'fw01', against: 'zeek', by: 'shared', skewMs: 90_000, spreadMs: 0, events: 40 },
  ]);
});

test('a log that is written at the end of a connection is compared by its start', () => {
  const events = connections(FIREWALL, 'fw01', 300_000, 10).map((one) => ({
    ...one,
    get: withField(one, 'duration', '300'),
  }));
  expect(skews([seen([...events, ...connections(ZEEK, 'zeek1', 0, 10)])])[0]).toMatchObject({ skewMs: 0, events: 10 });
});

test('a logon and the ticket that the domain controller issued for it carry the same GUID', () => {
  const logons = (host: string, eventId: number, aheadMs: number): LogEvent[] =>
    Array.from({ length: 6 }, (_, index) =>
      event(windows(eventId), host, START_MS + index * MINUTE_MS + aheadMs, {
        LogonGuid: `{00000000-0000-0000-0000-00000000000${index + 1}}`,
      }),
    );
  const parts = [seen(logons('DC1', 4769, 0)), seen(logons('SRV1', 4624, -3600_000))];
  expect(skews(parts)).toEqual([
    expect.objectContaining({ clock: 'dc1', against: 'srv1', skewMs: 3600_000, events: 6 }),
  ]);
});

test('logons without a GUID, too few shared events and events that do not agree say nothing', () => {
  const none = Array.from({ length: 9 }, (_, index) =>
    event(windows(4624), `H${index % 2}`, START_MS, { LogonGuid: '{00000000-0000-0000-0000-000000000000}' }),
  );
  const few = [...connections(ZEEK, 'zeek', 0, 2), ...connections(FIREWALL, 'fw', 60_000, 2)];
  const wild = connections(FIREWALL, 'fw', 0, 20).map((one, index) => ({
    ...one,
    timeMs: START_MS + index * index * 40_000,
  }));
  expect(skews([seen(none)])).toEqual([]);
  expect(skews([seen(few)])).toEqual([]);
  expect(skews([seen([...connections(ZEEK, 'zeek', 0, 20), ...wild])])).toEqual([]);
});

test('three shared events are enough when they agree to two seconds', () => {
  const ahead = (extraMs: number) =>
    connections(FIREWALL, 'fw', 3600_000, 3).map((one, index) => ({ ...one, timeMs: one.timeMs! + index * extraMs }));
  const sensor = connections(ZEEK, 'zeek', 0, 3);
  expect(skews([seen([...sensor, ...ahead(900)])])).toEqual([
    { clock: 'zeek', against: 'fw', by: 'shared', skewMs: -3_600_900, spreadMs: 900, events: 3 },
  ]);
  expect(skews([seen([...sensor, ...ahead(2500)])])).toEqual([]);
});

test('what uses one port at both ends tells when logs begin, not how late clocks are', () => {
  const heartbeats = (schema: Schema, host: string, startMs: number): LogEvent[] =>
    Array.from({ length: 8 }, (_, index) => {
      const [from, to] = [`10.0.0.${index}`, '10.0.1.1'];
      const fields =
        schema === ZEEK
          ? { 'id.orig_h': from, 'id.orig_p': 123, 'id.resp_h': to, 'id.resp_p': 123 }
          : { type: 'traffic', srcip: from, srcport: '123', dstip: to, dstport: '123' };
      return event(schema, host, startMs + index * 10, fields);
    });
  const late = heartbeats(FIREWALL, 'fw', START_MS + 3600_000);
  expect(skews([seen([...heartbeats(ZEEK, 'zeek', START_MS), ...late])])).toEqual([]);
});

test('what is received before it happened was sent by a clock that is ahead', () => {
  const lines = Array.from({ length: 20 }, (_, index) =>
    relayed('fw01', START_MS + index * MINUTE_MS, -30_000 + (index % 7) * 1000),
  );
  expect(skews([seen(lines)])).toEqual([
    { clock: 'fw01', against: 'relay01', by: 'receipt', skewMs: 30_000, spreadMs: 5000, events: 20 },
  ]);
});

test('lines that come late by a varying time say nothing of the clock, by a fixed time they do', () => {
  const late = (delayMs: (index: number) => number): LogEvent[] =>
    Array.from({ length: 20 }, (_, index) => relayed('fw01', START_MS + index * MINUTE_MS, delayMs(index)));
  expect(skews([seen(late((index) => 10_000 + index * 5000))])).toEqual([]);
  expect(skews([seen(late((index) => 36_000_000 + (index % 3) * 1000))])[0]).toMatchObject({ skewMs: -36_000_000 });
});

test('a flood of connections is sampled, and both samples hold the same ones', () => {
  const clocks = createClocks();
  for (const one of [...connections(ZEEK, 'zeek', 0, 20_000), ...connections(FIREWALL, 'fw', 7000, 20_000)])
    clocks.bind(one.schema)?.(one);
  expect(clocks.part().map(({ sightings }) => sightings.length)).toEqual([1000, 1000]);
  expect(clocks.result().clocks[0]).toMatchObject({ skewMs: -7000, events: 1000 });
});

test('endless machines are counted, not kept', () => {
  const clocks = createClocks();
  for (let index = 0; index < 300; index++) {
    const one = relayed(`host${index}`, START_MS, 0);
    clocks.bind(one.schema)?.(one);
  }
  expect(clocks.part()).toHaveLength(256);
  expect(clocks.dropped).toBe(44);
});

const ZEEK: Schema = {
  id: 'zeek/conn',
  product: 'zeek',
  views: [{ product: 'zeek', service: 'conn', fields: new Map() }],
};
const FLOW: LogsourceView = {
  ...{ product: 'fortigate', category: 'firewall' },
  fields: new Map(Object.entries({ src_ip: 'srcip', dst_ip: 'dstip', src_port: 'srcport', dst_port: 'dstport' })),
};
const FIREWALL: Schema = {
  ...{ id: 'fortigate/traffic', product: 'fortigate' },
  views: [{ product: 'fortigate', service: 'traffic', fields: new Map() }, FLOW],
};
const SYSLOG: Schema = { id: 'syslog', product: '', views: [] };

function windows(eventId: number): Schema {
  return { id: `windows/${eventId}`, product: 'windows', views: [], constants: new Map([['EventID', eventId]]) };
}

function connections(schema: Schema, host: string, aheadMs: number, count: number): LogEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const [port, timeMs] = [20_000 + index, START_MS + index * 1000 + aheadMs];
    const fields =
      schema === ZEEK
        ? { 'id.orig_h': '10.0.0.5', 'id.orig_p': port, 'id.resp_h': '203.0.113.80', 'id.resp_p': 443 }
        : { type: 'traffic', srcip: '10.0.0.5', srcport: String(port), dstip: '203.0.113.80', dstport: '443' };
    return event(schema, host, timeMs, fields);
  });
}

function relayed(host: string, timeMs: number, delayMs: number): LogEvent {
  return { ...event(SYSLOG, host, timeMs, { 'syslog.relay.hostname': 'relay01' }), receivedMs: timeMs + delayMs };
}

function event(schema: Schema, host: string, timeMs: number, fields: Readonly<Record<string, FieldValue>>): LogEvent {
  return {
    ...{ schema, host, timeMs, ref: { source: 'a.log', byteOffset: 0 } },
    get: (field) => fields[field],
    entries: () => Object.entries(fields),
  };
}

function withField(one: LogEvent, name: string, value: FieldValue): LogEvent['get'] {
  return (field) => (field === name ? value : one.get(field));
}

function seen(events: readonly LogEvent[]): readonly ClockPart[] {
  const clocks = createClocks();
  for (const one of events) clocks.bind(one.schema)?.(one);
  return structuredClone(clocks.part());
}

function skews(parts: readonly (readonly ClockPart[])[]) {
  const clocks = createClocks();
  for (const part of parts) clocks.absorb(part);
  return clocks.result().clocks;
}
