import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf, cutPathToColumns, cutToColumns, inertJson, safeText } from './safe-text.ts';

test.each([
  ['\u001b[31mred', '\\u{1b}[31mred'],
  ['a\r\nb\tc', 'a\\u{d}\\u{a}b\\u{9}c'],
  ['\u202egpj.exe', '\\u{202e}gpj.exe'],
  ['\ud800', '\\u{d800}'],
  ['\u{e0041}', '\\u{e0041}'],
  ['zażółć 日本語 مرحبا 😀 C:\\Windows', 'zażółć 日本語 مرحبا 😀 C:\\Windows'],
])('%j is shown as %s', (text, shown) => {
  expect(safeText(text)).toBe(shown);
});

test('any text becomes one line without controls, formats or surrogates', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(safeText(a + b)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('JSON keeps its meaning when its invisible characters are written as escapes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = inertJson(JSON.stringify({ text: `${text}\u202e\u009b` }));
      expect(JSON.parse(json)).toEqual({ text: `${text}\u202e\u009b` });
      expect(json).not.toMatch(/[\u007f-\u009f\u202a-\u202e]/);
    }),
  );
});

test('wide characters count two columns, and no cut exceeds its columns', () => {
  expect(columnsOf('日本')).toBe(4);
  expect(cutToColumns('日本語', 6)).toBe('日本語');
  expect(cutToColumns('日本語', 5)).toBe('日本…');
  expect(cutPathToColumns('logs/host/Security.evtx', 14)).toBe('…Security.evtx');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 2, max: 100 }), (text, columns) => {
      const safe = safeText(text);
      expect(columnsOf(cutToColumns(safe, columns))).toBeLessThanOrEqual(columns);
      expect(columnsOf(cutPathToColumns(safe, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});
