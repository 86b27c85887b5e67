import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GramIndex } from './gram-index.ts';

const LITERALS = [
  'a',
  '-f',
  'iex',
  '`',
  '${',
  'echo',
  'é',
  '🪸',
  'net user',
  'invoke-mimikatz',
  'я net user',
  '\u007f',
];
const FILLERS = ['x', ' ', 'e', 'net', 'invoke-', 'mimikatz', 'я ', '\ufffd', '\u0080', 'q'.repeat(100)];

function found(index: GramIndex, text: string): Set<number> {
  const ids = new Set<number>();
  index.scan(text, (id) => ids.add(id));
  return ids;
}

test('finds the literals that stand in a text, in short and long ones, of ASCII and others', () => {
  const index = new GramIndex();
  LITERALS.forEach((literal, id) => void index.add(literal, id));
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LITERALS, ...FILLERS), { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const expected = LITERALS.flatMap((literal, id) => (text.includes(literal) ? [id] : []));
      expect([...found(index, text)].sort((left, right) => left - right)).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});

test('finds literals across the pieces of a very long text, and in one that is too long for bytes', () => {
  const index = new GramIndex();
  LITERALS.forEach((literal, id) => void index.add(literal, id));
  for (const length of [65_530, 65_536, 200_000, 1 << 20, (1 << 20) + 1]) {
    const text = `${'x'.repeat(length - 15)}invoke-mimikatz`;
    const wanted = LITERALS.flatMap((literal, id) => (text.includes(literal) ? [id] : []));
    expect(
      [...found(index, text)].sort((left, right) => left - right),
      `${length} characters`,
    ).toEqual(wanted);
  }
});

test('a literal that is added later is found, too', () => {
  const index = new GramIndex();
  const text = `${'x'.repeat(300)}net user`;
  index.add('mimikatz', 0);
  expect(found(index, text)).toEqual(new Set());
  index.add('net user', 1);
  expect(found(index, text)).toEqual(new Set([1]));
});
