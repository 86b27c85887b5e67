import type { SourcePosition } from './rule.ts';

/** Turns offsets of one text into lines and columns. */
export interface LineIndex {
  /** @param offset in UTF-16 units; beyond the text counts as its end */
  at(offset: number): SourcePosition;
}

/** Indexes the lines of a text; the index is made on the first question, as most rules are never asked about. */
export function indexLines(text: string): LineIndex {
  let starts: number[] | undefined;
  return {
    at(offset) {
      starts ??= lineStarts(text);
      const bounded = Math.max(0, Math.min(offset, text.length));
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= bounded) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: bounded - starts[low]! + 1 };
    },
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
