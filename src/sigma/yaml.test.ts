import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFullYaml, readYaml } from './yaml.ts';
import { readBlockYaml } from './yaml-block.ts';

const FOLDER = new URL('../../../shared/data/sigma-rules', import.meta.url).pathname;
const isHere = existsSync(FOLDER);
if (!isHere) console.log('left out: the community rules are not at ../shared/data/sigma-rules');

test.skipIf(!isHere)(
  'the fast reader gives the nodes of the full parser for the community rules, and reads nearly all',
  () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yml'));
    let fast = 0;
    for (const file of files) {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      const root = readBlockYaml(text);
      if (root === undefined) continue;
      fast++;
      expect([{ root }], file).toEqual(readFullYaml(text));
    }
    expect(fast / files.length).toBeGreaterThan(0.999);
  },
);

test('what the fast reader reads, the full parser reads the same way', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      'b',
      'c: ',
      'k:',
      'x|y',
      ' ',
      '  ',
      '    ',
      '\n',
      '\n  ',
      '\n    ',
      '\n- ',
      '\n  - ',
      '- ',
      '-',
      ': ',
      ':',
      '#',
      ' # ',
    ],
    ...[
      "'",
      "''",
      '"',
      '|',
      '|-',
      '>',
      '\\',
      '[',
      '{',
      '&',
      '*',
      '!',
      '?',
      '~',
      'null',
      '1',
      '0x1',
      'true',
      '-1',
      '.5',
      ',',
      '%',
      'é',
      '\n\n',
      '\t',
      '\\\\',
      '\\"',
      '\\n',
      '\\u0410',
      '\\ud83e',
      '\\x41',
      '\\e',
      '\u{1f600}',
      '\ud83d',
      '---',
      '...',
      '\n--- ',
      '\n%',
      '\n      b',
      '[a, b]',
      '[]',
      "['a',",
      '{ a: b }',
      '{a: 1,',
      '1]',
      ', ',
      ' ]',
    ],
  );
  const line = fc.tuple(
    fc.constantFrom('', '  ', '    ', '- ', '  - '),
    fc.constantFrom('a: ', 'b:', "'c|d': ", 'e: "', 'x', ''),
    fc.array(piece, { maxLength: 3 }),
  );
  const text = fc
    .array(line, { maxLength: 7 })
    .map((lines) => lines.map(([indent, key, rest]) => `${indent}${key}${rest.join('')}\n`).join(''));
  let read = 0;
  fc.assert(
    fc.property(text, (source) => {
      const root = readBlockYaml(source);
      if (root === undefined) return;
      read++;
      expect([{ root }]).toEqual(readFullYaml(source));
    }),
    { numRuns: 20_000 },
  );
  expect(read).toBeGreaterThan(100);
});

test('plain scalars have the types of YAML 1.2', () => {
  const value = (text: string) => {
    const [document] = readYaml(`a: ${text}\n`);
    return (
      document !== undefined && 'root' in document && document.root.kind === 'map' && document.root.entries[0]!.value
    );
  };
  const cases: [string, unknown][] = [
    ['12', 12],
    ['-12', -12],
    ['017', 17],
    ['0o17', 15],
    ['0x17', 23],
    ['1.5', 1.5],
    ['1e3', 1000],
    ['18446744073709551615', 18446744073709551615n],
    ['1_000', '1_000'],
    ['12:30', '12:30'],
    ['2024-01-01', '2024-01-01'],
    ['yes', 'yes'],
    ['on', 'on'],
    ['True', true],
    ['FALSE', false],
    ['~', null],
    ['Null', null],
    ['.inf', '.inf'],
    ['1e999', '1e999'],
    ["'12'", '12'],
    ['!!str 12', '12'],
  ];
  for (const [text, expected] of cases) expect(value(text), text).toMatchObject({ value: expected });
});
