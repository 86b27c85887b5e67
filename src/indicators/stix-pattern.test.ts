import { expect, test } from 'vitest';
import { readPattern } from './stix-pattern.ts';

const SHA256 = 'ab'.repeat(32);

test.each<[pattern: string, values: readonly (readonly [kind: string, value: string])[]]>([
  ["[ipv4-addr:value = '192.0.2.1']", [['address', '192.0.2.1']]],
  [
    "[ipv4-addr:value='192.0.2.1' OR ipv6-addr:value = '2001:db8::1']",
    [
      ['address', '192.0.2.1'],
      ['address', '2001:db8::1'],
    ],
  ],
  [
    "[domain-name:value IN ('a.example', 'b.example')]",
    [
      ['domain', 'a.example'],
      ['domain', 'b.example'],
    ],
  ],
  ["[ipv4-addr:value ISSUBSET '192.0.2.0/24']", [['address', '192.0.2.0/24']]],
  [
    `[file:hashes.'SHA-256' = '${SHA256}'] OR [url:value = 'http://a.example/x']`,
    [
      ['sha256', SHA256],
      ['url', 'http://a.example/x'],
    ],
  ],
  [`[file:hashes.SHA256 = '${SHA256}' AND file:name = 'cmd.exe' AND file:size = '5']`, [['sha256', SHA256]]],
  ["([file:name = 'a.exe'])", [['file-name', 'a.exe']]],
  [
    "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'It\\'s \\\\ me']",
    [['user-agent', "It's \\ me"]],
  ],
])('%s is a list of values', (pattern, values) => {
  expect(readPattern(pattern)).toEqual({ values: values.map(([kind, value]) => ({ kind, value })) });
});

test.each<[pattern: string, unsupported: string]>([
  ["[ipv4-addr:value != '192.0.2.1']", 'it compares with !='],
  ["[url:value LIKE 'http://%']", 'it compares with LIKE'],
  ["[url:value MATCHES '^a']", 'it compares with MATCHES'],
  ["[NOT ipv4-addr:value = '192.0.2.1']", 'it compares with IPV4-ADDR:VALUE'],
  ["[ipv4-addr:value = '192.0.2.1' AND domain-name:value = 'a.example']", 'it joins comparisons by AND'],
  ["[file:name = 'a.exe' AND file:size = '7']", 'it joins comparisons by AND'],
  ["[file:name = 'a.exe' AND (file:name = 'b' OR file:name = 'c')]", 'it joins alternatives by AND'],
  ["[ipv4-addr:value = '192.0.2.1'] FOLLOWEDBY [url:value = 'x']", '"FOLLOWEDBY" is not understood'],
  ["[ipv4-addr:value = '192.0.2.1'] WITHIN 5 SECONDS", '"WITHIN" is not understood'],
  ["[email-addr:value = 'a@b.example']", '"email-addr:value" is no property that logs are compared with'],
  ["[ipv4-addr:value = '192.0.2.1", 'a text was expected in place of "\'192.0.2.1"'],
  ['[ipv4-addr:value = 192]', 'a text was expected in place of "192"'],
  ['[ipv4-addr:value', 'it ends where a comparison was expected'],
  ['', '"its end" stands where "[" was expected'],
])('%s says more than a list of values can, or nothing', (pattern, unsupported) => {
  expect(readPattern(pattern)).toEqual({ unsupported });
});

test('hostile patterns are read in linear time and nest to a bound', () => {
  const long = 190_000;
  const hostile = [
    '('.repeat(long),
    '[('.repeat(long / 2),
    `['${"\\'".repeat(long / 2)}`,
    `[${"a:'".repeat(long / 3)}`,
    `[a:b${'['.repeat(long)}`,
    `[ipv4-addr:value IN (${"'1.2.3.4',".repeat(15_000)}`,
    '\\'.repeat(long),
  ];
  const started = performance.now();
  for (const pattern of hostile) expect(readPattern(pattern)).toHaveProperty('unsupported');
  // Far above what linear work takes on a busy machine, far below what quadratic work would.
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(readPattern("'".repeat(300_000))).toEqual({ unsupported: 'it is longer than 200000 characters' });
});
