import type { Problem } from '../model/index.ts';
import type { Resumption } from './resume.ts';

/** Random access to the bytes of a file of any size. */
export interface ByteSource {
  readonly sizeBytes: number;
  /**
   * @param into may be used for them, and holds something else then when the caller reads into it again
   * @returns `length` bytes from `byteOffset`, fewer only at the end of the source; the caller may keep them
   */
  read(byteOffset: number, length: number, into?: Uint8Array): Uint8Array;
  /** why reading stopped before the end, when it did; `read` then gave fewer bytes */
  failure?(): Problem | undefined;
  /** a CRC-32 faster than one in JavaScript, where there is one */
  readonly crc32?: (bytes: Uint8Array, value?: number) => number;
}

/** A part of a file that can be read by itself: `count` units of the format from unit `first`; to the end without `count`. */
export interface ReadRange {
  readonly first: number;
  readonly count?: number;
}

/** What a reader yields where it could not read: a Problem that does not know its source yet. */
export type ReadProblem = Omit<Problem, 'source'> & { readonly kind: 'problem' };

/** The Problem of a reader, with its source. */
export function problemIn(source: string, { kind: _, ...problem }: ReadProblem): Problem {
  return { ...problem, source };
}

export interface ReadOptions {
  /** also read what the system no longer counts as records */
  readonly carve: boolean;
}

/** One log format: how to know it by its content and how to read its records. */
export interface LogFormat<LogRecord extends { readonly kind: 'record' }> {
  /** as `SourceReport.format` shows it */
  readonly name: string;
  /** @param head the first `HEAD_BYTES` of the file, fewer when it is shorter */
  sniff(head: Uint8Array): boolean;
  /** Cuts a file into ranges that workers can read independently; in file order, at least one. */
  split(bytes: ByteSource): readonly ReadRange[];
  /** Records and problems of one range, in file order. A record is valid until the next one is asked for. */
  read(bytes: ByteSource, range: ReadRange, options: ReadOptions): Iterable<LogRecord | ReadProblem>;
  /** how to read only what is new since an earlier run */
  readonly resumption: Resumption<LogRecord | ReadProblem>;
}

// The second place where an EVTX signature can stand is byte 4096.
/** Bytes from the start of a file that decide its format. */
export const HEAD_BYTES = 4096 + 8;
