/** Runs of whole numbers, first and last of each, ascending and apart. */
export type Runs = (readonly [first: number, last: number])[];

/** Adds a run of numbers; runs that touch or overlap become one. Takes constant time near the end of the list. */
export function addRun(runs: Runs, first: number, last: number): void {
  if (runs.length === 0) {
    runs.push([first, last]);
    return;
  }
  let to = runs.length;
  while (to > 0 && runs[to - 1]![0] > last + 1) to--;
  let from = to;
  let [low, high] = [first, last];
  while (from > 0 && runs[from - 1]![1] >= first - 1) {
    from--;
    low = Math.min(low, runs[from]![0]);
    high = Math.max(high, runs[from]![1]);
  }
  runs.splice(from, to - from, [low, high]);
}
