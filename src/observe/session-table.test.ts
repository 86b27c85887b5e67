import { expect, test } from 'vitest';
import { SessionTable, type StartedSession } from './session-table.ts';

const UNKNOWN = { sid: undefined, address: undefined, workstation: undefined, isElevated: undefined };

function started(logonId: string, startMs: number): StartedSession {
  const ref = { source: 'Security.evtx', record: startMs };
  return { host: 'DC01', logonId, account: 'CORP\\ada', kind: 'network', startMs, ref, ...UNKNOWN };
}

test.each([
  ['as Windows writes it', '0x3e7'],
  ['zero', '0x0'],
  ['with a leading zero', '0x003e7'],
  ['as long as numbers go', '0xfffffffffffff'],
  ['longer than numbers go', '0xffffffffffffffff'],
  ['of a device', 'tunnel-17'],
  ['an address', '10.0.0.1'],
  ['empty', ''],
])('keeps and finds the number of a session: %s', (_, logonId) => {
  const table = new SessionTable(10);
  table.add(started(logonId, 5));
  expect(table.end('DC01', `${logonId}0`, 9)).toBe(false);
  expect(table.end('DC02', logonId, 9)).toBe(false);
  expect(table.end('DC01', logonId, 9)).toBe(true);
  expect(table.all()).toMatchObject([{ host: 'DC01', logonId, startMs: 5, endMs: 9 }]);
  expect(table.end('DC01', logonId, 10)).toBe(false);
});

test('ends the last session that has the number', () => {
  const table = new SessionTable(10);
  for (const startMs of [5, 15]) table.add(started('0x1f', startMs));
  table.end('DC01', '0x1f', 20);
  expect(table.all().map(({ endMs }) => endMs)).toEqual([null, 20]);
});

test('counts sessions for which there is no room', () => {
  const [table, whole] = [new SessionTable(100), new SessionTable(60)];
  for (let index = 0; index < 100; index++) table.add(started(`0x${index}`, index));
  whole.absorb(table.part());
  expect([whole.all().length, whole.dropped]).toEqual([60, 40]);
});

test('a session of an earlier piece is ended by a later one', () => {
  const [first, whole] = [new SessionTable(10), new SessionTable(10)];
  first.add({ ...started('0x2a', 5), address: '10.0.0.1', workstation: 'WS7', sid: 'S-1-5-21-1', isElevated: true });
  first.add(started('vpn 9', 6));
  whole.absorb(structuredClone(first.part()));
  expect(whole.end('DC01', 'vpn 9', 8)).toBe(true);
  expect(whole.end('DC01', '0x2a', 7)).toBe(true);
  expect(whole.all()).toEqual([
    {
      ...{ host: 'DC01', logonId: '0x2a', account: 'CORP\\ada', kind: 'network', startMs: 5, endMs: 7 },
      ...{ ref: { source: 'Security.evtx', record: 5 } },
      ...{ address: '10.0.0.1', workstation: 'WS7', sid: 'S-1-5-21-1', isElevated: true },
    },
    expect.objectContaining({ logonId: 'vpn 9', endMs: 8 }),
  ]);
});
