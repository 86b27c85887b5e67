import { setV8Flags } from '../../src/cli/v8-flags.ts';
import { createObserver } from '../../src/observe/index.ts';
import { inventedPieces } from '../invented-events.ts';

/** What `node observations.js EVENTS` prints as JSON. */
export interface ObservationCost {
  readonly events: number;
  /** of reading invented events, observing them, putting the pieces together; of all threads */
  readonly cpuMs: number;
  /** resident memory when all is put together */
  readonly residentBytes: number;
  /** rows of each table */
  readonly rows: Readonly<Record<string, number>>;
  readonly dropped: Readonly<Record<string, number>>;
}

// As `bin/landfall.js` does.
setV8Flags();
const events = Number(process.argv[2]);
const startCpu = process.cpuUsage();
const whole = createObserver();
for (const piece of inventedPieces(events)) {
  const observer = createObserver();
  for (const event of piece.events) observer.add(event);
  whole.absorb(observer.part());
}
const { user, system } = process.cpuUsage(startCpu);
const residentBytes = process.memoryUsage.rss();
const { limits, ...tables } = whole.observations();
const cost: ObservationCost = {
  ...{ events, cpuMs: (user + system) / 1000, residentBytes },
  rows: Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, countOf(rows)])),
  dropped: Object.fromEntries(limits.map(({ table, dropped }) => [table, dropped])),
};
console.log(JSON.stringify(cost));

/** Gone through, because some tables make their rows only then. */
function countOf(rows: Iterable<unknown>): number {
  let count = 0;
  for (const _ of rows) count++;
  return count;
}
