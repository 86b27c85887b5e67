import { describe, expect, test } from 'vitest';
import { crc32 } from '../crc32.ts';
import type { EventDefinition } from './index.ts';
import { EvtxWriter, evtxBlocks, writeEvtx } from './index.ts';

const CHUNK = 65536;
const HEADER = 4096;

const event: EventDefinition = {
  provider: { name: 'Landfall-Test', guid: '5770385f-c22a-43e0-bf4c-06f5698ffbd9' },
  eventId: 1,
  level: 4,
  task: 1,
  keywords: 0x8000000000000000n,
  timeMs: Date.UTC(2024, 1, 3),
  channel: 'Test/Operational',
  computer: 'pc.example.test',
  eventData: [{ name: 'Key', value: 'value' }],
};

function events(count: number): EventDefinition[] {
  return Array.from({ length: count }, (_, index) => ({
    ...event,
    eventId: index % 5,
    timeMs: event.timeMs + index,
    eventData: [{ name: `Name${index % 3}`, value: `value ${index}` }],
  }));
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

describe('a written file', () => {
  const file = writeEvtx(events(1000));
  const header = view(file);
  const chunkCount = (file.length - HEADER) / CHUNK;

  test('has a header that counts its chunks and names the next record', () => {
    expect(ascii(file.subarray(0, 8))).toBe('ElfFile\0');
    expect(chunkCount).toBeGreaterThan(2);
    expect(header.getBigUint64(16, true)).toBe(BigInt(chunkCount - 1));
    expect(header.getBigUint64(24, true)).toBe(1001n);
    expect(header.getUint16(42, true)).toBe(chunkCount);
    expect(header.getUint32(120, true)).toBe(0);
    expect(header.getUint32(124, true)).toBe(crc32(file.subarray(0, 120)));
  });

  test('has chunks with correct checksums that number their records without a gap', () => {
    let next = 1n;
    for (let at = HEADER; at < file.length; at += CHUNK) {
      const chunk = file.subarray(at, at + CHUNK);
      const fields = view(chunk);
      expect(ascii(chunk.subarray(0, 8))).toBe('ElfChnk\0');
      expect(fields.getBigUint64(8, true)).toBe(next);
      expect(fields.getBigUint64(24, true)).toBe(next);
      next = fields.getBigUint64(32, true) + 1n;
      expect(fields.getUint32(52, true)).toBe(crc32(chunk.subarray(512, fields.getUint32(48, true))));
      expect(fields.getUint32(124, true)).toBe(crc32(chunk.subarray(128, 512), crc32(chunk.subarray(0, 120))));
      expect(ascii(chunk.subarray(fields.getUint32(44, true), fields.getUint32(44, true) + 2))).toBe('**');
    }
    expect(next).toBe(1001n);
  });

  test('has records on multiples of 8 whose size stands at both ends', () => {
    const chunk = view(file.subarray(HEADER, HEADER + CHUNK));
    const end = chunk.getUint32(48, true);
    let at = 512;
    let records = 0;
    while (at < end) {
      const size = chunk.getUint32(at + 4, true);
      expect(size % 8).toBe(0);
      expect(chunk.getUint32(at + size - 4, true)).toBe(size);
      at += size;
      records++;
    }
    expect(at).toBe(end);
    expect(BigInt(records)).toBe(chunk.getBigUint64(16, true));
  });

  test('is the same for the same events', () => {
    expect(Buffer.from(writeEvtx(events(1000))).equals(file)).toBe(true);
  });
});

describe('options', () => {
  test('choose version 3.2 and the dirty and full flags', () => {
    const header = view(writeEvtx([event], { version: '3.2', dirty: true, full: true }));
    expect([header.getUint16(38, true), header.getUint16(36, true)]).toEqual([3, 2]);
    expect(header.getUint32(120, true)).toBe(3);
  });

  test('choose the number of the first record', () => {
    const header = view(writeEvtx([event, event], { firstRecordId: 5_000_000_000n }));
    expect(header.getBigUint64(24, true)).toBe(5_000_000_002n);
  });
});

test('the streaming writer gives the header as its last block, at offset 0', () => {
  const blocks = [...evtxBlocks(events(1000))];
  expect(blocks.at(-1)).toMatchObject({ byteOffset: 0 });
  expect(blocks.slice(0, -1).map(({ byteOffset }) => byteOffset)).toEqual(
    blocks.slice(0, -1).map((_, index) => HEADER + index * CHUNK),
  );
});

test('a file without events has one empty chunk', () => {
  const file = writeEvtx([]);
  expect(file.length).toBe(HEADER + CHUNK);
  expect(view(file).getUint32(HEADER + 48, true)).toBe(512);
});

describe('bad use', () => {
  const bad: readonly (readonly [string, EventDefinition, RegExp])[] = [
    [
      'an event larger than a chunk',
      { ...event, eventData: [{ value: 'x'.repeat(40_000) }] },
      /too large for an EVTX chunk/,
    ],
    ['an event far larger than a chunk', { ...event, eventData: [{ value: 'x'.repeat(400_000) }] }, /too large/],
    ['a number outside its type', { ...event, eventData: [{ value: 256, type: 'uint8' }] }, /8-bit unsigned .* 256/],
    ['an event id above 65,535', { ...event, eventId: 70_000 }, /16-bit unsigned .* 70000/],
    ['text that is no GUID', { ...event, provider: { name: 'x', guid: '1234' } }, /32 hexadecimal digits/],
    ['text that is no SID', { ...event, securityUserId: 'SYSTEM' }, /S-1-5-18/],
    ['a list of binaries', { ...event, eventData: [{ value: ['00'], type: 'binary[]' }] }, /no array of binary/],
    ['EventData and UserData together', { ...event, userData: { name: 'x' } }, /not both/],
  ];

  test.each(bad)('%s is refused with a sentence, and the writer goes on without it', (_, definition, message) => {
    const writer = new EvtxWriter();
    const blocks = [...writer.add(event)];
    expect(() => writer.add(definition)).toThrow(message);
    blocks.push(...writer.add(event), ...writer.finish());
    const whole = new Uint8Array(HEADER + CHUNK);
    for (const block of blocks) whole.set(block.bytes, block.byteOffset);
    expect(Buffer.from(whole).equals(writeEvtx([event, event]))).toBe(true);
  });
});
