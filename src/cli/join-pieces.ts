import type { Investigation, PieceReport } from '../investigate.ts';
import type { Piece } from '../read/index.ts';
import { takeReadingNotes } from '../read/index.ts';
import { collectAlerts, type PieceResult } from './run-piece.ts';

/** Puts together what goes on from one piece of a file into the next. */
export interface AcrossPieces {
  /**
   * Call with every piece, in order.
   * @returns what was found across this piece and those before it in the same file: nothing or one more result
   */
  join(piece: Piece, report: PieceReport): readonly PieceResult[];
}

/** Works in the main thread, in the order of the pieces, so that the outcome does not depend on who ran them. */
export function joinAcrossPieces(investigation: Investigation): AcrossPieces {
  let joiner = investigation.openJoiner();
  return {
    join: (piece, report) => {
      if (piece.isFirst && piece.isLast) return [];
      if (piece.isFirst) joiner = investigation.openJoiner();
      const collector = collectAlerts();
      const notes = takeReadingNotes();
      investigation.absorb(joiner, report, collector.add);
      if (piece.isLast) for (const problem of investigation.finish(joiner, collector.add)) notes.addProblem(problem);
      return [{ ...collector.finish(), report: { ...notes.report(0), ...investigation.correlator.take() } }];
    },
  };
}
