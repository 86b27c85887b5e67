import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert, Level } from '../model/index.ts';
import { AlertGrouper, type AlertGroups, addAlert, alertedRules, sortedGroups } from './alert-groups.ts';
import { alertLine, jsonText } from './alerts-ndjson.ts';
import { caseFileJson } from './case-file-json.ts';
import { timeTextIn } from './clock.ts';
import { alertsCsv, csvRow } from './csv.ts';
import { summaryText } from './summary.ts';

function alert(
  title: string,
  level: Level,
  host: string,
  timeMs: number | null,
  value: Alert['because'][0]['value'] = 'x',
): Alert {
  return {
    rule: { id: `id of ${title}`, title, level, tags: [] },
    event: { source: 'logs/a.evtx', record: 7 },
    ...{ timeMs, host, because: [{ field: 'CommandLine', value }] },
  };
}

const HEAD = {
  caseFileVersion: 1,
  tool: { name: 'landfall', version: '0.0.0' },
  complete: true,
  events: 3,
  sources: [],
  rules: { loaded: 1, bound: 1, unbound: [], rejected: [], alerted: [], notes: [], correlationGaps: [] },
  problems: [],
} as const;

test.each([
  ['UTC', Date.UTC(2026, 2, 1, 2, 31, 5, 123), '2026-03-01 02:31:05.123 +00:00'],
  ['Asia/Kolkata', Date.UTC(2026, 2, 1), '2026-03-01 05:30:00.000 +05:30'],
  ['America/New_York', Date.UTC(2026, 2, 8, 6, 59, 59), '2026-03-08 01:59:59.000 -05:00'],
  ['America/New_York', Date.UTC(2026, 2, 8, 7), '2026-03-08 03:00:00.000 -04:00'],
  ['UTC', Date.UTC(1601, 0, 1), '1601-01-01 00:00:00.000 +00:00'],
  ['UTC', Number.NaN, 'NaN ms'],
  ['Asia/Tokyo', 8.64e15, '8640000000000000 ms'],
])('%s: %d is written %s', (zone, timeMs, text) => {
  expect(timeTextIn(zone)(timeMs)).toBe(text);
});

test('alerts are grouped by rule and host, the most severe rule first', () => {
  const groups: AlertGroups = new Map();
  const all = [
    alert('b', 'low', 'H1', 5),
    alert('a', 'high', 'H2', 9),
    alert('a', 'high', 'H2', 3),
    alert('a', 'high', 'H1', null),
  ];
  for (const one of all) addAlert(groups, one);
  const sorted = sortedGroups(groups.values());
  expect(sorted.map(({ rule, host, alerts, firstMs, lastMs }) => [rule.title, host, alerts, firstMs, lastMs])).toEqual([
    ['a', 'H2', 2, 3, 9],
    ['a', 'H1', 1, null, null],
    ['b', 'H1', 1, 5, 5],
  ]);
  expect(alertedRules(sorted).map(({ title, alerts }) => [title, alerts])).toEqual([
    ['a', 3],
    ['b', 1],
  ]);
});

test('integers beyond 2^53 are decimal text in JSON, lone surrogates stay what they are', () => {
  const line = alertLine(alert('a', 'low', 'H', 0, [18446744073709551615n, '\ud800\u202e']));
  expect(line.endsWith('}\n')).toBe(true);
  expect((JSON.parse(line) as Alert).because[0]?.value).toEqual(['18446744073709551615', '\ud800\u202e']);
  expect(line).toContain('\\ud800\\u202e');
});

test('alerts that are grouped as they come make the groups that single ones do', () => {
  const [shared, other] = [alert('a', 'high', 'H1', 5), alert('b', 'low', 'H1', null)];
  const all: Alert[] = [
    ...[
      shared,
      { ...shared, host: 'H2' },
      { ...shared, timeMs: 3, suppressedBy: 's1' },
      other,
      { ...other, timeMs: 8 },
    ],
    // Equal, but not the same object; of another level it is another group.
    ...[alert('a', 'high', 'H1', 9), alert('a', 'low', 'H1', 1), { ...shared, timeMs: null }],
  ];
  const [groups, grouper]: [AlertGroups, AlertGrouper] = [new Map(), new AlertGrouper()];
  for (const one of all) {
    addAlert(groups, one);
    grouper.add(one);
  }
  expect(grouper.groups()).toEqual([...groups.values()]);
});

