import { crc32 } from '../evtx/index.ts';
import type { ByteSource, ReadProblem, ReadRange } from './format.ts';
import { rangesOf, startOfLastLine, startOfNextLine } from './lines.ts';
import type { ByteRange, BytesPrint, LinesMark, ReadMark } from './read-mark.ts';
import type { ReadFollower, ReadPlan, Resumption } from './resume.ts';

// Two lines or more of most logs, so times and names are among them.
const TAIL_BYTES = 1024;
// Heads have one of these lengths, so that a renamed file is found by a few look-ups.
const HEAD_LENGTHS = [1024, 256, 64];

type LineItem = { readonly kind: 'record'; readonly byteOffset: number } | ReadProblem;

/** Goes on with logs of lines: behind the last line that was read, unless the bytes before it have changed. */
export const resumeLines: Resumption<LineItem> = {
  plan: (bytes, mark) => {
    if (mark === undefined) return planOf(bytes, undefined);
    return mark.kind === 'lines' && isSameFile(bytes, mark) ? planOf(bytes, mark) : undefined;
  },
  traces: (bytes) =>
    HEAD_LENGTHS.filter((length) => length <= bytes.sizeBytes).map((length) => traceOf(printOf(bytes, 0, length))),
  tracesOf: (mark) => (mark.kind === 'lines' && mark.head.length > 0 ? [traceOf(mark.head)] : []),
  follow: (bytes, range, { known }) => {
    if (known !== undefined && !(known.kind === 'lines' && isSameFile(bytes, known))) return undefined;
    return followLines(bytes, range);
  },
};

function planOf(bytes: ByteSource, known: LinesMark | undefined): ReadPlan {
  const gaps = gapsBetween(known?.ranges ?? []);
  const ranges = gaps.flatMap(([from, to]) => rangesOf(from, to, bytes.sizeBytes));
  return {
    ranges: ranges.map((range) => ({
      range,
      point: { known, chunks: [] },
      sizeBytes: range.count ?? bytes.sizeBytes - range.first,
    })),
    known,
    isSame: true,
  };
}

/** What lies between ranges and behind the last; `to` is Infinity for the end of the file, wherever that will be. */
function gapsBetween(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const gaps: ByteRange[] = [];
  let from = 0;
  for (const range of ranges) {
    if (range[0] > from) gaps.push([from, range[0]]);
    from = range[1];
  }
  return [...gaps, [from, Number.POSITIVE_INFINITY]];
}

function isSameFile(bytes: ByteSource, { head, tail }: LinesMark): boolean {
  return [head, tail].every(({ byteOffset, length, crc32: expected }) => {
    if (byteOffset + length > bytes.sizeBytes) return false;
    return printOf(bytes, byteOffset, length).crc32 === expected;
  });
}

function followLines(bytes: ByteSource, range: ReadRange): ReadFollower<LineItem> {
  let lastStart = -1;
  let lastLine: number | undefined;
  return {
    // What is no record at the very end may be the first half of one.
    isNew: (item) => {
      if (item.kind === 'record') return true;
      lastLine ??= startOfLastLine(bytes);
      return (item.byteOffset ?? 0) < lastLine;
    },
    add: ({ byteOffset }) => {
      lastStart = byteOffset ?? lastStart;
    },
    mark: (isWhole) => {
      const readTo = lastStart < 0 ? range.first : startOfNextLine(bytes, lastStart);
      const end = range.count === undefined ? readTo : Math.min(range.first + range.count, bytes.sizeBytes);
      return lineMark(bytes, [range.first, isWhole ? Math.max(end, readTo) : readTo]);
    },
  };
}

function lineMark(bytes: ByteSource, range: ByteRange): ReadMark {
  const [, to] = range;
  const tailStart = Math.max(0, to - TAIL_BYTES);
  return {
    ...{ kind: 'lines', ranges: range[0] < to ? [range] : [] },
    head: printOf(bytes, 0, HEAD_LENGTHS.find((length) => length <= to) ?? 0),
    tail: printOf(bytes, tailStart, to - tailStart),
  };
}

function printOf(bytes: ByteSource, byteOffset: number, length: number): BytesPrint {
  return { byteOffset, length, crc32: crc32(bytes.read(byteOffset, length)) };
}

function traceOf({ length, crc32: checksum }: BytesPrint): string {
  return `head ${length} ${checksum}`;
}
