import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { Indicator } from '../model/index.ts';
import { createNeverList, parseNeverList } from './never.ts';
import { type FeedRead, readFeed } from './read-feed.ts';

const never = createNeverList([parseNeverList(load(readFileSync('content/never-indicators.yml', 'utf8')))]);
const SHA256 = 'ab'.repeat(32);
const DAY = Date.UTC(2026, 2, 1);

function read(text: string, room?: number): FeedRead {
  return readFeed(text, { file: 'feed', never, ...(room === undefined ? {} : { room }) });
}

/** Kind and value of each, as a reader of the test has them in view. */
function values({ indicators }: FeedRead): readonly string[] {
  return indicators.map(({ kind, value }) => `${kind} ${value}`);
}

function messages({ problems }: FeedRead): readonly string[] {
  return problems.map(({ code, message }) => `${code} ${message}`);
}

describe('our own form', () => {
  const feed = read(`
title: Test feed
publisher: Us
reference: https://reports.example/1
published: 2026-03-01
last_published: 2026-03-05
confidence: 80
tags: [attack.t1090, not a tag]
note: relay
indicators:
  - 192.0.2.1
  - { kind: file-name, value: relay.exe, confidence: 20, half_life_days: 10, published: 2026-02-01, tags: [attack.t1059] }
  - { kind: beacon, value: x }
  - { note: no value }
  - { value: 192.0.2.2, publishd: 2026-01-01 }
  - { value: 192.0.2.3, published: 01/03/2026 }
`);

  test('gives each indicator what holds for all, and what it says itself', () => {
    expect(feed.format).toBe('landfall');
    expect(feed.indicators).toEqual([
      {
        ...{ kind: 'address', value: '192.0.2.1', firstMs: DAY, lastMs: DAY + 4 * 86_400_000 },
        ...{ confidencePercent: 80, halfLifeDays: 30, note: 'relay' },
        source: {
          file: 'feed',
          title: 'Test feed',
          publisher: 'Us',
          reference: 'https://reports.example/1',
          tags: ['attack.t1090'],
        },
      },
      expect.objectContaining({ kind: 'file-name', value: 'relay.exe', confidencePercent: 20, halfLifeDays: 10 }),
    ]);
    expect(feed.indicators[1]?.firstMs).toBe(Date.UTC(2026, 1, 1));
    expect(feed.indicators[1]?.source.tags).toEqual(['attack.t1059']);
  });

  test('with a head that nobody can be sure of is not used', () => {
    expect(messages(read('indicators: [192.0.2.1]\nconfidence: very\n'))).toEqual([
      'INDICATOR_FEED_DAMAGED The head of the feed cannot be used, and so nothing of it: confidence expected a number, found "very".',
    ]);
  });

  test('names what it cannot take, by its place', () => {
    expect(messages(feed)).toEqual([
      expect.stringMatching(/^INDICATOR_FEED_DAMAGED indicator 3: kind expected one of sha256, .*, found "beacon"/),
      'INDICATOR_FEED_DAMAGED indicator 4: value is missing.',
      expect.stringMatching(/^INDICATOR_FEED_DAMAGED indicator 5: publishd is not known here; possible: value, kind/),
      expect.stringMatching(/^INDICATOR_FEED_DAMAGED indicator 6: published expected text of the form .*"01.03.2026"/),
    ]);
  });
});

