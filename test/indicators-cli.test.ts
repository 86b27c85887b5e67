import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Alert, CaseFile } from '../src/model/index.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';

const folder = temporaryFolder();
const logs = join(folder, 'logs');
mkdirSync(logs);
const flow = (seconds: number, to: string): string =>
  JSON.stringify({
    ...{ _path: 'conn', ts: seconds, uid: 'C1', 'id.orig_h': '10.0.0.5', 'id.orig_p': 5000, 'id.resp_h': to },
    ...{ 'id.resp_p': 443, proto: 'tcp', conn_state: 'SF' },
  });
const MARCH = Date.UTC(2026, 2, 2) / 1000;
// One of the KV-botnet's servers, when it was in use and years later; and one of a feed of one's own.
const lines = [
  flow(Date.UTC(2024, 0, 2) / 1000, '45.11.92.176'),
  flow(MARCH, '45.11.92.176'),
  flow(MARCH, '203.0.113.7'),
];
// A file each, so that threads have something to share.
lines.forEach((line, index) => {
  writeFileSync(join(logs, `conn${index}.log`), `${line}\n`);
});

function fileWith(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const FEED = fileWith(
  'feed.txt',
  '# published: 2026-03-01\n# publisher: A CERT\n# confidence: 70\n203[.]0[.]113[.]7\n',
);

function alertsOf(...options: readonly string[]): readonly Alert[] {
  const { code, stdout } = landfall(['hunt', logs, '--quiet', '--alerts', '-', ...options]);
  expect(code).toBe(0);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Alert);
}

test('a hunt looks for what comes with Landfall, and what was old when it happened only informs', () => {
  const alerts = alertsOf();
  expect(alerts.map(({ rule, timeMs }) => [rule.id, rule.level, new Date(timeMs!).getUTCFullYear()])).toEqual([
    ['indicator:address:45.11.92.176', 'high', 2024],
    ['indicator:address:45.11.92.176', 'informational', 2026],
  ]);
});

test('a hunt looks for what feeds name, beside that or instead of it, on any number of threads', () => {
  expect(alertsOf('--indicators', FEED)).toHaveLength(3);
  expect(alertsOf('--indicators', FEED, '--jobs', '3')).toEqual(alertsOf('--indicators', FEED));
  expect(alertsOf('--no-indicators')).toEqual([]);
  const [own, ...more] = alertsOf('--no-indicators', '--indicators', FEED);
  expect([own?.rule.title, more]).toEqual(['Published indicator: address 203.0.113.7 (A CERT)', []]);
  expect(own?.because).toContainEqual({ field: 'indicator.published', value: '2026-03-01 by A CERT' });
  expect(alertsOf('--indicators', FEED, '--min-level', 'medium').map(({ rule }) => rule.level)).toEqual([
    'high',
    'high',
  ]);
});

test('a result names the feeds behind it, and counts what of them could not be used', () => {
  const feed = fileWith('some.txt', '203.0.113.7\ncmd.exe\n10.0.0.1\n');
  const { stdout } = landfall(['hunt', logs, '--quiet', '--json', '-', '--no-indicators', '--indicators', feed]);
  const { feeds, rules } = JSON.parse(stdout) as CaseFile;
  expect(feeds).toEqual([{ file: feed, title: '', publisher: '', indicators: 1, leftOut: 2 }]);
  expect(rules.alerted).toMatchObject([{ id: 'indicator:address:203.0.113.7', alerts: 1 }]);
  const summary = landfall(['hunt', logs, '--no-progress', '--no-indicators', '--indicators', feed]);
  expect(summary.stdout).toContain('1 published indicator of 1 feed looked for; 2 entries of feeds could not be used.');
  expect(summary.stderr).toMatch(
    /some\.txt: line 3: "10\.0\.0\.1" is no indicator: it is private.*\[INDICATOR_REFUSED\]/,
  );
});

test('programs that everybody runs are refused with a sentence, and the exit code says so', () => {
  const feed = fileWith('lolbins.csv', 'type,value\nfilename,netsh.exe\nfilename,relay.exe\n');
  const { code, stdout } = landfall(['indicators', 'check', feed]);
  expect(code).toBe(10);
  expect(stdout).toContain(
    'line 2: "netsh.exe" is no indicator: netsh.exe is a program of the system, which everybody runs',
  );
  expect(stdout).toContain('lolbins.csv: table or list, 1 indicators, 1 entries left out\n');
  expect(landfall(['indicators', 'check', FEED]).code).toBe(0);
});

test('feeds that hold nothing, or are not there, end a hunt with advice', () => {
  const empty = landfall(['hunt', logs, '--indicators', fileWith('empty.txt', '# nothing\n')]);
  expect({ code: empty.code, stderr: empty.stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('[INDICATORS_NONE]'),
  });
  const missing = landfall(['hunt', logs, '--indicators', join(folder, 'no-such-feed')]);
  expect(missing.stderr).toContain('[INPUT_MISSING]');
});

test('what values weigh is listed for any day', () => {
  const weighed = (day: string): readonly { readonly weightPercent: number; readonly level: string }[] => {
    const { stdout } = landfall(['indicators', 'list', FEED, '--at', day, '--format', 'json']);
    return (JSON.parse(stdout) as { indicators: { weightPercent: number; level: string }[] }).indicators;
  };
  expect(weighed('2026-03-01')).toMatchObject([{ weightPercent: 70, level: 'high' }]);
  expect(weighed('2026-03-31')).toMatchObject([{ weightPercent: 35, level: 'medium' }]);
  expect(landfall(['indicators', 'list', FEED, '--at', '2026-03-31']).stdout).toBe(
    'address    2026-03-01  35 % medium        203.0.113.7 A CERT\n',
  );
});
