import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlockKernel, blockKernel } from './block-kernel.ts';
import { MemberScanner } from './json-members.ts';
import { pathWithin } from './kernel-members.ts';
import { NameTable } from './plain-names.ts';
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
          expect(scanner.locate(0, end, name)).toBe(Object.hasOwn(value, name));
          expect(scanner.value(0, end, name)).toEqual(Object.hasOwn(value, name) ? JSON.parse(text)[name] : undefined);
        }
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  test('numbers are those that JSON.parse gives, to the last bit', () => {
    const digits = (most: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));
    const number = fc
      .tuple(fc.constantFrom('', '-'), digits(18), fc.constantFrom('', '.', '.', 'e', 'E-'), digits(18))
      .map(
        ([sign, whole, form, rest]) =>
          `${sign}${BigInt(whole)}${form}${form === '' ? '' : rest.slice(0, form === '.' ? 18 : 2)}`,
      );
    const names = new NameTable();
    fc.assert(
      fc.property(number, (text) => {
        const { scanner, end } = scannerOf(`{"a":${text}}`, names, kernel);
        expect(scanner.scan(0, end)).toBe(true);
        expect(scanner.value(0, end, 'a')).toBe(JSON.parse(text));
      }),
      { numRuns: 5000 },
    );
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
    expect(scanner.locate(14, 21, 'a')).toBe(false);
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

const INNER = ['event_data', 'Image', 'a', '', 'x.y', '0'];

describe.each([
  ['byte by byte', undefined],
  ['with vectors', blockKernel()],
])('members of members, %s', (_, kernel) => {
  test('are those that JSON.parse gives', () => {
    const names = new NameTable();
    let found = 0;
    const value = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant({}));
    const object = (inner: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> =>
      fc.dictionary(fc.constantFrom(...INNER), inner, { noNullPrototype: true });
    fc.assert(
      fc.property(object(fc.oneof(value, object(fc.oneof(value, object(value))))), (whole) => {
        const text = JSON.stringify(whole);
        const { scanner, end } = scannerOf(text, names, kernel);
        if (!scanner.scan(0, end)) return;
        const parsed: unknown = JSON.parse(text);
        for (const path of [[], ...INNER.flatMap((name) => [[name], ...INNER.map((other) => [name, other])])]) {
          const inside = path.reduce<unknown>((at, name) => memberOf(at, name), parsed);
          const isKnown = scanner.knowsMembersAt(0, end, path.reduce(pathWithin, ''));
          if (!isKnown || inside === undefined || Array.isArray(inside)) continue;
          for (const name of INNER) {
            const expected = memberOf(inside, name);
            if (expected !== undefined) found++;
            expect(scanner.value(0, end, name, path.reduce(pathWithin, ''))).toEqual(expected);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(1000);
  });

  test("stay apart from members of the same name elsewhere, and in lists they are nobody's", () => {
    const text = '{"a":{"b":1},"b":{"a":2},"c":[{"b":3}]}';
    const { scanner, end } = scannerOf(text, new NameTable(), kernel);
    const ask = (name: string, ...path: string[]): unknown => scanner.value(0, end, name, path.reduce(pathWithin, ''));
    expect([ask('b', 'a'), ask('a', 'b'), ask('b', 'c'), ask('b')]).toEqual([1, 2, undefined, { a: 2 }]);
  });

  test('a name that stands twice in one of them leaves the line to JSON.parse, or that object', () => {
    const { scanner, end } = scannerOf('{"a":{"b":1,"b":2}}', new NameTable(), kernel);
    if (scanner.scan(0, end)) expect(scanner.value(0, end, 'b', pathWithin('', 'a'))).toBeUndefined();
    if (scanner.scan(0, end)) expect(scanner.value(0, end, 'a')).toEqual({ b: 2 });
  });
});

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

describe('values are put together', () => {
  const fresh = BlockKernel.create();

  const LINE = `{"Image":"C:\\\\a.exe","Id":12,"data":{"Image":"inner","Long":"${'x'.repeat(100)}"}}`;

  function gathered(fields: readonly string[], path = '', line = LINE): string | undefined {
    const { scanner, end } = scannerOf(line, new NameTable(), fresh);
    expect(scanner.scan(0, end)).toBe(true);
    const found = scanner.gather(0, end, fields, path);
    return found && Buffer.from(found.bytes.subarray(0, found.length)).toString('latin1');
  }

  /** What it should be: a word for the length of each, and zeros up to a whole word. */
  function parts(...values: readonly (string | undefined)[]): string {
    return values
      .map((value) => {
        const head = Buffer.alloc(4);
        head.writeInt32LE(value === undefined ? 0 : value.length * 2 + 1);
        return head.toString('latin1') + (value ?? '').padEnd(Math.ceil((value ?? '').length / 4) * 4, '\0');
      })
      .join('');
  }

  test('as they stand in the line, in the order that is asked for', () => {
    expect(gathered(['Id', 'none', 'Image'])).toBe(parts('12', undefined, '"C:\\\\a.exe"'));
  });

  test('of a member that is an object', () => {
    const path = pathWithin('', 'data');
    expect(gathered(['Image', 'Long'], path)).toBe(parts('"inner"', `"${'x'.repeat(100)}"`));
    expect(gathered(['Image'], pathWithin('', 'none'))).toBe(parts(undefined));
  });

  test('unless a name is a path to one of them', () => {
    expect(gathered(['data.Image'])).toBeUndefined();
    expect(gathered(['other.Image'])).toBe(parts(undefined));
  });

  test('unless they are too long', () => {
    const line = `{"Image":"${'x'.repeat(300_000)}"}`;
    expect(gathered(['Image'], '', line)).toBeUndefined();
    expect(gathered(['Id'], '', line)).toBe(parts(undefined));
  });

  test('also those that are learnt later', () => {
    const fields = ['Late', 'Image'];
    expect(gathered(fields)).toBe(parts(undefined, '"C:\\\\a.exe"'));
    expect(gathered(fields, '', '{"Late":1,"Image":"b"}')).toBe(parts('1', '"b"'));
  });
});

test('a forged log with more names than there is room for is left to JSON.parse, and its members of members are found', () => {
  const kernel = BlockKernel.create();
  for (let line = 0; line < 90; line++) {
    const inner = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`n${line}_${at}`, at]));
    const { scanner, end } = scannerOf(JSON.stringify({ inner, a: line }), new NameTable(), kernel);
    expect(scanner.scan(0, end)).toBe(true);
    expect(scanner.value(0, end, `n${line}_7`, pathWithin('', 'inner'))).toBe(7);
    expect(scanner.value(0, end, 'a')).toBe(line);
  }
  let refused = 0;
  for (let line = 0; line < 90; line++) {
    const forged = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`t${line}_${at}`, at]));
    const { scanner, end } = scannerOf(JSON.stringify(forged), new NameTable(), kernel);
    if (!scanner.scan(0, end)) refused++;
    else expect(scanner.value(0, end, `t${line}_7`)).toBe(7);
  }
  expect(refused).toBeGreaterThan(30);
  kernel?.members.makeRoomForNames();
  const { scanner, end } = scannerOf('{"t99_1":{"inner":1}}', new NameTable(), kernel);
  expect(scanner.scan(0, end)).toBe(true);
  expect(scanner.value(0, end, 'inner', pathWithin('', 't99_1'))).toBe(1);
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
              end: scanner.locate(0, end, 'a') ? scanner.end : -1,
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
