import type { ReadRange } from './format.ts';
import type { ResumePoint } from './resume.ts';

/** A part of one file that can be read by itself. Plain data. */
export interface Piece {
  /** path of the file as the user gave it */
  readonly source: string;
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
