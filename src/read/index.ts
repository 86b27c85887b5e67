/**
 * Stage: bytes to records. One file per log format (name, sniff, split, read), and the walk over files.
 * In: paths or a ByteSource. Out: records of the format, Problems for what cannot be read, notes of what was read.
 * Must not know: rules, what the records mean, other stages. Only open.ts may touch the disk.
 */
export { ContainerError } from './container.ts';
export { MEMORY_SPOOL, memorySource } from './container-memory.ts';
export type { Spool, SpoolFile } from './container-spool.ts';
export { type FileAt, type FoundLog, type WalkItem, walkFile } from './container-walk.ts';
export { describeContent } from './describe-content.ts';
export { evtxFormat } from './evtx.ts';
export type { ByteSource, LogFormat, ReadOptions, ReadProblem, ReadRange } from './format.ts';
export { HEAD_BYTES, problemIn } from './format.ts';
export type { AnyLogFormat } from './identify.ts';
export { formatNamed, identify, LOG_FORMATS } from './identify.ts';
export { jsonlFormat } from './jsonl.ts';
export type { FoundFile, OpenFile, SkippedFile } from './open.ts';
export { findFiles, isProblem, openFile } from './open.ts';
export type { FilePlace, Piece, PieceStep } from './piece.ts';
export { mergeMarks, type ReadMark } from './read-mark.ts';
export type { ReadingNotes, ReadingReport, TimeRange } from './reading-notes.ts';
export { replacedPiece, takeReadingNotes, unreadPiece } from './reading-notes.ts';
export type { ReadPlan, ResumePoint } from './resume.ts';
