import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Collect garbage when the heap has grown by a third, not when it has doubled: less memory, and no more time that shows, as
// little is alive (docs/decisions/0009-memory-of-a-hunt.md).
const HEAP_GROWING = '--heap-growing-percent=35';
// How much bytecode a function runs before V8 thinks again about optimising it; its own is 67,584. Loading and filing
// thousands of rules is much code that runs for a moment: optimising it takes longer than it saves (docs/benchmarks.md,
// "What starting consists of"). What a hunt does all the time is optimised some milliseconds later.
const INTERRUPT_BUDGET = '--interrupt-budget=1000000';

/** Sets V8 up for this process and its worker threads; to be called before the rest of the program is loaded. */
export function setV8Flags(): void {
  setFlagsFromString(HEAP_GROWING);
  // Measured on Node 20, with V8 11; later ones have a quicker compiler in between, and other flags.
  if (process.versions.v8.startsWith('11.')) setFlagsFromString(INTERRUPT_BUDGET);
}

/**
 * For work on several threads, each of which has a heap: collect when one has grown by a quarter
 * (docs/decisions/0009-memory-of-a-hunt.md).
 */
export function collectSooner(): void {
  setFlagsFromString('--heap-growing-percent=25');
}

/** Collects what is no longer used at once: V8 would let half as much again pile up first. Takes a tenth of a second. */
export function freeMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}
