import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockSearch } from './block-search.ts';

const NAMES = ['sekurlsa::', 'mimidrv.sys', '\\\\mimilib.dll'];

function sourceOf(text: string) {
  const bytes = new Uint8Array(Math.ceil(text.length / 4) * 4 + 4);
  bytes.set(Buffer.from(text, 'latin1'));
  return { bytes, words: new Int32Array(bytes.buffer) };
}

describe('BlockSearch', () => {
  it('misses no literal in any stretch, whatever was asked before', () => {
    const part = fc.oneof(
      fc.constantFrom(...NAMES, 'SEKURLSA::', 'sekurlsa:', '\n'),
      fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', 's'), maxLength: 3000 }),
    );
    const stretch = fc.tuple(fc.nat(30_000), fc.nat(5000));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.array(stretch, { maxLength: 12 }), (parts, stretches) => {
        const text = parts.join('');
        const [source, search] = [sourceOf(text), new BlockSearch('json', NAMES)];
        for (const [at, length] of stretches) {
          const start = at % (text.length + 1);
          const end = Math.min(text.length, start + length);
          const inside = text.slice(start, end).toLowerCase();
          if (NAMES.some((name) => inside.includes(name))) expect(search.mayHold(source, start, end)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('rules out events far from the one that has a literal, also when bytes lie beyond one step', () => {
    const lines = Array.from({ length: 2000 }, (_, index) => (index === 1700 ? 'x sekurlsa:: x' : 'nothing here')).map(
      (line) => line.padEnd(200),
    );
    const source = sourceOf(lines.join('\n'));
    const search = new BlockSearch('json', NAMES);
    const shown = lines.flatMap((_, index) => (search.mayHold(source, index * 201, index * 201 + 200) ? [index] : []));
    expect(shown).toContain(1700);
    expect(shown.length).toBeLessThanOrEqual(2);
  });

  it('forgets what it saw when other bytes come', () => {
    const search = new BlockSearch('json', NAMES);
    expect(search.mayHold(sourceOf('sekurlsa::logonpasswords'), 0, 24)).toBe(true);
    expect(search.mayHold(sourceOf('nothing to be seen here.'), 0, 24)).toBe(false);
  });

  it('refuses literals that are too short to be seen wherever they stand', () => {
    expect(BlockSearch.canHold('::', 'json')).toBe(false);
    expect(BlockSearch.canHold('krypt', 'json')).toBe(true);
  });
});
