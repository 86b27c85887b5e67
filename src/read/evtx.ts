import { countChunks, type EvtxRecord, looksLikeEvtx, readEvtx } from '../evtx/index.ts';
import type { LogFormat } from './format.ts';
import { resumeRecords } from './resume-records.ts';

// 16 MiB a piece: some hundredths of a second of work, small enough to balance cores and to bound memory.
const CHUNKS_PER_PIECE = 256;

/** Windows event logs (.evtx). A file whose header is damaged is known by a chunk at byte 4096 or at its start. */
export const evtxFormat: LogFormat<EvtxRecord> = {
  name: 'evtx',
  sniff: looksLikeEvtx,
  split: (bytes) => {
    const chunks = countChunks(bytes);
    const ranges = [];
    for (let first = 0; first + CHUNKS_PER_PIECE < chunks; first += CHUNKS_PER_PIECE) {
      ranges.push({ first, count: CHUNKS_PER_PIECE });
    }
    return [...ranges, { first: ranges.length * CHUNKS_PER_PIECE }];
  },
  read: (bytes, range, { carve }) =>
    readEvtx(bytes, {
      carve,
      firstChunk: range.first,
      ...(bytes.crc32 === undefined ? {} : { crc32: bytes.crc32 }),
      ...(range.count === undefined ? {} : { chunkCount: range.count }),
    }),
  resumption: resumeRecords(CHUNKS_PER_PIECE),
};
