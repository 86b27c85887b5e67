import type { Investigation, PieceReport } from '../investigate.ts';
import type { PendingBlock } from '../normalise/index.ts';
import type { Piece } from '../read/index.ts';
import { takeReadingNotes } from '../read/index.ts';
import { type AlertWishes, collectAlerts, type PieceResult } from './run-piece.ts';

/** Puts together what goes on from one piece of a file into the next. */
export interface AcrossPieces {
  /**
   * Call with every piece, in order.
   * @returns what was found across this piece and those before it in the same file: nothing or one more result
   */
  join(piece: Piece, report: PieceReport): readonly PieceResult[];
  /** For hunts that go on later: what is open of the files whose pieces came, by file. */
  open(): ReadonlyMap<string, readonly PendingBlock[]>;
}

/**
 * Works in the main thread, in the order of the pieces, so that the outcome does not depend on who ran them.
 * @param before what earlier hunts left open, by file
 */
export function joinAcrossPieces(
  investigation: Investigation,
  before: ReadonlyMap<string, readonly PendingBlock[]> = new Map(),
  wishes?: AlertWishes,
): AcrossPieces {
  const left = new Map<string, readonly PendingBlock[]>();
  let joiner = investigation.openJoiner();
  let current: string | undefined;
  let events = 0;
  return {
    join: (piece, report) => {
      const { source, isFirst, isLast, resume } = piece;
      if (isFirst && isLast && resume === undefined) return [];
      const collector = collectAlerts(wishes);
      const notes = takeReadingNotes();
      if (isFirst) {
        joiner = investigation.openJoiner();
        joiner.absorb({ pending: before.get(source) ?? [], problems: [] });
        events = 0;
      }
      current = source;
      events += report.events;
      investigation.absorb(joiner, report, collector.add);
      if (isLast) {
        const { pending } = joiner.state();
        const { problems, alertedRules } = investigation.finish(joiner, collector.add);
        for (const problem of problems) notes.addProblem(problem);
        if (resume !== undefined) left.set(source, stillOpen(pending, alertedRules, before.get(source), events > 0));
        current = undefined;
      }
      return [{ ...collector.finish(), report: notes.report(0) }];
    },
    open: () => (current === undefined ? left : new Map([...left, [current, joiner.state().pending]])),
  };
}

// PowerShell writes the parts of a block at once; 4 M characters are the parts of some hundred blocks.
const MOST_CHARACTERS = 4_000_000;

/**
 * Which blocks may yet be completed. They were judged incomplete, so the rules that alerted are noted with them; a block
 * that got no part while its log went on never will.
 */
function stillOpen(
  pending: readonly PendingBlock[],
  alertedRules: ReadonlyMap<string, readonly string[]>,
  before: readonly PendingBlock[] = [],
  wentOn: boolean,
): readonly PendingBlock[] {
  const partsBefore = new Map(before.map(({ key, parts }) => [key, parts.length]));
  let characters = 0;
  return pending
    .filter(({ key, parts }) => !wentOn || partsBefore.get(key) !== parts.length)
    .map((block) => ({ ...block, alertedRules: [...block.alertedRules, ...(alertedRules.get(block.key) ?? [])] }))
    .toReversed()
    .filter(({ parts }) => {
      for (const [, text] of parts) characters += text.length;
      return characters <= MOST_CHARACTERS;
    })
    .toReversed();
}
