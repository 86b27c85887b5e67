import type { Level, Problem, UnboundRule, UsageError } from './model/index.ts';
import type { ScriptBlockState } from './normalise/index.ts';
import type { ReadRange } from './read/index.ts';
import type { SigmaRule } from './sigma/index.ts';

// What goes into an investigation and comes out of it. All but LoadedRules is plain data that can be sent to a worker.

/** The text of a rule file, or of a file with placeholder values. */
export interface RuleText {
  readonly file: string;
  readonly text: string;
}

/** What an investigation looks for and how. */
export interface InvestigationSetup {
  readonly ruleTexts: readonly RuleText[];
  readonly placeholders?: RuleText;
  /** rules below it are left out */
  readonly minLevel?: Level;
  /** also read what the logs no longer count as records */
  readonly carve: boolean;
}

/** The rules of a setup, parsed and sorted out. */
export interface LoadedRules {
  readonly loaded: number;
  readonly bound: readonly SigmaRule[];
  readonly unbound: readonly UnboundRule[];
  readonly errors: readonly UsageError[];
  /** rules below the least level, which count nowhere else */
  readonly leftOut: number;
}

/** A part of one file that can be investigated by itself. */
export interface Piece {
  /** path of the file as the user gave it */
  readonly source: string;
  /** name of its log format */
  readonly format: string;
  readonly range: ReadRange;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** about how many bytes it has, for progress */
  readonly sizeBytes: number;
}

/** How far a piece is. */
export interface PieceStep {
  readonly events: number;
  readonly bytes: number;
}

/** What was read from a piece. */
export interface PieceReport extends PieceStep {
  /** the first 1,000; `problemCount` counts all */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  /** first and last event time, UTC milliseconds; null when no event is dated */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** in the order of appearance, at most 10,000 */
  readonly hosts: readonly string[];
  readonly channels: readonly string[];
  /** what may go on in the next piece of the file; absent when the piece is the whole file */
  readonly openBlocks?: ScriptBlockState;
}
