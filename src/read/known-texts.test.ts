import { expect, test } from 'vitest';
import { KnownTexts } from './known-texts.ts';
import { utf8Reader } from './utf8.ts';

test('the same bytes are made into text once', () => {
  const known = new KnownTexts();
  const bytes = Buffer.from('fw-1 fw-1 fw-2');
  let made = 0;
  const make = (start: number, end: number): string => {
    made++;
    return bytes.toString('utf8', start, end);
  };
  expect([0, 5, 10].map((at) => known.text(bytes, at, at + 4, make))).toEqual(['fw-1', 'fw-1', 'fw-2']);
  expect(made).toBe(2);
});

test('bytes that are no UTF-8 stay what they were when they come again', () => {
  const bytes = Buffer.from([0x66, 0xfc, 0x72, 0x20, 0x66, 0xfc, 0x72, 0x20, 0x66, 0xef, 0x72]);
  const text = utf8Reader(bytes);
  expect([text(0, 3), text(4, 7), text(8, 11), text(0, 3)]).toEqual(['für', 'für', 'fïr', 'für']);
});