test('alerts that share an event, values and reasons are written as each would be by itself', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '\\', '\ud800', '\u202e', '\u2028\x7f\x9f', '</script>', '\u{e0041}', '__proto__', ''),
  );
  const single = fc.oneof(text, fc.integer(), fc.bigInt(), fc.boolean(), fc.constant(null));
  const because = fc.array(fc.record({ field: text, value: fc.oneof(single, fc.array(single, { maxLength: 3 })) }));
  const drawn = fc.record({
    reasons: fc.array(because, { minLength: 1, maxLength: 3 }),
    place: fc.record({ source: text, record: fc.nat() }),
    host: text,
    contexts: fc.array(fc.option(fc.record({ account: text, addresses: fc.array(text) }), { nil: undefined })),
  });
  fc.assert(
    fc.property(fc.array(drawn, { minLength: 1, maxLength: 3 }), (events) => {
      for (const { reasons, place: event, host, contexts } of events) {
        for (const context of [undefined, ...contexts]) {
          for (const one of [...reasons, ...reasons]) {
            const found: Alert = {
              ...{ ...alert(host, 'low', host, reasons.length), event, because: one },
              ...(context === undefined ? {} : { context }),
            };
            expect(alertLine(found)).toBe(`${jsonText(found)}\n`);
          }
        }
      }
    }),
    { numRuns: 100 },
  );
});

test('a streamed CaseFile is the same document as one written at once', () => {
  const alerts = [alert('a', 'low', 'H', 0), alert('b', 'low', 'H', 1)];
  const text = [...caseFileJson(HEAD, alerts.map(alertLine))].join('');
  expect(JSON.parse(text)).toEqual({ ...HEAD, alerts });
  expect(JSON.parse([...caseFileJson(HEAD, [])].join(''))).toEqual({ ...HEAD, alerts: [] });
});

describe('a cell of the table', () => {
  test.each([
    ['plain', 'plain\r\n'],
    ['two words', '"two words"\r\n'],
    ['say "hi", she said', '"say ""hi"", she said"\r\n'],
    ['=1+1', "'=1+1\r\n"],
    ['  -1', '"\'  -1"\r\n'],
    ['a;@SUM(1)', '"a;\'@SUM(1)"\r\n'],
    ['\t=1', '\\u{9}=1\r\n'],
    ['a\r\n=1', 'a\\u{d}\\u{a}=1\r\n'],
  ])('%j', (cell, row) => {
    expect(csvRow([cell])).toBe(row);
  });

  test('stands in a row with time, rule, place and reason', () => {
    const rows = [...alertsCsv([alert('A title', 'high', 'PC1', 0, null)], timeTextIn('UTC'))];
    expect(rows[1]).toBe(
      '"1970-01-01 00:00:00.000 +00:00",high,"A title","id of A title",PC1,,,7,logs/a.evtx,CommandLine=(empty)\r\n',
    );
  });
});

test('the summary cuts what is too long with a visible mark, also wide characters', () => {
  const groups: AlertGroups = new Map();
  addAlert(groups, alert('標題'.repeat(60), 'critical', '主機'.repeat(60), 0, '值'.repeat(100_000)));
  const options = { width: 80, color: false, verbose: false, timeText: timeTextIn('UTC'), zone: 'UTC' };
  const text = summaryText({ head: HEAD, groups: sortedGroups(groups.values()), written: [] }, options);
  expect(text).toMatch(/^1 alert: 1 critical\./);
  expect(text.match(/…/g)).toHaveLength(3);
  expect(text.length).toBeLessThan(2000);
});

test('the summary says what was left out on wish', () => {
  const source = { source: 'a', format: 'evtx', sizeBytes: 1, events: 1, problems: 0, firstMs: null, lastMs: null };
  const read = { ...source, hosts: [], channels: [], outsideTime: 1200, undated: 1 };
  const head = {
    ...{ ...HEAD, sinceMs: Date.UTC(2026, 2, 1), untilMs: Date.UTC(2026, 2, 2) },
    sources: [read, { ...read, undated: 0, continued: true as const }],
  };
  const options = { width: 200, color: false, verbose: false, timeText: timeTextIn('UTC'), zone: 'UTC' };
  const text = summaryText({ head, groups: [], written: [] }, options);
  expect(text).toContain(
    'Left out 2,400 events before 2026-03-01 00:00:00.000 +00:00 or from 2026-03-02 00:00:00.000 +00:00 on. ' +
      '1 event without a time is among those read.\nOf 1 file only what is new since an earlier hunt was read.\n',
  );
  expect(summaryText({ head: HEAD, groups: [], written: [] }, options)).not.toMatch(/Left out|earlier hunt/);
});