describe('STIX', () => {
  const indicator = (pattern: string, more: object = {}): object => ({
    ...{ type: 'indicator', spec_version: '2.1', id: `indicator--${crypto.randomUUID()}` },
    ...{
      created_by_ref: 'identity--11111111-1111-4111-8111-111111111111',
      name: 'Relay',
      pattern,
      pattern_type: 'stix',
    },
    ...{ valid_from: '2026-03-01T00:00:00Z', confidence: 70 },
    kill_chain_phases: [{ kill_chain_name: 'mitre-attack', phase_name: 'command-and-control' }],
    ...more,
  });
  const bundle = (...objects: object[]): string =>
    JSON.stringify({
      type: 'bundle',
      id: `bundle--${crypto.randomUUID()}`,
      objects: [{ type: 'identity', id: 'identity--11111111-1111-4111-8111-111111111111', name: 'A CERT' }, ...objects],
    });

  test('indicators with lists of values are read, with dates, confidence and publisher', () => {
    const feed = read(
      bundle(
        indicator("[ipv4-addr:value = '192.0.2.1' OR domain-name:value = 'bad.example']", {
          valid_until: '2026-04-01T00:00:00Z',
        }),
        indicator(`[file:hashes.'SHA-256' = '${SHA256}']`, {
          external_references: [{ source_name: 'x', url: 'https://r.example' }],
        }),
      ),
    );
    expect(feed.problems).toEqual([]);
    expect(values(feed)).toEqual(['address 192.0.2.1', 'domain bad.example', `sha256 ${SHA256.toUpperCase()}`]);
    expect(feed.indicators[0]).toMatchObject({
      firstMs: DAY,
      untilMs: Date.UTC(2026, 3, 1),
      confidencePercent: 70,
      note: 'Relay',
    });
    expect(feed.indicators[2]?.source).toMatchObject({
      ...{ publisher: 'A CERT', reference: 'https://r.example' },
      tags: ['attack.command-and-control'],
    });
  });

  test('patterns that say more, and other languages, are Problems', () => {
    const feed = read(
      bundle(
        indicator("[url:value LIKE 'http://a%']"),
        indicator('rule x {}', { pattern_type: 'yara' }),
        indicator("[ipv4-addr:value = '10.0.0.1']"),
      ),
    );
    expect(messages(feed).map((message) => message.replace(/indicator--\S+/, 'ID'))).toEqual([
      'INDICATOR_UNSUPPORTED indicator ID its pattern cannot be read as a list of values: it compares with LIKE.',
      'INDICATOR_UNSUPPORTED indicator ID its pattern is of the language "yara".',
      expect.stringMatching(/^INDICATOR_REFUSED .*"10.0.0.1" is no indicator: it is private/),
    ]);
  });

  test('what is revoked or harmless is no indicator, and no Problem', () => {
    const feed = read(
      bundle(
        indicator("[url:value = 'http://a.example/x']", { revoked: true }),
        indicator("[domain-name:value = 'a.example']", { indicator_types: ['benign'] }),
      ),
    );
    expect([feed.indicators, feed.problems]).toEqual([[], []]);
  });
});

describe('MISP', () => {
  const event = (...Attribute: object[]): string =>
    JSON.stringify({
      Event: {
        ...{ info: 'Relays of March', date: '2026-03-01', Orgc: { name: 'A CERT' } },
        Tag: [{ name: 'misp-galaxy:mitre-attack-pattern="Proxy - T1090"' }],
        Attribute,
        Object: [{ name: 'file', Attribute: [{ type: 'sha256', value: SHA256, to_ids: true, comment: 'relay' }] }],
      },
    });

  test('attributes that are marked for detection are read, those of objects too', () => {
    const feed = read(
      event(
        { type: 'ip-dst|port', value: '192.0.2.1|443', to_ids: true, timestamp: String(DAY / 1000 + 86_400) },
        { type: 'domain|ip', value: 'bad[.]example|192.0.2.2', to_ids: '1' },
        { type: 'filename|md5', value: `cmd.exe|${'ab'.repeat(16)}`, to_ids: true },
        {
          type: 'user-agent',
          value: 'Bad/1.0',
          to_ids: true,
          Tag: [{ name: 'estimative-language:confidence-in-analytic-judgment="high"' }],
        },
        { type: 'ip-src', value: '192.0.2.3', to_ids: false },
        { type: 'ip-src', value: '192.0.2.4', to_ids: true, deleted: true },
        { type: 'comment', value: 'text', to_ids: false },
      ),
    );
    expect(feed.problems).toEqual([]);
    expect(values(feed)).toEqual([
      ...[
        'address 192.0.2.1',
        'domain bad.example',
        'address 192.0.2.2',
        `md5 ${'AB'.repeat(16)}`,
        'user-agent bad/1.0',
      ],
      `sha256 ${SHA256.toUpperCase()}`,
    ]);
    const [first] = feed.indicators;
    expect(first).toMatchObject({ firstMs: DAY, lastMs: DAY + 86_400_000, note: 'Relays of March' });
    expect(first?.source).toMatchObject({ publisher: 'A CERT', tags: ['attack.t1090'] });
    expect(feed.indicators[4]?.confidencePercent).toBe(80);
  });

  test('types that are not looked for are Problems', () => {
    expect(messages(read(event({ type: 'ja3-fingerprint-md5', value: 'x', to_ids: true })))).toEqual([
      'INDICATOR_UNSUPPORTED attribute 1: values of the type "ja3-fingerprint-md5" are not looked for.',
    ]);
  });

  test('answers of searches and lists of events are read alike', () => {
    const one = JSON.parse(event()) as object;
    expect(values(read(JSON.stringify({ response: [one, one] })))).toHaveLength(2);
    expect(values(read(JSON.stringify([one])))).toHaveLength(1);
  });
});

