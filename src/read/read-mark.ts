/**
 * What of a file was read, so that a later run can go on there. Plain data for JSON. It says enough about the content
 * to tell the same log, grown or under another name, from another one that has taken its place.
 */
export type ReadMark = RecordsMark | LinesMark;

/** What was read of a log of numbered records in chunks, whose places are used again when the log is full. */
export interface RecordsMark {
  readonly kind: 'records';
  /** fingerprints of chunks of which every record was read, in no order that says anything */
  readonly chunks: readonly string[];
  /** ascending by number of record */
  readonly runs: readonly RecordRun[];
  /** records that the log no longer counts: number, and when it was written, UTC ms since 1970 */
  readonly carved: readonly (readonly [recordId: number, writtenMs: number])[];
}

/** Records that were read one after another: all from the first number to the last that the log had then. */
export interface RecordRun {
  readonly firstId: number;
  /** when the first and the last were written, UTC ms since 1970: the number alone does not name a record */
  readonly firstMs: number;
  readonly lastId: number;
  readonly lastMs: number;
  /** bounds of all times between */
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** What was read of a log of lines, to which lines are added at its end. */
export interface LinesMark {
  readonly kind: 'lines';
  /** byte offsets, ascending, apart from each other: every line that starts in one was read */
  readonly ranges: readonly ByteRange[];
  /** the first bytes of the file, and those before the end of the last range */
  readonly head: BytesPrint;
  readonly tail: BytesPrint;
}

/** From (included) to (excluded). */
export type ByteRange = readonly [from: number, to: number];

/** Which bytes stand at a place, as a checksum. */
export interface BytesPrint {
  readonly byteOffset: number;
  readonly length: number;
  readonly crc32: number;
}

/** Puts marks of parts of one file together; undefined when they are of different files. */
export function mergeMarks(marks: readonly ReadMark[]): ReadMark | undefined {
  const [first] = marks;
  if (first === undefined || marks.some(({ kind }) => kind !== first.kind)) return undefined;
  return first.kind === 'records'
    ? mergeRecordMarks(marks as readonly RecordsMark[])
    : mergeLineMarks(marks as readonly LinesMark[]);
}

function mergeRecordMarks(marks: readonly RecordsMark[]): RecordsMark {
  const chunks = new Set(marks.flatMap((mark) => mark.chunks));
  const carved = new Map(marks.flatMap((mark) => mark.carved).map((record) => [record.join(' '), record]));
  const runs = mergeRuns(marks.flatMap((mark) => mark.runs));
  return { kind: 'records', chunks: [...chunks].sort(), runs, carved: [...carved.values()] };
}

/** Runs that follow each other become one; a log that was read whole has one run, or few. */
export function mergeRuns(runs: readonly RecordRun[]): readonly RecordRun[] {
  const merged: RecordRun[] = [];
  for (const run of [...runs].sort((left, right) => left.firstId - right.firstId || left.lastId - right.lastId)) {
    const before = merged.at(-1);
    if (before === undefined || run.firstId !== before.lastId + 1) merged.push(run);
    else merged[merged.length - 1] = joinRuns(before, run);
  }
  return merged;
}

/** `after` follows on `before`. */
export function joinRuns(before: RecordRun, after: RecordRun): RecordRun {
  return {
    ...{ firstId: before.firstId, firstMs: before.firstMs, lastId: after.lastId, lastMs: after.lastMs },
    earliestMs: Math.min(before.earliestMs, after.earliestMs),
    latestMs: Math.max(before.latestMs, after.latestMs),
  };
}

function mergeLineMarks(marks: readonly LinesMark[]): LinesMark | undefined {
  const last = marks.reduce((left, right) => (endOf(right) > endOf(left) ? right : left));
  const head = marks.reduce((left, right) => (right.head.length > left.head.length ? right : left)).head;
  const isOneFile = marks.every(({ head: { length, crc32 } }) => length !== head.length || crc32 === head.crc32);
  if (!isOneFile) return undefined;
  return { kind: 'lines', ranges: mergeRanges(marks.flatMap(({ ranges }) => ranges)), head, tail: last.tail };
}

function endOf({ tail }: LinesMark): number {
  return tail.byteOffset + tail.length;
}

function mergeRanges(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const merged: ByteRange[] = [];
  for (const range of [...ranges].sort((left, right) => left[0] - right[0])) {
    const before = merged.at(-1);
    if (range[0] >= range[1]) continue;
    if (before === undefined || range[0] > before[1]) merged.push(range);
    else merged[merged.length - 1] = [before[0], Math.max(before[1], range[1])];
  }
  return merged;
}
