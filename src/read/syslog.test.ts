import { expect, test } from 'vitest';
import { cefFormat } from './cef.ts';
import { keyValueFormat } from './key-value.ts';
import { leefFormat } from './leef.ts';
import { syslogFormat } from './syslog.ts';
import { syslogStreamFormat } from './syslog-stream.ts';

test.each([
  ['lines with a priority', '<34>Oct 11 22:14:15 mymachine su: failed\n', true],
  ['lines of an rsyslog file', '2024-03-04T10:11:12.5+10:00 gw01 sshd[1]: hello\n', true],
  ['a time with a space and a program', '2024-03-04 10:11:12 gw01 dhcpd[2]: hello\n', true],
  ['a stack trace amid lines', 'Mar  4 10:11:12 gw01 app: oops\n  at main\nMar  4 10:11:13 gw01 app: again\n', true],
  ['a byte order mark', '\ufeffMar  4 10:11:12 gw01 app: hello\n', true],
  ['a time with a space and words', '2024-03-04 10:11:12 ALLOW TCP 10.0.0.5 203.0.113.80 51000 443\n', false],
  ['a level where the host would be', '2024-03-04T10:11:12Z INFO app::core: hello\n', false],
  ['prose', 'Mar was cold.\nThe 4 of us went home at 10:11:12.\n', false],
  ['a priority that is none', '<192>Mar was cold\n<a href="x">\n', false],
  ['CSV with times', '"2024-03-04 10:11:12","gw01","hello"\n', false],
  ['nothing but blanks', '   \n\n', false],
  ['zeros', '\0\0\0<34>Oct 11 22:14:15 mymachine su: failed\n', false],
])('%s', (_, text, isSyslog) => {
  expect(syslogFormat.sniff(new TextEncoder().encode(text))).toBe(isSyslog);
});

test('settings of a program are no log, nor is one pair', () => {
  const sniff = (text: string): boolean => keyValueFormat.sniff(new TextEncoder().encode(text));
  expect(sniff('user=root\ngroup=wheel\n')).toBe(false);
  expect(sniff('# a=b c=d e=f\n')).toBe(false);
  expect(sniff('level=info msg="x y" user=root\n')).toBe(true);
});

test('CEF and LEEF are told by their bars', () => {
  const head = (text: string): Uint8Array => new TextEncoder().encode(text);
  expect(cefFormat.sniff(head('CEF:0|a|b|c|d|e|f|x=y'))).toBe(true);
  expect(cefFormat.sniff(head('CEF: the format'))).toBe(false);
  expect(leefFormat.sniff(head('LEEF:1.0|a|b|c|d|x=y'))).toBe(true);
  expect(leefFormat.sniff(head('LEEF:1.0|a|b'))).toBe(false);
});

test('counted lines are told by the second count', () => {
  const sniff = (text: string): boolean => syslogStreamFormat.sniff(new TextEncoder().encode(text));
  expect(sniff('7 <13>abc7 <13>def')).toBe(true);
  expect(sniff('8 <13>abc\n7 <13>def')).toBe(true);
  expect(sniff('7 <13>abc')).toBe(false);
  expect(sniff('9 <13>abc7 <13>def')).toBe(false);
});

// Half of what a line may have; work that grows with the square would take hours.
const LONG = 2 << 20;

test.each([
  ['quotes that never close', 'a="x b="y '],
  ['apostrophes that never close', "a='x b='y "],
  ['words without a name', 'a=b c d e f g '],
  ['names without end', 'aaaaaaaa'],
  ['tabs', '\t'],
  ['backslashes', '\\'],
  ['brackets', '[['],
  ['equal signs', '='],
])('a very long line of %s is read in its time', (_, part) => {
  const heads = [
    ...['Mar  4 10:11:12 gw01 app[1]: a=b ', '<34>1 2024-03-04T10:11:12Z h a 1 - [x a="b" '],
    ...['CEF:0|a|b|c|d|e|f|', 'LEEF:1.0|a|b|c|d|', '1,2024/03/04 10:11:12,1,TRAFFIC,"', '%ASA-6-302013: ', ''],
  ];
  for (const head of heads) {
    const bytes = new TextEncoder().encode(head + part.repeat(LONG / part.length));
    const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length) };
    const startMs = performance.now();
    for (const item of syslogFormat.read(source, { first: 0 }, { carve: false })) {
      if (item.kind === 'record') expect([...item.entries()].length).toBeLessThan(1100);
    }
    expect(performance.now() - startMs, head).toBeLessThan(5000);
  }
});
