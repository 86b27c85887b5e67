import { expect, test } from 'vitest';
import type { ByteSource } from './format.ts';
import { jsonFormat } from './json.ts';
import { jsonlFormat } from './jsonl.ts';

const MIB = 1 << 20;

test.each<[what: string, text: string, expected: readonly (readonly [byteOffset: number, value: unknown])[]]>([
  [
    'a list',
    '[{"a":1}, {"a":2}]',
    [
      [1, { a: 1 }],
      [10, { a: 2 }],
    ],
  ],
  [
    'objects over several lines',
    '{\n "a": 1\n}\n{\n "a": 2\n}\n',
    [
      [0, { a: 1 }],
      [12, { a: 2 }],
    ],
  ],
  ['a byte order mark', '\ufeff[{"a":1}]', [[4, { a: 1 }]]],
  ['OData', '{"@odata.context":"x","value":[{"a":1}],"@odata.nextLink":"y"}', [[31, { a: 1 }]]],
  [
    'CloudTrail and Azure',
    '{"Records":[{"a":1},{"a":2}]}\n{"Records":[]}',
    [
      [12, { a: 1 }],
      [20, { a: 2 }],
    ],
  ],
  [
    'Elasticsearch',
    '{"took":1,"_shards":{"total":1},"hits":{"total":{"value":2},"hits":[{"_id":"1","_source":{"a":1}}]}}',
    [[68, { a: 1 }]],
  ],
  ['a Splunk export', '{"preview":false,"fields":[{"name":"a"}],"results":[{"a":1}]}', [[52, { a: 1 }]]],
  ['a list at the start of an object', '{"count":1,"events":[{"a":1}]}', [[21, { a: 1 }]]],
  ['a list within a record', '{"id":{"a":1},"events":[{"a":1}]}\n', [[0, { id: { a: 1 }, events: [{ a: 1 }] }]]],
  ['a list of plain values', '{"value":["a"]}\n', [[0, { value: ['a'] }]]],
  [
    'lists of lists',
    '[[{"a":1}],[{"a":2}]]',
    [
      [2, { a: 1 }],
      [12, { a: 2 }],
    ],
  ],
  [
    'evtx_dump',
    'Record 1\n{\n"a": 1\n}\nRecord 2\n{\n"a": 2\n}\n',
    [
      [9, { a: 1 }],
      [29, { a: 2 }],
    ],
  ],
  [
    'fragments of a list',
    '{"a":1},\n{"a":2},\n',
    [
      [0, { a: 1 }],
      [9, { a: 2 }],
    ],
  ],
  ['an empty list', '[]', []],
])('%s', (_, text, expected) => {
  expect(readAll(text)).toEqual(expected);
});

test.each<[what: string, text: string, expected: readonly unknown[]]>([
  ['a value that is none', '[{"a":1},{"a":nope},{"b":3}]', [{ a: 1 }, 'the object is not valid JSON', { b: 3 }]],
  [
    'a quote that is missing',
    '[{"a":"1"},{"a":"2},{"a":"3"},{"a":"4"}]',
    [{ a: '1' }, 'the object is not valid JSON', { a: '3' }, { a: '4' }],
  ],
  ['a bracket too many', '[{"a":1}},{"a":2}]', [{ a: 1 }, { a: 2 }]],
  [
    'another value in a list',
    '[1,{"a":1},"x"]',
    ['expected a JSON object, found another value', { a: 1 }, 'expected a JSON object, found another value'],
  ],
  [
    'text between objects',
    '{\n"a":1}\noops\n{\n"a":2}',
    [{ a: 1 }, 'expected a JSON object, found other text', { a: 2 }],
  ],
  [
    'an end within an object',
    '[{"a":1},{"a":',
    [{ a: 1 }, 'the file ends within an object', 'the file ends within a list'],
  ],
  ['an end within a list', '[{"a":1},', [{ a: 1 }, 'the file ends within a list']],
])('damage is a problem, and the next object is read: %s', (_, text, expected) => {
  expect(readAll(text).map(([, value]) => value)).toEqual(expected);
});

test('an object longer than 4 MiB is a problem, and the next is read', () => {
  const text = `[{"a":1},{"a":"${'x'.repeat(5 * MIB)}"},{"a":2}]`;
  expect(readAll(text)).toEqual([
    [1, { a: 1 }],
    [9, 'the object is longer than 4 MiB'],
    [text.length - 8, { a: 2 }],
  ]);
});