describe('tables and lists', () => {
  test('a list of values, made harmless or not, with comments', () => {
    const feed = read(
      [
        ...[
          '# publisher: A CERT',
          '# published: 2026-03-01',
          '# confidence: 70',
          '',
          'hxxps://bad[.]example/x  # a comment',
        ],
        ...[
          '192[.]0[.]2[.]1',
          '198.51.100.0/24',
          'sub.bad(.)example',
          SHA256,
          '2001:db8::1',
          '[2001:db8::2]',
          '// note',
          'not a value',
        ],
      ].join('\r\n'),
    );
    expect(values(feed)).toEqual([
      ...['url bad.example/x', 'address 192.0.2.1', 'address 198.51.100.0/24', 'domain sub.bad.example'],
      ...[`sha256 ${SHA256.toUpperCase()}`, 'address 2001:db8:0:0:0:0:0:1', 'address 2001:db8:0:0:0:0:0:2'],
    ]);
    expect(feed.indicators[0]).toMatchObject({ firstMs: DAY, confidencePercent: 70, source: { publisher: 'A CERT' } });
    expect(messages(feed)).toEqual([
      'INDICATOR_REFUSED line 13: "not a value" is no indicator: its form does not say what it is.',
    ]);
  });

  test('a table says by its columns what values are, when and by whom they were published', () => {
    const feed = read(
      [
        'type,value,first_seen,last_seen,confidence,source,description',
        'ip,192.0.2.1,2026-03-01,2026-03-03 12:00:00,90,A CERT,"relay, ""home"" router"',
        `FileHash-SHA256,${SHA256},,,,,`,
        'email,a@b.example,,,,,',
        'ip,192.0.2.2,01/03/2026,,,,',
      ].join('\n'),
    );
    expect(values(feed)).toEqual(['address 192.0.2.1', `sha256 ${SHA256.toUpperCase()}`]);
    expect(feed.indicators[0]).toMatchObject({
      ...{ firstMs: DAY, lastMs: DAY + 2.5 * 86_400_000, confidencePercent: 90, note: 'relay, "home" router' },
      source: { publisher: 'A CERT' },
    });
    expect(messages(feed)).toEqual([
      'INDICATOR_UNSUPPORTED line 4: values of the type "email" are not looked for.',
      'INDICATOR_FEED_DAMAGED line 5: "01/03/2026" is no date as 2026-03-01.',
    ]);
  });

  test('a header may stand in a comment, name the kind, and be cut by semicolons', () => {
    const feed = read(
      ['# first_seen_utc;dst_ip;dst_port;malware', '2026-03-01 00:00:00;192.0.2.1;443;Relay'].join('\n'),
    );
    expect(values(feed)).toEqual(['address 192.0.2.1']);
    expect(feed.indicators[0]).toMatchObject({ firstMs: DAY, note: 'Relay' });
  });
});

test.each<[value: string, why: RegExp]>([
  ['{ kind: file-name, value: cmd.exe }', /cmd.exe is a program of the system/],
  ['{ kind: file-name, value: NETSH.EXE }', /netsh.exe is a program of the system/],
  ["{ kind: file-name, value: 'C:\\Windows\\System32\\wbem\\WMIC.exe' }", /wmic.exe is a program of the system/],
  ['{ kind: file-name, value: powershell }', /program of the system/],
  // cmd.exe of Windows 10
  ['935c1861df1f4018d698e8b65abfa02d7e9037d8f68ca3c2065b6ca165d44ad2', /hash of a program of the system/],
  ['d41d8cd98f00b204e9800998ecf8427e', /or of an empty file/],
  ['10.1.2.3', /private, reserved/],
  ["'fe80::1'", /private, reserved/],
  ['8.8.8.8', /service that everybody uses/],
  ['100.0.0.0/8', /wider than \/16/],
  ['9.9.9.0/24', /service that everybody uses/],
  ['www.google.com', /everybody talks to/],
  ['https://github.com/', /everybody talks to/],
])('%s can tell nobody apart, and is refused', (value, why) => {
  const feed = read(`indicators:\n  - ${value}\n`);
  expect(feed.indicators).toEqual([]);
  expect(feed.problems).toMatchObject([{ code: 'INDICATOR_REFUSED' }]);
  expect(feed.problems[0]?.message).toMatch(why);
});

test.each<[value: string]>([
  ["{ kind: file-name, value: 'C:\\Users\\Public\\WmiPrvSE.exe' }"],
  ['{ kind: file-name, value: cmd2.exe }'],
  ['evil.github.io'],
  ['https://github.com/evil/tool.exe'],
  ['203.0.113.0/24'],
])("%s is taken: a place or a name that is not everybody's", (value) => {
  expect(read(`indicators:\n  - ${value}\n`)).toMatchObject({ problems: [], indicators: [expect.anything()] });
});

