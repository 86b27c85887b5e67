import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BlockKernel, blockKernel } from './block-kernel.ts';
import { MemberScanner } from './json-members.ts';
import { NameTable } from './json-names.ts';
import { utf8Reader } from './utf8.ts';

const NAMES = ['EventID', 'Image', 'a', 'é', '__proto__', '0', 'with "quote"', ''];

describe.each([
  ['byte by byte', undefined],
  ['with vectors', blockKernel()],
])('%s', (way, kernel) => {
  test('there is the way that is tested', () => {
    expect(kernel !== undefined).toBe(way === 'with vectors');
  });

  test('members are those that JSON.parse gives, one by one', () => {
    const names = new NameTable();
    let accepted = 0;
    const object = fc.dictionary(fc.constantFrom(...NAMES), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });
    fc.assert(
      fc.property(object, fc.constantFrom('', ' ', '\t\r'), (value, space) => {
        const text = JSON.stringify(value, null, space === '' ? 0 : 1).replaceAll('\n', space);
        const { scanner, end } = scannerOf(text, names, kernel);
        if (!scanner.scan(0, end)) return;
        accepted++;
        for (const name of NAMES) {
          expect(scanner.has(0, end, name)).toBe(Object.hasOwn(value, name));
          expect(scanner.value(0, end, name)).toEqual(Object.hasOwn(value, name) ? JSON.parse(text)[name] : undefined);
        }
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  test('nothing is accepted that JSON.parse refuses', () => {
    const names = new NameTable();
    const sound = JSON.stringify({
      EventID: 1,
      Image: 'C:\\a "b" \u0007',
      List: [1.5e-3, -0, true, null, {}],
      N: { a: [] },
    });
    fc.assert(
      fc.property(
        fc.nat(sound.length),
        fc.nat(2),
        fc.constantFrom('"', '\\', '{', ']', ',', ':', '0', '-', '.', 'e', 'u', ' ', '\u0001', ''),
        (at, cut, put) => {
          const text = sound.slice(0, at) + put + sound.slice(at + cut);
          const { scanner, end } = scannerOf(text, names, kernel);
          if (scanner.scan(0, end)) expect(() => JSON.parse(text)).not.toThrow();
        },
      ),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['a name that stands twice', '{"a":1,"a":2}'],
    ['names with escapes', '{"\\u0061":1}'],
    ['what is nested deeper than collectors nest', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['more members than any event has', `{${Array.from({ length: 1100 }, (_, at) => `"n${at}":1`).join(',')}}`],
  ])('%s is left to JSON.parse', (_, text) => {
    const { scanner, end } = scannerOf(text, new NameTable(), kernel);
    expect(scanner.scan(0, end)).toBe(false);
  });

  test('an object may be asked again after another one was scanned', () => {
    const text = '{"a":"first"}\n{"b":2}\n';
    const { scanner } = scannerOf(text, new NameTable(), kernel);
    expect(scanner.scan(0, 13)).toBe(true);
    expect(scanner.scan(14, 21)).toBe(true);
    expect(scanner.value(0, 13, 'a')).toBe('first');
    expect(scanner.has(14, 21, 'a')).toBe(false);
  });

  test('texts that are the same in one object after the other, and those that differ, are told apart', () => {
    const lines = ['{"a":"x1","b":"x1"}', '{"a":"x1","b":"x2"}', '{"a":"x3","b":"x2é"}', '{"a":"","b":"x2"}'];
    const { scanner } = scannerOf(lines.join('\n'), new NameTable(), kernel);
    let start = 0;
    for (const line of lines) {
      const end = start + Buffer.byteLength(line);
      expect(scanner.scan(start, end)).toBe(true);
      const { a, b } = JSON.parse(line) as { readonly a: string; readonly b: string };
      expect([scanner.value(start, end, 'a'), scanner.value(start, end, 'b')]).toEqual([a, b]);
      start = end + 1;
    }
  });
});

test('both ways say the same of any string, however it is cut, escaped or damaged', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('"', '\\"', '\\\\', '\\', '\\/', '\\u00e9', '\\u00g9', '\\n', '\\x', '\u0000', '\t'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(20), (pieces, space) => {
      const text = `${' '.repeat(space)}{"a":"${pieces.join('')}"}`;
      const [plain, fast] = [undefined, blockKernel()].map((kernel) => {
        const { scanner, end } = scannerOf(text, new NameTable(), kernel);
        return scanner.scan(0, end)
          ? {
              isPlain: scanner.isPlain,
              value: scanner.value(0, end, 'a'),
              end: scanner.endOf(scanner.find(0, end, 'a')),
            }
          : undefined;
      });
      expect(fast).toEqual(plain);
    }),
    { numRuns: 3000 },
  );
});

test('a scanner goes on byte by byte when another block is held', () => {
  const kernel = blockKernel();
  const first = scannerOf('{"a":"first","b":"1"}', new NameTable(), kernel);
  scannerOf('{"a":"x"}', new NameTable(), kernel);
  expect(first.scanner.scan(0, first.end)).toBe(true);
  expect(first.scanner.value(0, first.end, 'a')).toBe('first');
});

function scannerOf(
  text: string,
  names: NameTable,
  kernel: BlockKernel | undefined,
): { readonly scanner: MemberScanner; readonly end: number } {
  const bytes = new TextEncoder().encode(`${text}\n`);
  kernel?.hold(bytes);
  return { scanner: new MemberScanner(bytes, utf8Reader(bytes), names, kernel), end: bytes.length - 1 };
}
