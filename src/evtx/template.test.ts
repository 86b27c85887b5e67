import { expect, test } from 'vitest';
import { ChunkBytes } from './chunk-bytes.ts';
import { type EventDefinition, readEvtx, writeEvtx } from './index.ts';
import { TemplateCache } from './template.ts';

const logon: EventDefinition = {
  provider: { name: 'Landfall-Test', guid: '5770385f-c22a-43e0-bf4c-06f5698ffbd9' },
  eventId: 1,
  level: 4,
  task: 0,
  keywords: 0n,
  timeMs: Date.UTC(2024, 0, 1),
  channel: 'Test',
  computer: 'pc.example.test',
  eventData: [{ name: 'User', value: 'anna' }],
};
const start: EventDefinition = {
  ...logon,
  eventId: 2,
  eventData: [
    { name: 'Image', value: 'a.exe' },
    { name: 'User', value: 'anna' },
  ],
};

/** The shapes of events, by event id. */
function shapesOf(events: readonly EventDefinition[]): Map<unknown, number> {
  const bytes = writeEvtx(events);
  const source = {
    sizeBytes: bytes.length,
    read: (from: number, length: number) => bytes.subarray(from, from + length),
  };
  const shapes = new Map<unknown, number>();
  for (const item of readEvtx(source)) {
    if (item.kind === 'record') shapes.set(item.get('EventID'), item.shape.id);
  }
  return shapes;
}

test('events of one kind have one shape, whichever event of their chunk brought the names', () => {
  const first = shapesOf([logon, start]);
  const second = shapesOf([start, logon]);
  expect(first.size).toBe(2);
  expect(first.get(1)).not.toBe(first.get(2));
  expect([second.get(1), second.get(2)]).toEqual([first.get(1), first.get(2)]);
});

/** A chunk of one definition: `<Event/>`, whose body is said to have `size` bytes. */
function eventDefinition(size: number, name = 'Event'): ChunkBytes {
  const utf16 = [...name].flatMap((character) => [character.charCodeAt(0), 0]);
  // Open element without attributes, no dependency, size, then the name behind its own offset.
  const head = [0x01, 0xff, 0xff, 0, 0, 0, 0, 35, 0, 0, 0];
  const body = [...head, 0, 0, 0, 0, 0, 0, name.length, 0, ...utf16, 0, 0, 0x03, 0x00];
  return new ChunkBytes(Uint8Array.from([...Array(20).fill(0), size, 0, 0, 0, ...body]), 0);
}

test('definitions that differ in a name alone have templates of their own', () => {
  const cache = new TemplateCache();
  const names = ['Event', 'Evens', 'Event'].map((name) => cache.definition(eventDefinition(33, name), 0, 0));
  expect(names.map(({ roots }) => roots[0])).toMatchObject([{ name: 'Event' }, { name: 'Evens' }, { name: 'Event' }]);
  expect(names[2]).toBe(names[0]);
});

test('a definition whose name reaches beyond its end gives a template each time', () => {
  const cache = new TemplateCache();
  const chunk = eventDefinition(12);
  const templates = [cache.definition(chunk, 0, 0), cache.definition(chunk, 0, 0)];
  expect(templates.map(({ roots }) => roots[0])).toMatchObject([{ name: 'Event' }, { name: 'Event' }]);
});
