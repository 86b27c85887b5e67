import { expect, test } from 'vitest';
import type { LogEvent, Schema } from '../model/index.ts';
import { createObserver } from './observer.ts';

const HOUR = 3_600_000;
const SCHEMA: Schema = {
  id: 'windows/Security/4688/Microsoft-Windows-Security-Auditing',
  product: 'windows',
  views: [],
  constants: new Map<string, string | number>([
    ['Channel', 'Security'],
    ['EventID', 4688],
  ]),
};

test('says in which hours a log has events, and where record numbers are missing', () => {
  const observer = createObserver();
  for (const [record, hour] of [
    [1, 0],
    [2, 1],
    [3, 1],
    [7, 5],
  ] as const)
    observer.add(event(record, hour * HOUR));
  const [log] = observer.observations().coverage;
  expect(log).toMatchObject({ host: 'DC01', log: 'Security', events: 4, firstMs: 0, lastMs: 5 * HOUR });
  expect(log?.hours).toEqual([
    [0, 1],
    [5, 5],
  ]);
  expect(log?.records).toEqual([
    { first: 1, last: 3, firstMs: 0, lastMs: HOUR },
    { first: 7, last: 7, firstMs: 5 * HOUR, lastMs: 5 * HOUR },
  ]);
});

test('counts how many process starts carry a command line', () => {
  const observer = createObserver();
  observer.add(event(1, 0, { CommandLine: 'cmd /c dir' }));
  observer.add(event(2, 0, { CommandLine: '' }));
  expect(observer.observations().coverage[0]?.kinds).toEqual([
    { kind: '4688', count: 2, firstMs: 0, lastMs: 0, filled: { CommandLine: 1 } },
  ]);
});

test('notes where the clock runs back between consecutive records', () => {
  const observer = createObserver();
  observer.add(event(1, 10 * HOUR));
  observer.add(event(2, 9 * HOUR));
  expect(observer.observations().coverage[0]?.clockJumps).toEqual([{ atMs: 10 * HOUR, byMs: -HOUR }]);
});

test('gives the same for pieces put together as for the whole', () => {
  const events = Array.from({ length: 500 }, (_, index) => event(index + (index > 300 ? 50 : 0), index * HOUR * 0.7));
  const whole = createObserver();
  for (const one of events) whole.add(one);
  const merged = createObserver();
  for (const [from, to] of [
    [0, 120],
    [120, 350],
    [350, 500],
  ] as const) {
    const piece = createObserver();
    for (const one of events.slice(from, to)) piece.add(one);
    merged.absorb(piece.part());
  }
  expect(merged.observations()).toEqual(whole.observations());
});

test('calls records scattered when they have more holes than can be told', () => {
  const observer = createObserver();
  for (let record = 0; record < 10_000; record += 2) observer.add(event(record, record));
  expect(observer.observations().coverage[0]).toMatchObject({ records: [], isScattered: true, events: 5_000 });
});

function event(record: number, timeMs: number, fields: Record<string, string> = {}): LogEvent {
  const all = new Map<string, string | number>([['EventRecordID', record], ...Object.entries(fields)]);
  return {
    schema: SCHEMA,
    ref: { source: 'a.evtx', record },
    timeMs,
    host: 'DC01',
    get: (name) => all.get(name),
    entries: () => all,
  };
}
