import type { LogEvent, Observations, Schema } from '../model/index.ts';

/**
 * One kind of facts: takes them from events in bounded memory, gives them as plain data, and takes such data of other
 * pieces back in. The same object collects within a piece and merges pieces.
 */
export interface Aspect<Part, Result extends Partial<Observations>> {
  /**
   * Asked once for each schema.
   * @returns undefined when its events say nothing of the kind; else what takes the facts of one event
   */
  bind(schema: Schema): ((event: LogEvent) => void) | undefined;
  /** Takes in what another piece gave; call in the order of the pieces. */
  absorb(part: Part): void;
  /** What a piece leaves to be absorbed. Plain data. */
  part(): Part;
  /** All that was collected and absorbed, in a fixed order: tables of `Observations`. */
  result(): Result;
  /** how many facts were left out because the table was full */
  readonly dropped: number;
}
