import { expect, test } from 'vitest';
import { csvFormat } from './csv.ts';
import type { ByteSource } from './format.ts';

const MIB = 1 << 20;

test.each<[what: string, text: string, rows: readonly Readonly<Record<string, string>>[]]>([
  ['commas', 'a,b,c\n1,2,3\n', [{ a: '1', b: '2', c: '3' }]],
  ['tabs', 'a\tb\tc\n1\t2, 2\t3\n', [{ a: '1', b: '2, 2', c: '3' }]],
  ['semicolons', 'a;b;c\n1;2,5;3\n', [{ a: '1', b: '2,5', c: '3' }]],
  ['bars', 'a|b|c\n1|2|3\n', [{ a: '1', b: '2', c: '3' }]],
  [
    'line ends of Windows, and none at the end',
    'a,b,c\r\n1,2,3\r\n4,5,6',
    [
      { a: '1', b: '2', c: '3' },
      { a: '4', b: '5', c: '6' },
    ],
  ],
  ['quotes, in which everything may stand', 'a,b,c\n"1,1","2\r\n""2""",""\n', [{ a: '1,1', b: '2\r\n"2"' }]],
  ['quotes within a plain cell', 'a,b,c\n1 "x",2",3\n', [{ a: '1 "x"', b: '2"', c: '3' }]],
  ['empty lines', 'a,b,c\n\n\r\n1,2,3\n\n', [{ a: '1', b: '2', c: '3' }]],
  [
    'the header in between again',
    'a,b,c\n1,2,3\na,b,c\n4,5,6\n',
    [
      { a: '1', b: '2', c: '3' },
      { a: '4', b: '5', c: '6' },
    ],
  ],
  ['a byte order mark and the line of Excel', '\ufeffsep=;\r\na;b;c\r\n1;2;3\r\n', [{ a: '1', b: '2', c: '3' }]],
  ['the line of Export-Csv', '#TYPE System.Object\r\n"a","b","c"\r\n"1","2","3"\r\n', [{ a: '1', b: '2', c: '3' }]],
  ['a column without a name, and two of one name', ',a,a\n0,1,2\n', [{ column1: '0', a: '1', a_2: '2' }]],
  ['a cell more than the header names', 'a,b,c\n1,2,3,4\n', [{ a: '1', b: '2', c: '3', column4: '4' }]],
])('%s', (_, text, rows) => {
  expect(readAll(text)).toEqual(rows);
});

test.each<[what: string, text: string, items: readonly unknown[]]>([
  [
    'text behind a closing quote',
    'a,b,c\n1,"2"x,3\n4,5,6\n',
    ['text follows a closing quote', { a: '4', b: '5', c: '6' }],
  ],
  [
    'a quote that is closed lines later',
    'a,b,c\n1,2,"3\n4,5,6\n7,8,"9"\n',
    ['text follows a closing quote', { a: '4', b: '5', c: '6' }, { a: '7', b: '8', c: '9' }],
  ],
  ['a quote that is never closed', 'a,b,c\n1,2,"3\n4,5,6\n', ['a quote is not closed', { a: '4', b: '5', c: '6' }]],
  [
    'too few cells',
    'a,b,c\n1,2,3\n4,5\n',
    [{ a: '1', b: '2', c: '3' }, 'the row has 2 of 3 cells; these were read', { a: '4', b: '5' }],
  ],
  [
    'too many cells',
    `a,b,c\n1,2,3\n${','.repeat(5000)}\n4,5,6\n`,
    [{ a: '1', b: '2', c: '3' }, 'the row has more than 4096 cells', { a: '4', b: '5', c: '6' }],
  ],
])('damage is a problem, and the next row is read: %s', (_, text, items) => {
  expect(readAll(text)).toEqual(items);
});

test('rows that cross the blocks in which a file is read stay whole', () => {
  const rows = Array.from({ length: 40_000 }, (_, index) => ({
    number: String(index),
    text: `"quoted" text,\r\n${'é'.repeat(index % 50)}`,
    more: 'x'.repeat(index % 30) || '-',
  }));
  const lines = rows.map(({ number, text, more }) => `${number},"${text.replaceAll('"', '""')}",${more}`);
  const text = `number,text,more\r\n${lines.join('\r\n')}\r\n`;
  expect(text.length).toBeGreaterThan(2 * MIB);
  expect(readAll(text)).toEqual(rows);
});

test('a row longer than 4 MiB is a problem, and the next is read', () => {
  const text = `a,b,c\n1,2,${'x'.repeat(5 * MIB)}\n4,5,6\n`;
  expect(readAll(text)).toEqual(['the row is longer than 4 MiB', { a: '4', b: '5', c: '6' }]);
});

test.each([['"a,"b'], ['1,"2\n'], ['""",'], ['x"",""\n'], ['"\n""']])(
  'the work for a hostile text grows with its length alone: %j',
  (unit) => {
    const bytes = new TextEncoder().encode(`a,b,c\n1,2,3\n${unit.repeat((6 * MIB) / unit.length)}`);
    let read = 0;
    const source: ByteSource = {
      sizeBytes: bytes.length,
      read: (at, length) => {
        const block = bytes.slice(at, at + length);
        read += block.length;
        return block;
      },
    };
    expect([...csvFormat.read(source, { first: 0 }, { carve: false })].length).toBeGreaterThan(0);
    expect(read).toBeLessThan(bytes.length * 12);
  },
);

test.each([
  ['prose with commas', 'Dear all, hello\nthanks, Ann\n'],
  ['a log with key=value', 'date=2026-03-02,time=07:12:00,devname=x\ndate=2026-03-02,time=07:12:01,devname=x\n'],
  ['rows without a header', '1,2026/03/02 07:12:00,001,TRAFFIC\n1,2026/03/02 07:12:01,001,TRAFFIC\n'],
  ['a syslog with commas', 'Mar  2 07:12:00 host app: a, b, c\nMar  2 07:12:01 host app: a, b, c\n'],
  ['JSON', '{"a":1,"b":2,"c":3}\n{"a":1,"b":2,"c":3}\n'],
  ['XML', '<a b="1", c="2", d="3">\n'],
  ['rows that have nothing to do with the first', 'a,b,c\nxyz\nxyz\nxyz\nxyz\nxyz\n'],
])('%s is no CSV', (_, text) => {
  expect(csvFormat.sniff(new TextEncoder().encode(text))).toBe(false);
});

/** Fields of each row, message of each problem. */
function readAll(text: string): readonly unknown[] {
  const bytes = new TextEncoder().encode(text);
  const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.slice(at, at + length) };
  expect(csvFormat.sniff(bytes.slice(0, 4104))).toBe(true);
  return [...rowsOf(source)];
}

function* rowsOf(source: ByteSource): Generator<unknown> {
  for (const item of csvFormat.read(source, { first: 0 }, { carve: false })) {
    if (item.kind === 'problem') yield item.message;
    else {
      for (const [name, value] of item.entries()) expect(item.get(name)).toBe(value);
      yield Object.fromEntries(item.entries());
    }
  }
}
