import { ContainerError } from './container.ts';

/** What may come out of one file that was given, with everything that is in it. */
export interface ContainerBudget {
  /** @throws ContainerError CONTAINER_LIMIT, as all others */
  enter(depth: number): void;
  addMember(): void;
  add(sizeBytes: number): void;
}

// A collection (zip) of an archive (tar) that is compressed (gz) of logs that are compressed (gz): 4.
const MOST_DEPTH = 6;
// The largest collections have some ten thousand files.
const MOST_MEMBERS = 200_000;
// Small files may hold this much, however well they are compressed: a new log is mostly zeros.
const FREE_BYTES = 2 ** 28;
// Text logs are compressed to a tenth, those of one repeated line to a hundredth.
const MOST_RATIO = 300;

/** @param givenBytes size of the file that was given */
export function budgetFor(givenBytes: number): ContainerBudget {
  const mostBytes = Math.max(FREE_BYTES, givenBytes * MOST_RATIO);
  let members = 0;
  let bytes = 0;
  return {
    enter: (depth) => {
      if (depth > MOST_DEPTH) throw limit(`Archives are nested more than ${MOST_DEPTH} deep here.`);
    },
    addMember: () => {
      if (++members > MOST_MEMBERS) throw limit(`More than ${MOST_MEMBERS} files are in this; the rest is not read.`);
    },
    add: (sizeBytes) => {
      bytes += sizeBytes;
      if (bytes > mostBytes)
        throw limit(`More than ${mostBytes} bytes come out of ${givenBytes}, as from a decompression bomb.`);
    },
  };
}

function limit(message: string): ContainerError {
  return new ContainerError('CONTAINER_LIMIT', message);
}
