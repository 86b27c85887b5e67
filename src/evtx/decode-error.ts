import type { EvtxProblemCode } from './types.ts';

/**
 * Bytes contradict the format. The reader catches it at the record's border, where it becomes an EvtxProblem; only
 * rendering a record that unfolds beyond the limits lets it out.
 */
export class DecodeError extends Error {
  readonly code: EvtxProblemCode;
  /** offset within the chunk */
  readonly chunkOffset: number;

  constructor(message: string, chunkOffset: number, code: EvtxProblemCode = 'EVTX_RECORD_DAMAGED') {
    super(message);
    this.code = code;
    this.chunkOffset = chunkOffset;
  }
}
