import { describe, expect, test } from 'vitest';
import type { GatheredBytes } from '../model/index.ts';
import { NoMatchMemory, repeatCount } from './no-match-memory.ts';

/** Values as a format puts them together: each behind a word that tells its length. */
function fieldsOf(values: readonly (string | undefined)[], givenHash?: number): GatheredBytes {
  const parts = values.flatMap((value) => {
    const text = Buffer.from(value ?? '');
    const padded = Buffer.alloc(Math.ceil(text.length / 4) * 4);
    text.copy(padded);
    const head = Buffer.alloc(4);
    head.writeInt32LE(value === undefined ? 0 : text.length * 2 + 1);
    return [head, padded];
  });
  const bytes = Uint8Array.from(Buffer.concat(parts));
  const words = new Int32Array(bytes.buffer);
  const hash = givenHash ?? words.reduce((sum, word) => Math.imul(sum ^ word, 31), 7);
  return { bytes, words, length: bytes.length, hash };
}

/** Asks about an event and keeps it. */
function seen(memory: NoMatchMemory, fields: GatheredBytes, schema = 1): boolean {
  const isKnown = memory.recalls(fields, schema, repeatCount());
  if (!isKnown) memory.keep(fields, schema);
  return isKnown;
}

describe('an event is known', () => {
  test('when all fields that rules read are as before, whatever else is in it', () => {
    const memory = new NoMatchMemory();
    expect(seen(memory, fieldsOf(['cmd.exe', 'bob']))).toBe(false);
    expect(seen(memory, fieldsOf(['cmd.exe', 'bob']))).toBe(true);
  });

  test.each([
    ['another value', fieldsOf(['cmd.exe', 'eve']), 1],
    ['a field less', fieldsOf(['cmd.exe', undefined]), 1],
    ['an empty field', fieldsOf(['cmd.exe', '']), 1],
    ['the same bytes in other fields', fieldsOf(['cmd.exeb', 'ob']), 1],
    ['another schema', fieldsOf(['cmd.exe', 'bob']), 2],
  ])('but not with %s', (_, other, schema) => {
    const memory = new NoMatchMemory();
    seen(memory, fieldsOf(['cmd.exe', 'bob']));
    expect(seen(memory, other, schema)).toBe(false);
  });

  test('only if it was kept', () => {
    const memory = new NoMatchMemory();
    const event = fieldsOf(['cmd.exe', 'bob']);
    expect(memory.recalls(event, 1, repeatCount())).toBe(false);
    expect(memory.recalls(event, 1, repeatCount())).toBe(false);
  });
});

test('long values count to their last byte', () => {
  const memory = new NoMatchMemory();
  const long = 'x'.repeat(3000);
  seen(memory, fieldsOf([`${long}a`, 'bob']));
  expect(seen(memory, fieldsOf([`${long}b`, 'bob']))).toBe(false);
  expect(seen(memory, fieldsOf([`${long}a`, 'bob']))).toBe(true);
});

test('events too long to keep are never known', () => {
  const memory = new NoMatchMemory();
  const event = fieldsOf(['x'.repeat(10_000), 'bob']);
  expect([seen(memory, event), seen(memory, event)]).toEqual([false, false]);
});

test('the same hash makes nothing the same', () => {
  const memory = new NoMatchMemory();
  seen(memory, fieldsOf(['cmd.exe', 'bob'], 3));
  expect(seen(memory, fieldsOf(['cmd.exe', 'eve'], 3))).toBe(false);
  expect(seen(memory, fieldsOf(['cmd.exe', 'eve'], 3))).toBe(true);
});

test('what is forgotten is not mistaken for what took its place', () => {
  const memory = new NoMatchMemory();
  const events = Array.from({ length: 3000 }, (_, index) => fieldsOf([`${index}`.padEnd(2000, 'x'), 'bob']));
  for (const event of events) expect(seen(memory, event)).toBe(false);
  // 6 MB were kept where 2 MiB have room.
  expect(seen(memory, events[0]!)).toBe(false);
  expect(seen(memory, events.at(-1)!)).toBe(true);
});

test('where nothing repeats, asking stops for a while', () => {
  const memory = new NoMatchMemory();
  const count = repeatCount();
  const ask = (index: number): boolean => {
    const event = fieldsOf([`${index}`, 'bob']);
    const isKnown = memory.recalls(event, 1, count);
    if (!isKnown) memory.keep(event, 1);
    return isKnown;
  };
  for (let index = 0; index < 512; index++) ask(index);
  expect(count.pause).toBeGreaterThan(0);
  expect(ask(511)).toBe(false);
  while (count.pause > 0) ask(-1);
  expect(ask(511)).toBe(true);
});