test('objects that cross the blocks in which a file is read stay whole', () => {
  const values = Array.from({ length: 30_000 }, (_, index) => ({
    text: `${'\\"{}[]é\u2028'.repeat(index % 23)}\\`,
    nested: { list: [index, { deeper: ['"', '\\'] }] },
  }));
  const text = JSON.stringify(values);
  expect(text.length).toBeGreaterThan(4 * MIB);
  expect(readAll(text).map(([, value]) => value)).toEqual(values);
});

test.each([
  ['quotes that never close', '{"a":"'],
  ['brackets that never close', '{"a":['],
  ['objects that never close', '[{"a":'],
  ['backslashes', '{"a":"\\'],
  ['closing brackets', '}]'],
  ['names without values', '{"a"'],
])('the work for a hostile text grows with its length alone: %s', (_, unit) => {
  const bytes = new TextEncoder().encode(unit.repeat((6 * MIB) / unit.length));
  let read = 0;
  const source: ByteSource = {
    sizeBytes: bytes.length,
    read: (at, length) => {
      const block = bytes.slice(at, at + length);
      read += block.length;
      return block;
    },
  };
  const items = [...jsonFormat.read(source, { first: 0 }, { carve: false })];
  expect(items.every(({ kind }) => kind === 'problem')).toBe(true);
  // Nine looks at most at each place: one ahead, eight back.
  expect(read).toBeLessThan(bytes.length * 12);
});

test.each([
  ['{"a":1}\n{"a":2}\n', 'jsonl'],
  ['{"a":1}', 'jsonl'],
  [`{"a":"${'x'.repeat(5000)}`, 'jsonl'],
  ['{"preview":false,"result":{"a":1}}\n', 'jsonl'],
  [`{"Records":[{"a":"${'x'.repeat(5000)}`, 'json'],
  ['{"resourceLogs":[{"a":1}]}\n', 'json'],
  ['[{"a":1}]', 'json'],
  ['{\n"a":1}', 'json'],
  ['[2026-03-02] a log', 'none'],
  ['{a: 1}', 'none'],
])('%s is told from the other kind of JSON', (text, format) => {
  const head = new TextEncoder().encode(text).slice(0, 4104);
  const found = [jsonFormat, jsonlFormat].find(({ sniff }) => sniff(head))?.name ?? 'none';
  expect(found).toBe(format);
});

test('log records of OpenTelemetry come out one by one with plain bodies and attributes', () => {
  const record = {
    timeUnixNano: '1',
    body: { kvlistValue: { values: [{ key: 'id', value: { intValue: '4624' } }] } },
    attributes: [{ key: 'list', value: { arrayValue: { values: [{ boolValue: true }, { doubleValue: 0.5 }] } } }],
  };
  const resource = { attributes: [{ key: 'host.name', value: { stringValue: 'web01' } }] };
  const logRecords = [record, record];
  const text = JSON.stringify({
    resourceLogs: [
      { resource, scopeLogs: [{ scope: { name: 'a' }, logRecords }, { logRecords }], schemaUrl: 'x' },
      { scopeLogs: [{ logRecords: [record] }] },
    ],
  });
  const expected = (attributes: object): object => ({
    ...{ timeUnixNano: '1', body: { id: 4624 }, attributes: { list: [true, 0.5] }, resource: attributes },
  });
  const read = readAll(text);
  const ofHost = expected({ 'host.name': 'web01' });
  expect(read.map(([, value]) => value)).toEqual([ofHost, ofHost, ofHost, ofHost, expected({})]);
  expect(read.every(([at]) => text.startsWith('{"timeUnixNano"', at))).toBe(true);
});

test('a request of OTLP may be longer than an object may be', () => {
  const logRecords = Array.from({ length: 6000 }, (_, index) => ({
    body: { stringValue: `${index} ${'x'.repeat(1000)}` },
  }));
  expect(readAll(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }))).toHaveLength(6000);
});

/** Place and value of each record, place and message of each problem. */
function readAll(text: string): readonly (readonly [number | undefined, unknown])[] {
  const bytes = new TextEncoder().encode(text);
  const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.slice(at, at + length) };
  return [...jsonFormat.read(source, { first: 0 }, { carve: false })].map((item) => [
    item.byteOffset,
    item.kind === 'record' ? item.value : item.message,
  ]);
}
