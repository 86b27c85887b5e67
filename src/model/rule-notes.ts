import type { Level } from './level.ts';

/** What a rule of Landfall's own says beside its detection: the map `landfall` of its file. */
export interface RuleNotes {
  /** ids of the catalogue rows it shows, see content/behaviours */
  readonly behaviours: readonly string[];
  /** names of Microsoft Defender detections that it stands for */
  readonly defender: readonly string[];
  /** how few others do the same: D close to the published tradecraft of one group, S of a minority, G generic */
  readonly distinctiveness?: 'D' | 'S' | 'G';
  /** what usually explains it harmlessly */
  readonly innocent?: string;
  /** what to look at next */
  readonly check: readonly string[];
  /** on which hosts it is more serious */
  readonly rises: readonly { readonly when: string; readonly level: Level }[];
  /** the advisory that published the behaviour */
  readonly advisory?: string;
}
