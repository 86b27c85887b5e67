import { type ChunkHead, type EvtxRecord, readChunkHeads, readEvtx } from '../evtx/index.ts';
import type { ByteSource, ReadProblem } from './format.ts';
import { joinRuns, mergeRuns, type RecordRun, type RecordsMark } from './read-mark.ts';
import type { ReadFollower, ReadPlan, ResumePoint, Resumption } from './resume.ts';

const CHUNK_BYTES = 65_536;

/**
 * Goes on with Windows event logs. Chunks are added, grow, and are used again from the first when the log is full, so
 * offsets say little: a chunk whose checksums are known is left out whole, and of the others the records whose numbers
 * and times are known. A run of numbers is known only while the log holds its very last record: a log that was cleared
 * or replaced does not, and one that went on beyond it has only greater numbers.
 * @param chunksPerRange as many chunks are read at once
 */
export function resumeRecords(chunksPerRange: number): Resumption<EvtxRecord | ReadProblem> {
  return {
    plan: (bytes, mark) => {
      const heads = [...readChunkHeads(bytes)];
      if (mark === undefined) return planOf(heads, undefined, chunksPerRange);
      if (mark.kind !== 'records') return undefined;
      const known = stillKnown(bytes, heads, mark);
      if (known.chunks.length === 0 && known.runs.length === 0) return undefined;
      return { ...planOf(heads, known, chunksPerRange), isSame: known.runs.at(-1) === mark.runs.at(-1) };
    },
    traces: (bytes) =>
      [...readChunkHeads(bytes)].flatMap(({ fingerprint, firstRecord }) => [
        ...(fingerprint === undefined ? [] : [fingerprint]),
        ...(firstRecord === undefined ? [] : [`record ${firstRecord.recordId} ${firstRecord.writtenMs}`]),
      ]),
    tracesOf: (mark) =>
      mark.kind === 'records'
        ? [...mark.chunks, ...mark.runs.map(({ firstId, firstMs }) => `record ${firstId} ${firstMs}`)]
        : [],
    follow: (_bytes, _range, point) => followRecords(point),
  };
}

function stillKnown(bytes: ByteSource, heads: readonly ChunkHead[], mark: RecordsMark): RecordsMark {
  const read = new Set(mark.chunks);
  const chunks = heads.flatMap(({ fingerprint }) =>
    fingerprint !== undefined && read.has(fingerprint) ? [fingerprint] : [],
  );
  return { ...mark, chunks, runs: mark.runs.filter((run) => holdsLast(bytes, heads, run)) };
}

function holdsLast(bytes: ByteSource, heads: readonly ChunkHead[], { lastId, lastMs }: RecordRun): boolean {
  const isPossible = ({ fingerprint, firstRecordId, lastRecordId }: ChunkHead): boolean =>
    fingerprint === undefined || (firstRecordId <= lastId && lastId <= lastRecordId);
  return heads.filter(isPossible).some(({ index }) => {
    for (const item of readEvtx(bytes, { firstChunk: index, chunkCount: 1 })) {
      if (item.kind === 'record' && item.recordId === lastId && item.writtenMs === lastMs) return true;
    }
    return false;
  });
}

function planOf(heads: readonly ChunkHead[], known: RecordsMark | undefined, chunksPerRange: number): ReadPlan {
  const read = new Set(known?.chunks);
  const ranges: { first: number; count: number; chunks: string[] }[] = [];
  for (const { index, fingerprint } of heads) {
    if (fingerprint !== undefined && read.has(fingerprint)) continue;
    const last = ranges.at(-1);
    const isNext = last !== undefined && last.first + last.count === index && last.count < chunksPerRange;
    const range = isNext ? last : { first: index, count: 0, chunks: [] };
    if (!isNext) ranges.push(range);
    range.count++;
    if (fingerprint !== undefined) range.chunks.push(fingerprint);
  }
  // What is added while the file is read is read too.
  const end = ranges.at(-1);
  if (end === undefined || end.first + end.count < heads.length) {
    ranges.push({ first: heads.length, count: 0, chunks: [] });
  }
  // The reader of a range needs no fingerprints of others, of which there may be many.
  const records = known && { ...known, chunks: [] };
  return {
    ranges: ranges.map(({ first, count, chunks }, index) => ({
      range: index < ranges.length - 1 ? { first, count } : { first },
      point: { known: records, chunks },
      sizeBytes: count * CHUNK_BYTES,
    })),
    ...{ known, isSame: known === undefined },
  };
}

function followRecords({ known, chunks }: ResumePoint): ReadFollower<EvtxRecord | ReadProblem> {
  const knownRuns = known?.kind === 'records' ? known.runs : [];
  const knownCarved = new Set(known?.kind === 'records' ? known.carved.map((record) => record.join(' ')) : []);
  const runs: RecordRun[] = [];
  const carved: (readonly [number, number])[] = [];
  let lastChunk = -1;
  return {
    isNew: (item) =>
      item.kind === 'problem' ||
      !(isInRuns(knownRuns, item) || (item.isCarved && knownCarved.has(`${item.recordId} ${item.writtenMs}`))),
    add: (item) => {
      // Numbers beyond 2^53 are of no log that Windows wrote; such records are read each time.
      if (item.kind === 'problem' || typeof item.recordId === 'bigint') return;
      if (item.isCarved) carved.push([item.recordId, item.writtenMs]);
      else {
        const chunk = Math.floor(item.byteOffset / CHUNK_BYTES);
        addToRuns(runs, item.recordId, item.writtenMs, chunk === lastChunk);
        lastChunk = chunk;
      }
    },
    mark: (isWhole) => ({ kind: 'records', chunks: isWhole ? chunks : [], runs: mergeRuns(runs), carved }),
  };
}

/** Numbers may be missing within a chunk, where nothing can be added any more; elsewhere a gap may yet be filled. */
function addToRuns(runs: RecordRun[], id: number, ms: number, isSameChunk: boolean): void {
  const one: RecordRun = { firstId: id, firstMs: ms, lastId: id, lastMs: ms, earliestMs: ms, latestMs: ms };
  const last = runs.at(-1);
  if (last !== undefined && (id === last.lastId + 1 || (isSameChunk && id > last.lastId))) {
    runs[runs.length - 1] = joinRuns(last, one);
  } else runs.push(one);
}

function isInRuns(runs: readonly RecordRun[], { recordId, writtenMs }: EvtxRecord): boolean {
  return runs.some(
    ({ firstId, lastId, earliestMs, latestMs }) =>
      firstId <= recordId && recordId <= lastId && earliestMs <= writtenMs && writtenMs <= latestMs,
  );
}
