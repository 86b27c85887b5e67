import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { createIndicatorMatcher } from '../src/detect/index.ts';
import { writeEvtx } from '../src/evtx/index.ts';
import { createNeverList, parseNeverList, readFeed } from '../src/indicators/index.ts';
import type { Alert, Indicator, LogEvent } from '../src/model/index.ts';
import { createNormaliser, recordContext } from '../src/normalise/index.ts';
import { identify, isProblem, memorySource } from '../src/read/index.ts';

const SHA256 = 'ab'.repeat(32);
const FEED = `
title: Test feed
publisher: A CERT
published: 2026-03-01
confidence: 80
indicators: [203.0.113.7, 198.51.100.0/24, '2001:db8:aaaa::1', bad.example, 'hxxps://drop[.]example/a/tool.exe', ${SHA256},
  { kind: url, value: /html/shell.jspx }, { kind: user-agent, value: 'Bad "Agent" 1.0' },
  { kind: file-name, value: relay.exe }, { kind: md5, value: ${'cd'.repeat(16)} }]
`;
// Every value of these can be told from raw bytes.
const INDICATORS = indicatorsOf(FEED);

function indicatorsOf(feed: string): readonly Indicator[] {
  const never = createNeverList([parseNeverList(load(readFileSync('content/never-indicators.yml', 'utf8')))]);
  const { indicators, problems } = readFeed(feed, { file: 'feed.yml', never });
  expect(problems).toEqual([]);
  return indicators;
}

/** Alerts on each record of a log, with and without a look at its raw bytes before, which must agree. */
function alertsIn(bytes: Uint8Array, name: string, indicators = INDICATORS): readonly Alert[] {
  const source = memorySource(bytes);
  const format = identify(name, source);
  if (isProblem(format)) throw new Error(format.message);
  const normaliser = createNormaliser();
  const context = recordContext({ source: name, changedMs: Date.UTC(2026, 10, 22) });
  const matcher = createIndicatorMatcher({ indicators });
  const alerts: Alert[] = [];
  for (const record of format.read(source, { first: 0 }, { carve: false })) {
    if (record.kind === 'problem') throw new Error(record.message);
    const event = normaliser.toLogEvent(record, context);
    const found = matcher?.match(event) ?? [];
    expect(matcher?.match(withoutBytes(event))).toEqual(found);
    alerts.push(...found);
  }
  return alerts;
}

function withoutBytes(event: LogEvent): LogEvent {
  const { schema, ref, timeMs, host } = event;
  return { schema, ref, timeMs, host, get: (field) => event.get(field), entries: () => event.entries() };
}

