import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitFilter } from './bit-filter.ts';
import { GramKernel, PIECE_BYTES } from './gram-kernel.ts';
import { type RawEncoding, RawIndex } from './raw-index.ts';

const LITERALS = ['\\ntds.dit', 'ntdsutil', 'mimi', 'vssadmin create', ' -f 7', 'portproxy', '\\rundll32.exe', '-|-'];

function sourceOf(text: string, encoding: RawEncoding): { readonly bytes: Uint8Array; readonly words: Int32Array } {
  const bytes = new Uint8Array(Buffer.from(text, encoding === 'utf16le' ? 'utf16le' : 'latin1'));
  return { bytes, words: new Int32Array(bytes.buffer, 0, bytes.length >> 2) };
}

describe.each(['utf16le', 'json', 'utf8'] as const)('in %s', (encoding) => {
  const index = new RawIndex(encoding);
  LITERALS.forEach((text, id) => {
    if (RawIndex.canHold(text, encoding)) index.add(text, id);
  });

  test('literals are found in long bytes wherever they stand, also between two pieces, and no others', () => {
    const place = fc.oneof(
      fc.nat(PIECE_BYTES * 2),
      fc.integer({ min: PIECE_BYTES - 40, max: PIECE_BYTES + 40 }),
      fc.integer({ min: PIECE_BYTES / 2 - 40, max: PIECE_BYTES / 2 + 40 }),
    );
    const planted = fc.record({ literal: fc.nat(LITERALS.length - 1), place });
    fc.assert(
      fc.property(fc.array(planted, { maxLength: 6 }), fc.nat(7), fc.nat(7), (plan, before, behind) => {
        const letters = Array.from('.'.repeat(PIECE_BYTES * 2 + 64));
        for (const { literal, place } of plan) {
          Array.from(LITERALS[literal]!.toUpperCase()).forEach((letter, at) => {
            letters[place + at] = letter;
          });
        }
        const source = sourceOf(letters.join(''), encoding);
        const [start, end] = [before, source.bytes.length - behind];
        const found = new Set<number>();
        index.scan(source, start, end, (id) => found.add(id));
        const part = Buffer.from(source.bytes.subarray(start, end));
        const expected = LITERALS.flatMap((text, id) => {
          const form = text.toUpperCase();
          return RawIndex.canHold(text, encoding) &&
            part.includes(Buffer.from(form, encoding === 'utf16le' ? 'utf16le' : 'latin1'))
            ? [id]
            : [];
        });
        expect([...found].sort()).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

test('the kernel passes the grams that the filter passes, of all lengths and kinds', () => {
  const kernel = GramKernel.create()!;
  const word = fc.nat({ max: 0xffff });
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 80 }),
      fc.array(word, { maxLength: 30 }),
      fc.nat(3),
      (values, filtered, cut) => {
        const words = Uint32Array.from(values, (value) => value | 0x2020_2020);
        const bytes = new Uint8Array(words.buffer).subarray(0, Math.max(0, words.byteLength - cut));
        const filter = new BitFilter();
        for (const value of filtered) filter.add(value | 0x2020_2020);
        const bits = filter.ready();
        const passes = (gram: number): boolean => {
          const hash = Math.imul(gram, 0x9e37_79b1);
          const word = bits.bits[hash >>> (bits.shift + 5)]!;
          return ((word >>> (hash >>> bits.shift)) & (word >>> (hash >>> (bits.shift - 5))) & 1) !== 0;
        };
        const view = new DataView(words.buffer);
        const expected: number[] = [];
        for (let at = 0; at + 4 <= bytes.length; at += 4) {
          if (passes(view.getInt32(at, true) | 0x2020_2020)) expected.push(at);
        }
        expect(kernel.holds(bits)).toBe(true);
        kernel.load(bytes);
        const hits = Array.from({ length: kernel.scan('narrow', bits) }, (_, index) => kernel.hit(index));
        expect(hits).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});

test('filters for which there is no room are left to the plain way', () => {
  const kernel = GramKernel.create()!;
  const filters = Array.from({ length: 200 }, () => ({ bits: new Uint32Array(1 << 15), shift: 12 }));
  const held = filters.filter((filter) => kernel.holds(filter)).length;
  expect(held).toBeGreaterThan(100);
  expect(held).toBeLessThan(filters.length);
});

test('a few bytes are found where they first stand, and only whole', () => {
  const kernel = GramKernel.create()!;
  fc.assert(
    fc.property(
      fc.array(fc.nat(3), { maxLength: 60 }),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }),
      fc.nat(20),
      (text, wanted, from) => {
        kernel.load(Uint8Array.from(text));
        const word = wanted.reduce((sum, byte, index) => sum | (byte << (index * 8)), 0);
        expect(kernel.find(word, wanted.length, from)).toBe(Buffer.from(text).indexOf(Buffer.from(wanted), from));
      },
    ),
    { numRuns: 2000 },
  );
});
