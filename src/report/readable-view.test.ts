import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CaseFile } from '../model/index.ts';
import { caseView } from './case-view.ts';
import { timeTextIn } from './clock.ts';
import { readableView } from './readable-view.ts';

const CASE = JSON.parse(readFileSync('fixtures/report/case.json', 'utf8')) as CaseFile;
const SOURCE = CASE.sources.find(({ skipped }) => skipped === undefined)!;

function viewOf(hosts: readonly string[], zone = 'UTC', sources: readonly string[] = ['logs/a/x.evtx']) {
  const entities = [
    { id: 'host:dc01', kind: 'host', name: 'dc01.corp.example', aliases: ['DC01'], roles: [] },
    { id: 'account:anna', kind: 'account', name: 'CORP\\anna', aliases: ['anna'], roles: [] },
  ] as const;
  const caseFile: CaseFile = { ...CASE, entities, sources: sources.map((source) => ({ ...SOURCE, source, hosts })) };
  return readableView(caseView(caseFile, [], { timeText: timeTextIn(zone), zone }));
}

test.each([
  ['dc01.corp.example', 'dc01'],
  ['DC01', 'dc01'],
  ['WEB01.corp.example', 'WEB01'],
  ['fs01.corp.example', 'fs01.corp.example'],
  ['203.0.113.7', '203.0.113.7'],
  ['unknown.example', 'unknown.example'],
])('%s is shown as %s: short where one host alone has that name', (logged, shown) => {
  const view = viewOf(['web01.corp.example', 'fs01.corp.example', 'fs01.plant.example', '203.0.113.7']);
  expect(view.hostName(logged)).toBe(shown);
});

test('all names of a host or an account are one', () => {
  const view = viewOf([]);
  expect([view.hostId('DC01'), view.hostId('dc01.corp.example')]).toEqual(['host:dc01', 'host:dc01']);
  expect([view.accountName('anna'), view.accountName('Corp\\Anna'), view.accountName('Bob')]).toEqual([
    ...['CORP\\anna', 'CORP\\anna', 'Bob'],
  ]);
  expect(view.nameOf(view.accountId('Bob'))).toBe('Bob');
});

test('sentences have short names, plain words for stages, and times without seconds', () => {
  const view = viewOf([]);
  const time = { timeMs: Date.UTC(2026, 2, 3, 2, 31, 5) };
  const args = { title: 'It began', host: 'dc01.corp.example', account: 'anna', time };
  expect(view.text({ key: 'entry.way-in', args })).toBe(
    'The first way in that we saw: It began, on dc01 with CORP\\anna, 2026-03-03 02:31 UTC',
  );
  expect(view.text({ key: 'for.stages', args: { count: 2, stages: 'discovery, exfiltration' } })).toBe(
    'It shows 2 stages of an intrusion: looked around, took data out',
  );
  expect(viewOf([], 'Asia/Kolkata').minute(time.timeMs)).toBe('2026-03-03 08:01 +05:30');
});

test('paths are relative to the folder that all inputs lie in', () => {
  const view = viewOf([], 'UTC', ['/x/logs/a/1.evtx', '/x/logs/ab/2.evtx']);
  expect([view.folder, view.file('/x/logs/a/1.evtx'), view.file('/y/3.evtx')]).toEqual([
    ...['/x/logs/', 'a/1.evtx', '/y/3.evtx'],
  ]);
  expect(viewOf([], 'UTC', ['a.evtx', '/x/b.evtx']).folder).toBe('');
  expect(viewOf([], 'UTC', ['/x/b.evtx', 'a.evtx']).folder).toBe('');
  expect(view.place({ source: '/x/logs/a/1.evtx', record: 7 })).toBe('a/1.evtx, record 7');
});
