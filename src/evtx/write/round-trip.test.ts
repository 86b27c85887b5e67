import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ByteSource, EvtxRecord, EvtxValue } from '../index.ts';
import { readEvtx } from '../index.ts';
import type { EventDataItem, EventDefinition } from './index.ts';
import * as write from './index.ts';

const base: EventDefinition = {
  provider: { name: 'Landfall-Test', guid: '5770385f-c22a-43e0-bf4c-06f5698ffbd9' },
  eventId: 1,
  level: 4,
  task: 0,
  keywords: 0n,
  timeMs: Date.UTC(2024, 0, 1),
  channel: 'Test',
  computer: 'pc.example.test',
};

function sourceOf(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Reads what was written; each record is looked at while it is valid. */
function readBack<Result>(events: readonly EventDefinition[], look: (record: EvtxRecord) => Result): Result[] {
  const results: Result[] = [];
  for (const item of readEvtx(sourceOf(write.writeEvtx(events)))) {
    expect(item).toMatchObject({ kind: 'record' });
    if (item.kind === 'record') results.push(look(item));
  }
  return results;
}

function values(record: EvtxRecord, count: number): (EvtxValue | undefined)[] {
  return Array.from({ length: count }, (_, index) => record.get(`F${index}`));
}

// A NUL ends a string of an array, and some writers end all strings with one.
const anyText = fc.string({ unit: fc.integer({ min: 1, max: 0xffff }).map((code) => String.fromCharCode(code)) });
const anyItem: fc.Arbitrary<EventDataItem> = fc.oneof(
  anyText.map((value) => ({ type: 'string' as const, value })),
  fc.integer({ min: -128, max: 127 }).map((value) => ({ type: 'int8' as const, value })),
  fc.integer({ min: -32768, max: 32767 }).map((value) => ({ type: 'int16' as const, value })),
  fc.integer().map((value) => ({ type: 'int32' as const, value })),
  fc.nat({ max: 255 }).map((value) => ({ type: 'uint8' as const, value })),
  fc.nat({ max: 65535 }).map((value) => ({ type: 'uint16' as const, value })),
  fc.nat({ max: 0xffffffff }).map((value) => ({ type: 'uint32' as const, value })),
  fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) - 1n }).map((value) => ({ type: 'int64' as const, value })),
  fc.bigInt({ min: 2n ** 53n + 1n, max: 2n ** 64n - 1n }).map((value) => ({ type: 'uint64' as const, value })),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ({ type: 'double' as const, value })),
  fc.boolean().map((value) => ({ type: 'bool' as const, value })),
);

test('the reader gives back whatever was written, value by value', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyItem, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 20 }),
      (lists) => {
        const events = lists.map((items) => ({
          ...base,
          eventData: items.map((item, index) => ({ ...item, name: `F${index}` })),
        }));
        const read = readBack(events, (record) => values(record, 7));
        expect(read).toEqual(
          lists.map((items) => [...items.map(({ value }) => value), ...Array(7 - items.length).fill(undefined)]),
        );
      },
    ),
    { numRuns: 100, seed: 1 },
  );
});

test('an event reads the same with and without a template', () => {
  const event: EventDefinition = {
    ...base,
    correlation: { activityId: '00112233-4455-6677-8899-aabbccddeeff' },
    securityUserId: 'S-1-5-18',
    eventData: [{ name: 'Image', value: 'C:\\häß <&>.exe' }, { name: 'Empty', value: '' }, { value: 'positional' }],
  };
  const fields = ['Provider_Name', 'Channel', 'Computer', 'Security_UserID', 'Image', 'Empty', 'Data'];
  const [template, inline] = readBack([event, { ...event, inline: true }], (record) =>
    fields.map((field) => record.get(field)),
  );
  expect(inline).toEqual(template);
});

test('a classic event keeps its Binary, and EventData its Name', () => {
  const event: EventDefinition = {
    ...base,
    eventData: [{ type: 'string[]', value: ['first', 'second'] }],
    eventDataName: 'Named',
    binary: '00ff10',
  };
  const fields = ['EventData_Name', 'Data', 'Binary'];
  expect(readBack([event], (record) => fields.map((field) => record.get(field)))).toEqual([
    ['Named', ['first', 'second'], '00FF10'],
  ]);
});

test('a prepared event becomes the same bytes as one that is not', () => {
  const definition = (index: number): EventDefinition => ({
    ...base,
    version: 2,
    opcode: 0,
    timeMs: base.timeMs + index,
    ticks: BigInt(index),
    computer: index % 7 === 0 ? 'other.example.test' : base.computer,
    execution: { processId: 4, threadId: index },
    ...(index % 3 === 0 ? { securityUserId: 'S-1-5-18' } : {}),
    ...(index % 5 === 0 ? { correlation: { activityId: '00112233-4455-6677-8899-aabbccddeeff' } } : {}),
    eventData: [
      { name: 'Text', value: `value ${index}` },
      { name: 'Sid', value: `S-1-5-21-1-2-3-${index}`, type: 'sid' },
      { name: 'Number', value: index * 0x100000, type: 'hexInt64' },
      { name: 'Small', value: index % 200, type: 'uint8' },
      { name: 'List', value: ['a', `b${index}`], type: 'string[]' },
    ],
  });
  const layout = new write.PreparedEvent(definition(1));
  const prepared = new write.EvtxWriter();
  const plain = new write.EvtxWriter();
  const blocks = (events: (index: number) => readonly write.EvtxBlock[], writer: write.EvtxWriter): unknown => [
    ...Array.from({ length: 500 }, (_, index) => events(index)).flat(),
    ...writer.finish(),
  ];
  const add = (index: number): readonly write.EvtxBlock[] => {
    const { eventData, ...moment } = definition(index);
    return prepared.addPrepared(
      layout,
      moment,
      eventData!.map(({ value }) => value),
    );
  };
  expect(blocks(add, prepared)).toEqual(blocks((index) => plain.add(definition(index)), plain));
});

test('a prepared event refuses values that make another layout', () => {
  const layout = new write.PreparedEvent({ ...base, eventData: [{ name: 'Text', value: '' }] });
  const writer = new write.EvtxWriter();
  expect(() => writer.addPrepared(layout, base, [null])).toThrow(TypeError);
  expect(() => writer.addPrepared(layout, base, [])).toThrow(/has 1 values, the event 0/);
});

test('no damage makes the reader throw', () => {
  const file = write.writeEvtx(
    Array.from({ length: 300 }, (_, index) => ({
      ...base,
      eventData: [{ name: `F${index % 9}`, value: 'x'.repeat(index) }],
    })),
  );
  const { corruptChecksum, dirtyHeaderCounts, flipBits, lieAboutRecordSize, loopHashChains } = write;
  const { repeatChunk, resealChecksums, spliceChunks, truncate, zeroHeader } = write;
  const flipUnderSeal = (bytes: Uint8Array, seed: number): Uint8Array => resealChecksums(flipBits(bytes, seed, 200));
  const damages = [corruptChecksum, dirtyHeaderCounts, flipBits, flipUnderSeal, lieAboutRecordSize, loopHashChains];
  const files = [...damages, repeatChunk, spliceChunks, truncate, zeroHeader].flatMap((damage) =>
    [1, 2, 3].map((seed) => damage(file, seed)),
  );
  files.push(write.nestDeep(), write.nestTemplates(), write.templateLoop());
  for (const bytes of files) {
    for (const item of readEvtx(sourceOf(bytes))) {
      if (item.kind === 'record') expect(item.toJson().length + item.toXml().length).toBeGreaterThan(0);
      else expect(item.message).not.toBe('');
    }
  }
});