function textBytes(...lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

function json(...values: readonly object[]): Uint8Array {
  return textBytes(...values.map((value) => JSON.stringify(value)));
}

const conn = (from: string, to: string): object => ({
  ...{ _path: 'conn', ts: 1772438400.5, uid: 'C1', 'id.orig_h': from, 'id.orig_p': 5000, 'id.resp_h': to },
  ...{ 'id.resp_p': 443, proto: 'tcp', conn_state: 'SF' },
});
const dns = (query: string, answers: readonly string[]): object => ({
  ...{ _path: 'dns', ts: 1772438400.5, uid: 'C1', 'id.orig_h': '10.0.0.5', 'id.orig_p': 5000, 'id.resp_h': '10.0.0.1' },
  ...{ 'id.resp_p': 53, proto: 'udp', trans_id: 1, rejected: false, query, answers },
});
const http = (host: string, uri: string, agent: string): object => ({
  ...{
    _path: 'http',
    ts: 1772438400.5,
    uid: 'C1',
    'id.orig_h': '10.0.0.5',
    'id.orig_p': 5000,
    'id.resp_h': '10.0.0.1',
  },
  ...{ 'id.resp_p': 80, trans_depth: 1, method: 'GET', host, uri, user_agent: agent, status_code: 200 },
});
const windows = (channel: string, EventID: number, more: object): object => ({
  ...{ Channel: channel, EventID, Hostname: 'WS01', '@timestamp': '2026-03-02T08:00:00Z', EventRecordID: 7 },
  ...more,
});
const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const FORTIGATE = 'date=2026-03-02 time=09:00:00 devname="fw" devid="FG1" tz="+0100"';
const IIS = [
  '#Software: Microsoft Internet Information Services 10.0',
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken',
];

describe('a published value is found', () => {
  test.each<[where: string, bytes: Uint8Array, found: readonly (readonly [field: string, value: string])[]]>([
    ['at the other end of a flow', json(conn('10.0.0.5', '203.0.113.7')), [['id.resp_h', '203.0.113.7']]],
    ['as a block', json(conn('198.51.100.9', '10.0.0.5')), [['id.orig_h', '198.51.100.9']]],
    [
      'as IPv6 in another spelling',
      json(conn('10.0.0.5', '2001:DB8:AAAA:0::1')),
      [['id.resp_h', '2001:DB8:AAAA:0::1']],
    ],
    ['as IPv4 within IPv6', json(conn('10.0.0.5', '::ffff:cb00:7107')), [['id.resp_h', '::ffff:cb00:7107']]],
    ['not in a neighbour of an address', json(conn('10.0.0.5', '203.0.113.70'), conn('10.0.0.5', '198.51.101.9')), []],
    [
      'in the lines of a sensor',
      textBytes(
        ...['#separator \\x09', '#set_separator\t,', '#empty_field\t(empty)', '#unset_field\t-', '#path\tconn'],
        '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state',
        '#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring',
        '1772438400.5\tC1\t10.0.0.5\t5000\t10.0.0.6\t443\ttcp\tSF',
        '1772438400.5\tC1\t10.0.0.5\t5000\t203.0.113.7\t443\ttcp\tSF',
      ),
      [['id.resp_h', '203.0.113.7']],
    ],
    [
      'in a query and its answers',
      json(dns('a.BAD.example', ['10.9.9.9', '203.0.113.7'])),
      [
        ['query', 'a.BAD.example'],
        ['answers', '203.0.113.7'],
      ],
    ],
    ['in a request', json(http('drop.example', '/a/tool.exe', 'x')), [['c-uri', 'http://drop.example/a/tool.exe']]],
    [
      'as the path of a page',
      json(http('10.0.0.1', '/html/shell.jspx?cmd=1', 'x')),
      [['c-uri', '/html/shell.jspx?cmd=1']],
    ],
    ['as a user agent', json(http('x.example', '/', 'bad "agent" 1.0')), [['user_agent', 'bad "agent" 1.0']]],
    [
      'among the hashes of a process',
      json(windows(SYSMON, 1, { Image: 'C:\\x.exe', Hashes: `MD5=${'0'.repeat(32)},SHA256=${SHA256.toUpperCase()}` })),
      [['Hashes', `MD5=${'0'.repeat(32)},SHA256=${SHA256.toUpperCase()}`]],
    ],
    [
      'as the name of a program, in either log',
      json(
        windows(SYSMON, 1, { Image: 'C:\\Temp\\Relay.exe' }),
        windows('Security', 4688, { NewProcessName: 'C:\\Temp\\RELAY.EXE' }),
      ),
      [
        ['Image', 'C:\\Temp\\Relay.exe'],
        ['NewProcessName', 'C:\\Temp\\RELAY.EXE'],
      ],
    ],
    [
      'in the answers that Windows got',
      json(windows(SYSMON, 22, { QueryName: 'ok.example', QueryResults: 'type:  5 x.bad.example;203.0.113.7;' })),
      [
        ['QueryResults', 'x.bad.example'],
        ['QueryResults', '203.0.113.7'],
      ],
    ],
    [
      'where somebody logs on from',
      json(windows('Security', 4624, { IpAddress: '::ffff:203.0.113.7', TargetUserName: 'a' })),
      [['IpAddress', '::ffff:203.0.113.7']],
    ],
    [
      'in the traffic of a firewall',
      textBytes(
        `${FORTIGATE} logid="0000000013" type="traffic" subtype="forward" srcip=10.0.0.5 dstip=203.0.113.7 action="accept"`,
      ),
      [['dstip', '203.0.113.7']],
    ],
    [
      'where a VPN user comes from',
      textBytes(
        `${FORTIGATE} logid="0101039424" type="event" subtype="vpn" action="tunnel-up" remip=203.0.113.7 user="a"`,
      ),
      [['remip', '203.0.113.7']],
    ],
    [
      'in the log of a web server, which writes blanks as plus signs',
      textBytes(
        ...IIS,
        '2026-03-02 08:00:01 10.0.0.9 GET /html/shell.jspx - 443 - 203.0.113.7 Bad+"Agent"+1.0 - 200 0 0 31',
      ),
      [
        ['c-ip', '203.0.113.7'],
        ['cs-user-agent', 'Bad "Agent" 1.0'],
        ['c-uri', '/html/shell.jspx'],
      ],
    ],
  ])('%s', (_, bytes, found) => {
    const alerts = alertsIn(bytes, 'log');
    const pairs = alerts.map(({ because: [first] }) => [first?.field, first?.value]);
    expect(pairs.toSorted()).toEqual(found.map((pair) => [...pair]).toSorted());
  });

  test('in a Windows event log as the system writes it', () => {
    const eventData = [
      ...[
        { name: 'Image', value: 'C:\\Temp\\other.exe' },
        { name: 'Hashes', value: `SHA256=${SHA256}` },
      ],
    ];
    const events = [
      eventData,
      [{ name: 'Image', value: 'C:\\Temp\\relay.exe' }],
      [{ name: 'Image', value: 'C:\\x.exe' }],
    ];
    const bytes = writeEvtx(
      events.map((data) => ({
        ...{ provider: { name: 'Microsoft-Windows-Sysmon' }, eventId: 1, version: 5, level: 4, task: 1, keywords: 0n },
        ...{ timeMs: Date.UTC(2026, 2, 2), channel: SYSMON, computer: 'WS01', eventData: data },
      })),
    );
    const alerts = alertsIn(bytes, 'a.evtx');
    expect(alerts.map(({ because: [first] }) => first?.field)).toEqual(['Hashes', 'Image']);
    expect(alerts[0]?.event).toMatchObject({ channel: SYSMON, eventId: 1, record: 1 });
  });
});

describe('an alert says', () => {
  test('what matched, when and by whom it was published, its age, and the weight that is left', () => {
    const [alert] = alertsIn(json(conn('10.0.0.5', '198.51.100.9')), 'conn.log');
    expect(alert).toMatchObject({
      rule: {
        id: 'indicator:address:198.51.100.0/24',
        title: 'Published indicator: address 198.51.100.0/24 (A CERT)',
        level: 'high',
      },
      ...{ timeMs: 1772438400500, host: '10.0.0.5' },
    });
    expect(alert?.because).toEqual([
      { field: 'id.resp_h', value: '198.51.100.9' },
      { field: 'indicator.published', value: '2026-03-01 by A CERT' },
      { field: 'indicator.ageDays', value: 1 },
      { field: 'indicator.weightPercent', value: 78 },
      { field: 'indicator.address', value: '198.51.100.0/24' },
      { field: 'indicator.feed', value: 'Test feed, feed.yml' },
    ]);
  });

  test('of several feeds the word of the one that weighs most', () => {
    const weaker = indicatorsOf('publisher: Weak\nconfidence: 10\npublished: 2026-03-01\nindicators: [203.0.113.7]');
    const [alert, ...more] = alertsIn(json(conn('10.0.0.5', '203.0.113.7')), 'conn.log', [...weaker, ...INDICATORS]);
    expect([alert?.because[1]?.value, more]).toEqual(['2026-03-01 by A CERT', []]);
  });

  test('nothing below the level that was asked for', () => {
    const [flow] = [json(conn('10.0.0.5', '203.0.113.7'))];
    const matches = (minLevel: 'high' | 'critical'): number => {
      const matcher = createIndicatorMatcher({ indicators: INDICATORS, minLevel });
      const normaliser = createNormaliser();
      const source = memorySource(flow!);
      const format = identify('conn.log', source);
      if (isProblem(format)) throw new Error(format.message);
      const context = recordContext({ source: 'conn.log', changedMs: 0 });
      const records = [...format.read(source, { first: 0 }, { carve: false })];
      return records.flatMap((record) =>
        record.kind === 'problem' ? [] : (matcher?.match(normaliser.toLogEvent(record, context)) ?? []),
      ).length;
    };
    expect([matches('high'), matches('critical')]).toEqual([1, 0]);
  });
});

test('what raw bytes rule out, no field shows: random values in random places', () => {
  const value = fc.constantFrom(
    ...[
      '203.0.113.7',
      '198.51.100.200',
      '2001:db8:aaaa::1',
      '::ffff:203.0.113.7',
      'x.bad.example',
      'BAD.EXAMPLE.',
      '/html/shell.jspx',
    ],
    ...[
      'Bad "Agent" 1.0',
      'https://drop.example/a/tool.exe',
      SHA256,
      `SHA256=${SHA256}`,
      'C:\\a\\relay.exe',
      'ok',
      '',
      '203.0.113.70',
    ],
  );
  const record = fc.oneof(
    fc.tuple(value, value).map(([from, to]) => conn(from, to)),
    fc.tuple(value, fc.array(value, { maxLength: 3 })).map(([query, answers]) => dns(query, answers)),
    fc.tuple(value, value, value).map(([host, uri, agent]) => http(host, uri, agent)),
    fc.tuple(value, value).map(([Image, Hashes]) => windows(SYSMON, 1, { Image, Hashes })),
  );
  let found = 0;
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), (records) => {
      found += alertsIn(json(...records), 'log.json').length;
    }),
    { numRuns: 300, seed: 5 },
  );
  expect(found).toBeGreaterThan(300);
});

test('the feeds that come with Landfall hold what section 3 of the research lists, each with a date and a publisher', async () => {
  const { loadIndicators, OWN_FEEDS } = await import('../src/cli/indicator-files.ts');
  const { indicators, problems, feeds } = loadIndicators([OWN_FEEDS]);
  expect(problems).toEqual([]);
  const count = (kind: string): number => indicators.filter((one) => one.kind === kind).length;
  const kinds = ['sha256', 'sha1', 'md5', 'address', 'url', 'file-name'];
  expect(kinds.map((kind) => [kind, count(kind)])).toEqual([
    ...[
      ['sha256', 34],
      ['sha1', 1],
      ['md5', 3],
      ['address', 5],
      ['url', 1],
      ['file-name', 10],
    ],
  ]);
  const unsaid = indicators.filter(
    ({ firstMs, note, source }) => firstMs === null || note === undefined || source.publisher === '',
  );
  expect(unsaid).toEqual([]);
  expect(feeds.every(({ format }) => format === 'landfall')).toBe(true);
});
