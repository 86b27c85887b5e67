import { expect, test } from 'vitest';
import { KeptStarts, NOT_KEPT } from './kept-starts.ts';
import type { ProcessEntry } from './processes.ts';

test('gives back everything that a start says, whether it became a row or not', () => {
  const kept = new KeptStarts(10);
  const parent = entry({ pid: -7, timeMs: 2, isLive: true });
  const child = entry({
    ...{ pid: 30, timeMs: 2, parentPid: 0, guid: '{A}', commandLine: '', account: 'CORP\\amy', logonId: '0x5' },
    ...{ parentImage: 'cmd.exe', parent, isParentInferred: true, endMs: 0 },
    ref: { source: 'a.evtx', record: '18446744073709551615', channel: 'Security' },
  });
  for (const one of [child, parent]) expect(kept.keep(one)).toBe(true);
  kept.settle();
  expect(() => kept.unwritten()).toThrow('no part');
  expect(kept.list()).toEqual([
    {
      ...{ host: 'DC01', timeMs: 2, pid: 30, parentPid: 0, guid: '{A}', image: 'a.exe', commandLine: '' },
      ...{ account: 'CORP\\amy', logonId: '0x5', parentImage: 'cmd.exe', parent: 1, isParentInferred: true, endMs: 0 },
      ref: { source: 'a.evtx', record: '18446744073709551615', channel: 'Security' },
    },
    { host: 'DC01', timeMs: 2, pid: -7, image: 'a.exe', ref: { source: 'a.evtx', record: 1, byteOffset: 8 } },
  ]);
});

test('takes what ends later as it is then, and counts what it has no room for', () => {
  const kept = new KeptStarts(2);
  const late = entry({ isLive: true, timeMs: 9 });
  kept.keep(late);
  kept.settle();
  Object.assign(late, { endMs: 11, isLive: false });
  kept.end(late);
  kept.settle();
  Object.assign(late, { endMs: 99 });
  kept.keep(entry({ timeMs: 5 }));
  expect([kept.keep(entry({})), kept.dropped]).toEqual([false, 1]);
  expect(kept.list().map(({ timeMs, endMs }) => [timeMs, endMs])).toEqual([
    [5, undefined],
    [9, 11],
  ]);
});

function entry(parts: Partial<ProcessEntry>): ProcessEntry {
  return {
    ...{
      host: 'DC01',
      log: 'DC01\nSecurity',
      timeMs: 1,
      pid: 8,
      image: 'a.exe',
      parentPid: undefined,
      guid: undefined,
    },
    ...{ ref: { source: 'a.evtx', record: 1, byteOffset: 8 }, commandLine: undefined, account: undefined },
    ...{ logonId: undefined, parentImage: undefined, parent: undefined, isParentInferred: false, endMs: undefined },
    ...{ row: NOT_KEPT, isLive: false, isUnresolved: false, depth: 0, ...parts },
  };
}
