import { expect, test } from 'vitest';
import type { FieldValue, LogEvent, Schema } from '../model/index.ts';
import { createRelays } from './relays.ts';

const START_MS = Date.UTC(2024, 2, 4, 10);

test('a connection into a host and one out of it with the same bytes at the same time are a relay, in either order', () => {
  const into = flow('203.0.113.9', '10.0.0.5', 9999, 0, 100_000);
  const out = flow('10.0.0.5', '10.0.0.9', 3389, 500, 99_000);
  for (const events of [
    [into, out],
    [out, into],
  ]) {
    expect(relaysIn(events)).toEqual([
      expect.objectContaining({
        from: '203.0.113.9',
        relay: '10.0.0.5',
        relayPort: 9999,
        to: '10.0.0.9',
        toPort: 3389,
        count: 1,
      }),
    ]);
  }
});

test('other bytes, other times, an answer to the sender and small connections are none', () => {
  const into = flow('203.0.113.9', '10.0.0.5', 9999, 0, 100_000);
  const others = [
    flow('10.0.0.5', '10.0.0.9', 3389, 0, 50_000),
    flow('10.0.0.5', '10.0.0.9', 3389, 60_000, 100_000),
    flow('10.0.0.5', '203.0.113.9', 443, 0, 100_000),
    flow('10.0.0.7', '10.0.0.9', 3389, 0, 100_000),
  ];
  for (const other of others) expect(relaysIn([into, other])).toEqual([]);
  expect(relaysIn([flow('203.0.113.9', '10.0.0.5', 9999, 0, 100), flow('10.0.0.5', '10.0.0.9', 3389, 0, 100)])).toEqual(
    [],
  );
});

test('a connection is remembered among thousands of others, and forgotten behind 4,096', () => {
  const into = flow('203.0.113.9', '10.0.0.5', 9999, 0, 100_000);
  const out = flow('10.0.0.5', '10.0.0.9', 3389, 0, 100_000);
  const noise = (count: number): LogEvent[] =>
    Array.from({ length: count }, (_, index) =>
      flow(`10.1.${index >> 8}.${index & 255}`, '198.51.100.7', 443, 0, 5000 + index),
    );
  expect(relaysIn([into, ...noise(4000), out])).toHaveLength(1);
  expect(relaysIn([into, ...noise(4096), out])).toEqual([]);
});

const SCHEMA: Schema = {
  id: 'zeek/conn',
  product: 'zeek',
  views: [{ product: 'zeek', service: 'conn', fields: new Map() }],
};

function flow(from: string, to: string, port: number, laterMs: number, bytes: number): LogEvent {
  const fields: Readonly<Record<string, FieldValue>> = {
    ...{ 'id.orig_h': from, 'id.resp_h': to, 'id.resp_p': port, proto: 'tcp', duration: 10 },
    ...{ orig_bytes: bytes, resp_bytes: bytes * 2 },
  };
  return {
    ...{ schema: SCHEMA, host: '', timeMs: START_MS + laterMs, ref: { source: 'conn.log', byteOffset: 0 } },
    get: (field) => fields[field],
    entries: () => Object.entries(fields),
  };
}

function relaysIn(events: readonly LogEvent[]) {
  const relays = createRelays();
  for (const event of events) relays.bind(event.schema)?.(event);
  return relays.result().relays;
}
