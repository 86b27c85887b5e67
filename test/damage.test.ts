import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type EventDefinition,
  type EvtxProblem,
  lieAboutRecordSize,
  type ReadEvtxOptions,
  readEvtx,
  resealChecksums,
  writeEvtx,
  zeroHeader,
} from '../src/evtx/index.ts';
import { DEV_FOLDER, hasDevCorpus, rowsOf, sourceOf } from './dev-corpus.ts';

const HEADER = 4096;
const FIRST_RECORD = HEADER + 512;

function eventNumbered(index: number): EventDefinition {
  return {
    provider: { name: 'Landfall-Test' },
    eventId: index,
    level: 4,
    task: 0,
    keywords: 0n,
    timeMs: Date.UTC(2024, 0, 1) + index,
    channel: 'Test',
    computer: 'pc.example.test',
    eventData: [{ name: 'Value', value: `value ${index}` }],
  };
}

interface Reading {
  readonly ids: readonly (number | bigint)[];
  readonly carved: readonly (number | bigint)[];
  readonly json: readonly string[];
  readonly problems: readonly EvtxProblem[];
}

function read(bytes: Uint8Array, options: ReadEvtxOptions = {}): Reading {
  const ids: (number | bigint)[] = [];
  const carved: (number | bigint)[] = [];
  const json: string[] = [];
  const problems: EvtxProblem[] = [];
  for (const item of readEvtx(sourceOf(bytes), options)) {
    if (item.kind === 'problem') problems.push(item);
    else {
      (item.isCarved ? carved : ids).push(item.recordId);
      json.push(item.toJson());
    }
  }
  return { ids, carved, json, problems };
}

function recordEnds(file: Uint8Array): number[] {
  const view = new DataView(file.buffer, file.byteOffset);
  const end = HEADER + view.getUint32(HEADER + 48, true);
  const ends: number[] = [];
  for (let at = FIRST_RECORD; at < end; ) {
    at += view.getUint32(at + 4, true);
    ends.push(at);
  }
  return ends;
}

describe('a file cut off', () => {
  const file = writeEvtx([1, 2, 3, 4].map(eventNumbered));
  const ends = recordEnds(file);
  const used = ends.at(-1)! + 16;
  // Behind the last record there are zeros only, so there steps will do.
  const cuts = Array.from({ length: used }, (_, cut) => cut);
  for (let cut = used; cut < file.length; cut += 4099) cuts.push(cut);

  test('at any byte gives every record that is there whole, and a problem within what is there', () => {
    for (const cut of cuts) {
      const { ids, problems } = read(file.subarray(0, cut));
      const whole = ends.filter((end) => end <= cut).length;
      expect(ids.slice(0, whole), `cut at ${cut}`).toEqual([1, 2, 3, 4].slice(0, whole));
      expect(ids.length, `cut at ${cut}`).toBeLessThanOrEqual(whole + 1);
      expect(problems.filter(({ byteOffset }) => byteOffset > cut)).toEqual([]);
      if (cut > HEADER) expect(problems.length, `cut at ${cut}`).toBeGreaterThan(0);
    }
  });

  test('gives a record whose end is missing only when all of it but the padding is there', () => {
    const whole = read(file).json;
    const wrong = cuts.filter((cut) => read(file.subarray(0, cut)).json.some((line) => !whole.includes(line)));
    expect(wrong).toEqual([]);
  });
});

describe('one damaged place', () => {
  const ids = Array.from({ length: 400 }, (_, index) => index + 1);
  const file = writeEvtx(ids.map(eventNumbered));

  test('a record that lies about its size is one problem at its offset; all others are read', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { ids: found, problems } = read(lieAboutRecordSize(file, seed));
      const missing = ids.filter((id) => !found.includes(id));
      expect(missing.length, `seed ${seed}`).toBeLessThanOrEqual(1);
      expect(new Set(found).size, `seed ${seed}`).toBe(found.length);
      expect(problems.length, `seed ${seed}`).toBeGreaterThan(0);
    }
  });

  test('a file without its header gives all records', () => {
    expect(read(zeroHeader(file)).ids).toEqual(ids);
    expect(read(file.subarray(HEADER)).ids).toEqual(ids);
  });

  test('bytes lost in the middle lose one chunk at most', () => {
    const lost = 12_345;
    const damaged = new Uint8Array([...file.subarray(0, HEADER + 30_000), ...file.subarray(HEADER + 30_000 + lost)]);
    const { ids: found, problems } = read(damaged);
    const ofFirstChunk = Number(new DataView(file.buffer).getBigUint64(HEADER + 16, true));
    expect(found.filter((id) => Number(id) > ofFirstChunk)).toEqual(ids.slice(ofFirstChunk));
    expect(problems.length).toBeGreaterThan(0);
  });
});

describe('carving', () => {
  const file = writeEvtx([1, 2, 3, 4, 5].map(eventNumbered));

  test('finds a record that hides in the one before it, and only when asked', () => {
    const hiding = hideRecord(file, 3);
    expect(read(hiding).ids).toEqual([1, 2, 4, 5]);
    expect(read(hiding, { carve: true })).toMatchObject({ ids: [1, 2, 4, 5], carved: [3] });
  });

  test('finds the records of a chunk whose header is gone', () => {
    const damaged = Uint8Array.from(file);
    damaged.fill(0xff, HEADER, HEADER + 128);
    expect(read(damaged).ids).toEqual([]);
    expect(read(damaged, { carve: true }).carved).toEqual([1, 2, 3, 4, 5]);
  });

  test('finds records behind the free space that the chunk counts as unused', () => {
    const damaged = Uint8Array.from(file);
    new DataView(damaged.buffer).setUint32(HEADER + 48, recordEnds(file)[2]! - HEADER, true);
    const reused = resealChecksums(damaged);
    expect(read(reused, { carve: true })).toMatchObject({ ids: [1, 2, 3], carved: [4, 5] });
  });
});

/** Lets the record before swallow one, as tools do that remove events from a log. */
function hideRecord(file: Uint8Array, recordId: number): Uint8Array {
  const hiding = Uint8Array.from(file);
  const view = new DataView(hiding.buffer);
  const starts = [FIRST_RECORD, ...recordEnds(file)];
  const before = starts[recordId - 2]!;
  const end = starts[recordId]!;
  view.setUint32(before + 4, end - before, true);
  view.setUint32(end - 4, end - before, true);
  return resealChecksums(hiding);
}

const isHere = hasDevCorpus('damaged public logs');

describe.skipIf(!isHere)('the damaged public logs', () => {
  const mutants = isHere ? rowsOf('MANIFEST.tsv').filter((row) => row.path!.startsWith('evtx-mutants/')) : [];

  test.each(mutants)('$what_it_shows', ({ path, events }) => {
    const bytes = readFileSync(join(DEV_FOLDER, path!));
    const { ids, problems } = read(bytes);
    const damaged = problems.filter(({ code }) => code === 'EVTX_RECORD_DAMAGED').length;
    // A record that a flipped bit destroyed is a problem in its place.
    expect(ids.length + damaged).toBeGreaterThanOrEqual(Number(events));
    expect(problems.length).toBeGreaterThan(0);
  });
});
