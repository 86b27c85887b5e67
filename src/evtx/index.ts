/**
 * EVTX: Windows event log files. In: the bytes of a file. Out: its records, decoded lazily, as fields, JSON or XML; and
 * Problems where bytes could not be read. Also a writer and deterministic damage, for tests and simulations.
 * Knows no stage, no edge, no Node; imports nothing from outside this folder, so that it can be used alone as
 * `landfall/evtx`. Must not know what a record means.
 */
export { type ChunkHead, readChunkHeads } from './chunk-heads.ts';
export { type Crc32, crc32 } from './crc32.ts';
export { DecodeError as EvtxDecodeError } from './decode-error.ts';
export { countChunks, looksLikeEvtx, type ReadEvtxOptions, readEvtx } from './file.ts';
export { LIMITS } from './limits.ts';
export type {
  ByteSource,
  EvtxProblem,
  EvtxProblemCode,
  EvtxRawText,
  EvtxRecord,
  EvtxShape,
  EvtxValue,
} from './types.ts';
export * from './write/index.ts';