test.each<[file: string, format: string, values: readonly string[], codes: readonly string[]]>([
  [
    'bundle.stix.json',
    'stix',
    [
      'address 203.0.113.7',
      'address 198.51.100.8',
      'address 198.51.100.9',
      `sha256 ${SHA256.toUpperCase()}`,
      'url drop.example/a',
    ],
    ['INDICATOR_UNSUPPORTED'],
  ],
  [
    'event.misp.json',
    'misp',
    ['address 203.0.113.7', `sha1 ${'AB'.repeat(20)}`, 'domain relay.bad.example'],
    ['INDICATOR_REFUSED'],
  ],
  [
    'table.csv',
    'text',
    ['address 203.0.113.7', 'url drop.example/a/tool.exe', 'user-agent mozilla/5.0 (relay; "x")'],
    ['INDICATOR_REFUSED'],
  ],
  [
    'list.txt',
    'text',
    [
      ...['address 203.0.113.7', 'address 198.51.100.0/24', 'address 2001:db8:aaaa:0:0:0:0:0/48', 'url drop.example/a'],
      ...['domain relay.bad.example', `md5 ${'AB'.repeat(16)}`],
    ],
    ['INDICATOR_REFUSED'],
  ],
])('fixtures/indicators/%s is read as %s', (file, format, expected, codes) => {
  const feed = read(readFileSync(`fixtures/indicators/${file}`, 'utf8'));
  expect([feed.format, values(feed), feed.problems.map(({ code }) => code)]).toEqual([format, expected, codes]);
  expect(
    feed.indicators.every(
      ({ firstMs }) => firstMs === DAY || firstMs === Date.UTC(2026, 2, 1, 10) || firstMs === Date.UTC(2026, 1, 20),
    ),
  ).toBe(true);
});

describe('hostile feeds', () => {
  test.each<[what: string, text: string]>([
    ['nothing', ''],
    ['blanks', ' \n\t\n'],
    ['bytes', '\u0000\u0001\ufffd'.repeat(1000)],
    ['half a JSON text', '{"type":"bundle","objects":[{'],
    ['JSON nested without end', `{"a":${'['.repeat(200_000)}`],
    ['sound JSON, nested deep', `{"objects":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
    ['YAML nested deep', `indicators: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['YAML that is none', 'indicators:\n - {a: b\n - ]'],
    ['lists where maps belong', '{"Event":{"info":[],"Attribute":{"type":1},"Object":7,"Tag":[null,3]}}'],
    [
      'null everywhere',
      '{"objects":[null,{"type":"indicator","id":"indicator--11111111-1111-4111-8111-111111111111","pattern":null}]}',
    ],
    [
      'prototypes',
      '{"Event":{"info":"x","Attribute":[{"type":"__proto__","value":"x","to_ids":true},{"type":"constructor","value":"x","to_ids":true}]}}',
    ],
    ['one line without end', 'a'.repeat(2_000_000)],
    ['blanks within lines', `a${' '.repeat(65_000)}b\n`.repeat(20)],
    ['a cell without end', `value,type\n"${'x,'.repeat(30_000)}`],
    ['quotes without end', `value\n${'"'.repeat(60_000)}`],
  ])('%s: no indicators, no error', (_, text) => {
    const started = performance.now();
    const feed = read(text);
    expect(feed.indicators).toEqual([]);
    expect(feed.problems.length).toBeLessThanOrEqual(21);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('aliases that multiply are not multiplied', () => {
    const levels = Array.from({ length: 30 }, (_, index) => `&a${index + 1} [*a${index}, *a${index}]`);
    expect(values(read(`indicators: [192.0.2.1, &a0 [x], ${levels.join(', ')}]`))).toEqual(['address 192.0.2.1']);
  });

  test('what is wrong throughout is told twenty times, and counted', () => {
    const feed = read('?\n'.repeat(5_000));
    expect(feed.problems).toHaveLength(21);
    expect(feed.problems.at(-1)).toEqual({
      code: 'INDICATOR_LIMIT',
      source: 'feed',
      message: '4980 more entries are left out.',
    });
    expect(feed.leftOut).toBe(5_000);
  });

  test('more values than there is room for are left out, and counted', () => {
    const text = Array.from({ length: 100 }, (_, index) => `192.0.2.${index}`).join('\n');
    const feed = read(text, 60);
    expect([feed.indicators.length, feed.leftOut]).toEqual([60, 40]);
  });

  test('texts of a feed are bounded and hold no line breaks', () => {
    const note = `a\n${'b'.repeat(5_000)}`;
    const text = JSON.stringify({
      title: note,
      indicators: [{ value: '192.0.2.1', note }, { value: `http://x.example/${'y'.repeat(3_000)}` }],
    });
    const feed = read(text);
    expect(feed.indicators.map((one: Indicator) => [one.note?.length, one.source.title.includes('\n')])).toEqual([
      [200, false],
    ]);
    expect(messages(feed)[0]).toMatch(/longer than 2048 characters/);
  });
});
