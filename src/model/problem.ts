import type { ProblemCode } from './codes.ts';

/** Something that could not be read. Counted and shown, never swallowed; the run goes on. */
export interface Problem {
  readonly code: ProblemCode;
  /** path of the file as the user gave it */
  readonly source: string;
  /** first byte that could not be read, in the source */
  readonly byteOffset?: number;
  /** one sentence: what was expected, what was found */
  readonly message: string;
}
