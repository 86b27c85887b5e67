import { describe, expect, test } from 'vitest';
import type { FieldBytes } from '../model/index.ts';
import { NoMatchMemory, repeatCount } from './no-match-memory.ts';

const FIELDS = ['Image', 'User'];

/** Events as a format gives them: values one after another in bytes; a number for a field that cannot be told. */
function eventOf(values: Readonly<Record<string, string | -1>>, form = 0): FieldBytes {
  const bytes = new TextEncoder().encode(Object.values(values).join(''));
  const found = { start: 0, end: 0 };
  return {
    ...{ bytes, form },
    get start() {
      return found.start;
    },
    get end() {
      return found.end;
    },
    locate: (field) => {
      const value = values[field];
      if (value === undefined) return 0;
      if (value === -1) return -1;
      const before = Object.entries(values).slice(0, Object.keys(values).indexOf(field));
      found.start = before.reduce((sum, [, text]) => sum + (text === -1 ? 2 : text.length), 0);
      found.end = found.start + value.length;
      return 1;
    },
  };
}

/** Asks about an event and keeps it. */
function seen(memory: NoMatchMemory, event: FieldBytes, schema = 1): boolean {
  const isKnown = memory.recalls(event, schema, FIELDS, repeatCount());
  if (!isKnown) memory.keep();
  return isKnown;
}

describe('an event is known', () => {
  test('when all fields that rules read are as before, whatever else is in it', () => {
    const memory = new NoMatchMemory();
    expect(seen(memory, eventOf({ Image: 'cmd.exe', User: 'bob', Time: '10:00' }))).toBe(false);
    expect(seen(memory, eventOf({ Time: '10:01', User: 'bob', Image: 'cmd.exe' }))).toBe(true);
  });

  test.each([
    ['another value', eventOf({ Image: 'cmd.exe', User: 'eve' }), 1],
    ['a field less', eventOf({ Image: 'cmd.exe' }), 1],
    ['an empty field', eventOf({ Image: 'cmd.exe', User: '' }), 1],
    ['the same bytes in other fields', eventOf({ Image: 'cmd.exeb', User: 'ob' }), 1],
    ['another form', eventOf({ Image: 'cmd.exe', User: 'bob' }, 1), 1],
    ['another schema', eventOf({ Image: 'cmd.exe', User: 'bob' }), 2],
    ['a value that cannot be told', eventOf({ Image: 'cmd.exe', User: -1 }), 1],
  ])('but not with %s', (_, other, schema) => {
    const memory = new NoMatchMemory();
    seen(memory, eventOf({ Image: 'cmd.exe', User: 'bob' }));
    expect(seen(memory, other, schema)).toBe(false);
  });

  test('only if it was kept', () => {
    const memory = new NoMatchMemory();
    const event = eventOf({ Image: 'cmd.exe', User: 'bob' });
    expect(memory.recalls(event, 1, FIELDS, repeatCount())).toBe(false);
    expect(memory.recalls(event, 1, FIELDS, repeatCount())).toBe(false);
  });
});

test('long values count to their last byte', () => {
  const memory = new NoMatchMemory();
  const long = 'x'.repeat(3000);
  seen(memory, eventOf({ Image: `${long}a`, User: 'bob' }));
  expect(seen(memory, eventOf({ Image: `${long}b`, User: 'bob' }))).toBe(false);
  expect(seen(memory, eventOf({ Image: `${long}a`, User: 'bob' }))).toBe(true);
});

test('events too long to keep are never known', () => {
  const memory = new NoMatchMemory();
  const event = eventOf({ Image: 'x'.repeat(10_000), User: 'bob' });
  expect([seen(memory, event), seen(memory, event)]).toEqual([false, false]);
});

test('what is forgotten is not mistaken for what took its place', () => {
  const memory = new NoMatchMemory();
  const events = Array.from({ length: 3000 }, (_, index) =>
    eventOf({ Image: `${index}`.padEnd(2000, 'x'), User: 'bob' }),
  );
  for (const event of events) expect(seen(memory, event)).toBe(false);
  // 6 MB were kept where 2 MiB have room.
  expect(seen(memory, events[0]!)).toBe(false);
  expect(seen(memory, events.at(-1)!)).toBe(true);
});

test('where nothing repeats, asking stops for a while', () => {
  const memory = new NoMatchMemory();
  const count = repeatCount();
  const ask = (index: number): boolean => {
    const isKnown = memory.recalls(eventOf({ Image: `${index}`, User: 'bob' }), 1, FIELDS, count);
    if (!isKnown) memory.keep();
    return isKnown;
  };
  for (let index = 0; index < 512; index++) ask(index);
  expect(count.pause).toBeGreaterThan(0);
  expect(ask(511)).toBe(false);
  while (count.pause > 0) ask(-1);
  expect(ask(511)).toBe(true);
});
