import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EventDefinition, writeEvtx } from '../evtx/index.ts';
import { evtxFormat } from './evtx.ts';
import type { ByteSource } from './format.ts';
import type { AnyLogFormat } from './identify.ts';
import { jsonlFormat } from './jsonl.ts';
import { mergeMarks, type ReadMark } from './read-mark.ts';
import { resumeRecords } from './resume-records.ts';

// Small ranges, so that small files have several, as those of many GB have.
const SMALL_EVTX: AnyLogFormat = { ...(evtxFormat as AnyLogFormat), resumption: resumeRecords(2) as never };
const JSONL = jsonlFormat as AnyLogFormat;

function sourceOf(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.length, read: (at, length) => bytes.slice(at, at + length) };
}

function records(count: number): Uint8Array {
  const events = Array.from(
    { length: count },
    (_, index): EventDefinition => ({
      provider: { name: 'P' },
      ...{ eventId: 1, level: 4, task: 1, keywords: 0n, timeMs: index * 1000, channel: 'C', computer: 'H' },
      eventData: [{ name: 'Text', value: 'x'.repeat((index * 977) % 9000) }],
    }),
  );
  return writeEvtx(events);
}

const LINE = (index: number): string => `{"number":${index},"text":"${'y'.repeat((index * 31) % 300)}"}\n`;

function lines(count: number): Uint8Array {
  return new TextEncoder().encode(Array.from({ length: count }, (_, index) => LINE(index)).join(''));
}

/** Reads what is new, each range only as far as told; what was read is added to `seen`. */
function readSome(
  format: AnyLogFormat,
  content: Uint8Array,
  before: ReadMark | undefined,
  itemsPerRange: readonly number[],
  seen: (number | bigint)[],
): ReadMark | undefined {
  const bytes = sourceOf(content);
  const plan = (before && format.resumption.plan(bytes, before)) ?? format.resumption.plan(bytes, undefined)!;
  const marks = plan.ranges.flatMap(({ range, point }, index) => {
    const most = itemsPerRange[index % itemsPerRange.length]!;
    // A range that was never begun.
    if (most === 0) return [];
    const follower = format.resumption.follow(bytes, range, point)!;
    let left = most;
    for (const item of format.read(bytes, range, { carve: false })) {
      if (follower.isNew(item)) {
        expect(item.kind).toBe('record');
        seen.push('recordId' in item ? item.recordId : item.byteOffset!);
        follower.add(item);
      }
      if (--left === 0) return [follower.mark(false)];
    }
    return [follower.mark(true)];
  });
  const merged = mergeMarks(plan.known === undefined ? marks : [plan.known, ...marks]);
  return merged && (JSON.parse(JSON.stringify(merged)) as ReadMark);
}

const runs = fc.array(
  fc.record({
    grown: fc.integer({ min: 0, max: 80 }),
    itemsPerRange: fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(1e9)), {
      minLength: 1,
      maxLength: 6,
    }),
  }),
  { minLength: 1, maxLength: 6 },
);

test.each([
  ['EVTX', SMALL_EVTX, records],
  ['lines', JSONL, lines],
] as const)(
  '%s that was read in part, range by range, while it grew, is read whole in the end and nothing twice',
  (_, format, make) => {
    fc.assert(
      fc.property(runs, (steps) => {
        const seen: (number | bigint)[] = [];
        let mark: ReadMark | undefined;
        let count = 1;
        for (const { grown, itemsPerRange } of steps) {
          count += grown;
          mark = readSome(format, make(count), mark, itemsPerRange, seen);
        }
        mark = readSome(format, make(count), mark, [1e9], seen);
        expect(seen).toHaveLength(count);
        expect(new Set(seen).size).toBe(count);
        expect(readSome(format, make(count), mark, [1e9], seen)).toEqual(mark);
        expect(seen).toHaveLength(count);
      }),
      { numRuns: 40 },
    );
  },
);

test('lines of several ranges of 16 MiB are read once however the ranges were left', () => {
  const content = new TextEncoder().encode(
    Array.from({ length: 400 }, (_, index) => `{"number":${index},"text":"${'z'.repeat(100_000)}"}\n`).join(''),
  );
  for (const first of [
    [3, 0, 5],
    [0, 7, 1],
    [1e9, 2, 0],
    [0, 0, 1e9],
  ]) {
    const seen: (number | bigint)[] = [];
    const mark = readSome(JSONL, content, undefined, first, seen);
    readSome(JSONL, content, mark, [1e9], seen);
    expect(seen).toHaveLength(400);
    expect(new Set(seen).size).toBe(400);
  }
});

test('a whole log of records is one run, and unchanged chunks are not read again', () => {
  const content = records(300);
  const mark = readSome(SMALL_EVTX, content, undefined, [1e9], []);
  expect(mark).toMatchObject({ kind: 'records', runs: [{ firstId: 1, lastId: 300 }], carved: [] });
  const plan = SMALL_EVTX.resumption.plan(sourceOf(content), mark);
  expect(plan).toMatchObject({ isSame: true, ranges: [{ range: { first: expect.any(Number) }, sizeBytes: 0 }] });
});

test('a damaged mark of another kind is of no file', () => {
  const mark = readSome(JSONL, lines(9), undefined, [1e9], []);
  expect(SMALL_EVTX.resumption.plan(sourceOf(records(3)), mark)).toBeUndefined();
  expect(
    JSONL.resumption.plan(sourceOf(lines(9)), readSome(SMALL_EVTX, records(3), undefined, [9], [])),
  ).toBeUndefined();
});

test('a file that was replaced after its reading was planned is not read from the middle', () => {
  const mark = readSome(JSONL, lines(9), undefined, [1e9], []);
  const [range] = JSONL.resumption.plan(sourceOf(lines(20)), mark)!.ranges;
  const other = sourceOf(new TextEncoder().encode(LINE(7).repeat(99)));
  expect(JSONL.resumption.follow(other, range!.range, range!.point)).toBeUndefined();
});
