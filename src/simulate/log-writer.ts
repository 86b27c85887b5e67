import type { Fact } from './facts.ts';

/** Where a log file's bytes go: `file` is a path with `/` below the output folder, made when first written to. */
export type PutBytes = (file: string, byteOffset: number, bytes: Uint8Array) => void;

/** Where a record that a fact became can be found again. */
export interface RecordPlace {
  readonly file: string;
  /** EventRecordID in an EVTX file, number of the line from 1 in a text file */
  readonly record: number;
  /** of the line's first byte in a text file, by which alerts name it */
  readonly byteOffset?: number;
}

/** Turns facts into the bytes of logs, in bounded memory. Each family of logs is one. */
export interface LogWriter {
  /**
   * Writes the records of a fact; of many facts it keeps none.
   * @param fact comes in order of time; the same one goes to every writer
   * @param places gets the place of every record written for it, when it is given
   */
  write(fact: Fact, places?: RecordPlace[]): void;
  /** Writes what is still held. Nothing is written after it. */
  finish(): void;
}

/** A writer that knows what was in its logs once. */
export interface RecordWriter extends LogWriter {
  /** whether a record was in a log that was cleared, and is in none any more */
  isGone(place: RecordPlace): boolean;
}
