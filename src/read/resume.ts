import type { ByteSource, ReadRange } from './format.ts';
import type { ReadMark } from './read-mark.ts';

/** A range to be read, and what is known about it beforehand. Plain data. */
export interface ResumeRange {
  readonly range: ReadRange;
  readonly point: ResumePoint;
  /** about how many bytes it has */
  readonly sizeBytes: number;
}

/** What the reader of a range must know to go on where an earlier run stopped. Plain data. */
export interface ResumePoint {
  /** what was read of the file before; undefined when nothing was */
  readonly known: ReadMark | undefined;
  /** fingerprints of the range's chunks as they were before it is read */
  readonly chunks: readonly string[];
}

/** What is left to be read of a file. */
export interface ReadPlan {
  /** in file order, at least one */
  readonly ranges: readonly ResumeRange[];
  /** what of the mark still holds for the file; undefined when nothing was read of it before */
  readonly known: ReadMark | undefined;
  /** the file holds the last of what was read, so it is the same one, grown */
  readonly isSame: boolean;
}

/** Takes note of what is read of one range, item by item. */
export interface ReadFollower<Item> {
  /** whether it is to be looked at: it was not read before, and is not still being written */
  isNew(item: Item): boolean;
  /** call with every new item, before going on to the next */
  add(item: Item): void;
  /**
   * What was read of the range.
   * @param isWhole it was read to its end
   */
  mark(isWhole: boolean): ReadMark;
}

/** How a format goes on with a file of which a part was read in an earlier run. */
export interface Resumption<Item> {
  /**
   * Plans the reading of a file.
   * @param mark of an earlier run, perhaps of another file; undefined for a file that was never read
   * @returns undefined when the mark is not of this file: another one has taken its place, or it began anew
   */
  plan(bytes: ByteSource, mark: ReadMark | undefined): ReadPlan | undefined;
  /** What a file and its marks have in common whatever its name: a mark that shares any of these may be of the file. */
  traces(bytes: ByteSource): readonly string[];
  tracesOf(mark: ReadMark): readonly string[];
  /** @returns undefined when the file is no longer the one that the range was planned for */
  follow(bytes: ByteSource, range: ReadRange, point: ResumePoint): ReadFollower<Item> | undefined;
}
