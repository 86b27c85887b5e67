import { expect, test } from 'vitest';
import type { ByteSource, ReadRange } from './format.ts';
import { w3cFormat } from './w3c.ts';
import { zeekFormat } from './zeek.ts';

const CONN = '#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.resp_p\n#types\ttime\tstring\tport\n';
const WEIRD = '#separator \\x09\n#path\tweird\n#fields\tts\tuid\tname\n#types\ttime\tstring\tstring\n';
const IIS = '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method\n';
const SHORT = '#Software: Microsoft Internet Information Services 10.0\n#Fields: date cs-method\n';

const connections = lines(2000, (index) => `${1_772_438_400 + index}.5\tC${index}\t443`);
// More than what is searched at once for a header.
const oddities = lines(60_000, (index) => `${1_772_438_400 + index}.5\tW${index}\tbad_checksum_of_${index}`);

test('a range takes the header that holds where it starts, however far before', () => {
  const text = CONN + connections + WEIRD + oddities + CONN + connections;
  const starts = [0, CONN.length + 999, CONN.length + connections.length + 50, text.length - 20_000, text.length >> 1];
  const whole = readKinds(zeekFormat, text, { first: 0 });
  for (const first of starts) {
    const end = first + 9999;
    const expected = whole.filter(({ byteOffset }) => byteOffset >= first && byteOffset < end);
    expect(readKinds(zeekFormat, text, { first, count: end - first })).toEqual(expected);
  }
});

test('far from its header, a range is told from those below the header at the head by the types of its values', () => {
  const far = '1772438400.5\tW1\tbad_checksum\n'.repeat(700_000);
  const text = `${CONN}1772438400.5\tC1\t443\n${WEIRD}${far}`;
  expect(text.length).toBeGreaterThan(17 << 20);
  const [item] = readKinds(zeekFormat, text, { first: text.length - 100 });
  expect(item?.kind).toBe('weird');
  const ports = '1772438400.5\tC1\t443\n'.repeat(900_000);
  const [other] = readKinds(zeekFormat, CONN + ports, { first: ports.length - 99 });
  expect(other?.kind).toBe('conn');
});

test('columns of a W3C log that change within it hold for the ranges behind', () => {
  const text = `${IIS}2026-03-02 08:00:00 GET\n${SHORT}${lines(80_000, () => '2026-03-02 POST')}`;
  const items = readKinds(w3cFormat, text, { first: text.length - 100 });
  expect(items.length).toBeGreaterThan(3);
  expect(new Set(items.map(({ fields }) => fields))).toEqual(new Set(['date,cs-method']));
});

test('equal headers in different files give the same structure, so that rules are bound once', () => {
  const [first] = [...zeekFormat.read(sourceOf(`${CONN}1772438400.5\tC1\t443\n`), { first: 0 }, { carve: false })];
  const [second] = [...zeekFormat.read(sourceOf(`${CONN}1772438401.5\tC2\t80\n`), { first: 0 }, { carve: false })];
  expect(first?.kind === 'record' && second?.kind === 'record' && first.structure === second.structure).toBe(true);
});

test.each(['1772438400.000001', '0', '12.50', '9007199254740991'])(
  '%s is the number that JavaScript makes of it',
  (text) => {
    const [record] = [...zeekFormat.read(sourceOf(`${CONN}${text}\tC1\t443\n`), { first: 0 }, { carve: false })];
    expect(record?.kind === 'record' && record.get('ts')).toBe(Number(text));
  },
);

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
}

function readKinds(
  format: typeof zeekFormat,
  text: string,
  range: ReadRange,
): readonly { readonly byteOffset: number; readonly kind: string; readonly fields: string }[] {
  return [...format.read(sourceOf(text), range, { carve: false })].map((item) => {
    if (item.kind === 'problem') throw new Error(item.message);
    const { kind, fields = [] } = item.structure;
    return { byteOffset: item.byteOffset, kind, fields: fields.join() };
  });
}

function sourceOf(text: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  return { sizeBytes: bytes.length, read: (at, length) => bytes.slice(at, at + length) };
}
