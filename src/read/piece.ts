import type { ReadRange } from './format.ts';
import type { ResumePoint } from './resume.ts';

/** Where the bytes of a log stand on disk. Plain data. */
export interface FilePlace {
  readonly path: string;
  /** of its first byte in the file; 0 when not given */
  readonly byteOffset?: number;
  /** the rest of the file when not given */
  readonly sizeBytes?: number;
}

/** A part of one file that can be read by itself. Plain data. */
export interface Piece {
  /** path of the file as the user gave it */
  readonly source: string;
  /** where it stands as its format reads it; the file of its name when not given */
  readonly place?: FilePlace;
  /** when the file last changed, UTC milliseconds since 1970 */
  readonly changedMs: number;
  /** name of its log format */
  readonly format: string;
  readonly range: ReadRange;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** about how many bytes it has, for progress */
  readonly sizeBytes: number;
  /** given when what is read is to be noted, and what was read before is to be left out */
  readonly resume?: ResumePoint;
}

/** How far the reading of a piece is. */
export interface PieceStep {
  readonly events: number;
  readonly bytes: number;
}
