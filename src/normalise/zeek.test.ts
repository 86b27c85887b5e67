import { expect, test } from 'vitest';
import { readAsHunt } from '../../scripts/read-fixtures.ts';

const CONNECTION = { ts: 1_588_205_199.82437, uid: 'C1', proto: 'udp', duration: 0.5, conn_state: 'SF' };
const DOTS = { 'id.orig_h': '10.0.1.6', 'id.orig_p': 54_243, 'id.resp_h': '203.0.113.4', 'id.resp_p': 53 };
const UNDERSCORES = { id_orig_h: '10.0.1.6', id_orig_p: 54_243, id_resp_h: '203.0.113.4', id_resp_p: 53 };

test.each([
  ['a path and dots', { _path: 'conn', ...CONNECTION, ...DOTS }],
  ['a stream and underscores', { '@stream': 'conn', '@proc': 'zeek', ...CONNECTION, ...UNDERSCORES }],
])('a connection with %s has the same names', (_, record) => {
  const bytes = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
  const [event] = [...readAsHunt('conn.log', bytes)].flatMap((item) => (item.kind === 'event' ? [item.event] : []));
  expect(event?.schema.id).toBe('zeek/conn');
  expect([event?.host, event?.timeMs]).toEqual(['10.0.1.6', 1_588_205_199_824]);
  expect(Object.keys(DOTS).map((name) => event?.get(name))).toEqual(Object.values(DOTS));
});

test('a stream of another program is none of Zeek', () => {
  const bytes = new TextEncoder().encode('{"ts":1588205199,"@stream":"conn","level":"info"}\n');
  const [event] = [...readAsHunt('app.log', bytes)].flatMap((item) => (item.kind === 'event' ? [item.event] : []));
  expect(event?.schema.product).not.toBe('zeek');
});
