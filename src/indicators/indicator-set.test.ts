import { expect, test } from 'vitest';
import type { Indicator, IndicatorKind } from '../model/index.ts';
import { createIndicatorSet, type ValueKind } from './indicator-set.ts';
import { KINDS } from './kinds.ts';

const SHA256 = 'AB'.repeat(32);
const MD5 = 'CD'.repeat(16);

const INDICATORS: readonly (readonly [IndicatorKind, string])[] = [
  ...([
    ['address', '192.0.2.1'],
    ['address', '198.51.100.0/24'],
    ['address', '2001:db8::7'],
    ['address', '2001:db8:aaaa::/48'],
  ] as const),
  ...([
    ['domain', 'bad.example'],
    ['url', 'hxxp'.replace('xx', 'tt').concat('://host.example:80/a/b?c=d')],
    ['url', '/shell/lookup.gif'],
  ] as const),
  ...([
    ['sha256', SHA256],
    ['md5', MD5],
    ['imphash', 'EF'.repeat(16)],
    ['user-agent', 'Bad Agent/1.0'],
  ] as const),
  ...([
    ['file-name', 'Relay.exe'],
    ['file-name', 'C:\\Users\\Public\\rar.exe'],
    ['file-name', '\\Temp\\tool.dll'],
  ] as const),
];

const set = createIndicatorSet(
  INDICATORS.map(([kind, value]): Indicator => {
    const source = { file: 'f', title: '', publisher: '', tags: [] };
    const normal = KINDS[kind].normalise(value);
    if (normal === undefined) throw new Error(`${value} is no ${kind}`);
    return { kind, value: normal, firstMs: null, lastMs: null, confidencePercent: 50, halfLifeDays: 1, source };
  }),
);

test.each<[kind: ValueKind, value: string, found: string | undefined]>([
  ['address', '192.0.2.1', '192.0.2.1'],
  ['address', '192.0.2.1:443', '192.0.2.1'],
  ['address', '::ffff:192.0.2.1', '192.0.2.1'],
  ['address', '::ffff:c000:201', '192.0.2.1'],
  ['address', '192.0.2.10', undefined],
  ['address', '198.51.100.77', '198.51.100.0/24'],
  ['address', '198.51.101.77', undefined],
  ['address', '2001:0DB8:0:0::7', '2001:db8:0:0:0:0:0:7'],
  ['address', '[2001:db8::7]:443', '2001:db8:0:0:0:0:0:7'],
  ['address', '2001:db8:aaaa:1::2', '2001:db8:aaaa:0:0:0:0:0/48'],
  ['address', 'fe80::1%eth0', undefined],
  ['address', 'LOCAL', undefined],
  ['domain', 'BAD.example.', 'bad.example'],
  ['domain', 'a.b.bad.example', 'bad.example'],
  ['domain', 'notbad.example', undefined],
  ['domain', 'example', undefined],
  ['answer', 'x.bad.example', 'bad.example'],
  ['answer', '::ffff:192.0.2.1', '192.0.2.1'],
  ['url', 'http://HOST.example/a/b?c=d', 'host.example/a/b?c=d'],
  ['url', 'https://host.example:443/a/b?c=d#top', 'host.example/a/b?c=d'],
  ['url', 'host.example/a/b', undefined],
  ['url', '/shell/lookup.gif?x=1', '/shell/lookup.gif'],
  ['url', 'http://any.example/shell/lookup.gif', '/shell/lookup.gif'],
  ['url', '/other/shell/lookup.gif', undefined],
  ['hash', SHA256.toLowerCase(), SHA256],
  ['hash', MD5, MD5],
  ['hash', 'EF'.repeat(16), undefined],
  ['hashes', `SHA1=${'0'.repeat(40)},MD5=${MD5},SHA256=${'1'.repeat(64)},IMPHASH=${'2'.repeat(32)}`, MD5],
  ['hashes', `MD5=${'3'.repeat(32)},IMPHASH=${'ef'.repeat(16)}`, 'EF'.repeat(16)],
  ['hashes', `IMPHASH=${MD5}`, undefined],
  ['user-agent', 'bad agent/1.0', 'bad agent/1.0'],
  ['user-agent', 'bad agent/1.0 (x)', undefined],
  ['file', 'C:\\x\\RELAY.EXE', 'relay.exe'],
  ['file', '/tmp/relay.exe', 'relay.exe'],
  ['file', 'C:\\x\\myrelay.exe', undefined],
  ['file', 'c:\\users\\public\\rar.exe', 'c:\\users\\public\\rar.exe'],
  ['file', 'C:\\Program Files\\WinRAR\\rar.exe', undefined],
  ['file', 'C:\\Windows\\Temp\\tool.dll', '\\temp\\tool.dll'],
])('a field of kind %s with %s', (kind, value, found) => {
  expect(set.find(kind, value)[0]?.value).toBe(found);
});

test('kinds without indicators are not looked up', () => {
  const none = createIndicatorSet([]);
  expect(none.has('address')).toBe(false);
  expect(none.find('address', '192.0.2.1')).toEqual([]);
});
