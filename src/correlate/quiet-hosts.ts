import { levelRank, type Observations } from '../model/index.ts';
import type { AlertPoint } from './alert-points.ts';
import { HOUR, MINUTE } from './point-link.ts';

const GRAVE = levelRank('medium');
// How far apart two things on one host may be, to be told as one.
const NEAR_MS = 30 * MINUTE;
// What belongs to a moment may go on for a while before and after.
const AROUND_MS = 2 * HOUR;
// By chance two strangers meet on such a host once in two hundred times.
const LEAST_CHANCE = 1 / 200;

/** Tells on which hosts hardly anything happens that somebody should explain: there two such things at once are no chance. */
export class QuietHosts {
  readonly #times = new Map<string, number[]>();
  readonly #spanMs: number;

  /** @param points in the order of time */
  constructor(points: readonly AlertPoint[], { coverage }: Pick<Observations, 'coverage'>) {
    for (const { host, alert } of points) {
      if (host === '' || alert.timeMs === null || levelRank(alert.rule.level) < GRAVE) continue;
      const times = this.#times.get(host);
      if (times === undefined) this.#times.set(host, [alert.timeMs]);
      else times.push(alert.timeMs);
    }
    const [from, to] = coverage.reduce(
      ([least, most], { firstMs, lastMs }) => [Math.min(least, firstMs ?? least), Math.max(most, lastMs ?? most)],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    );
    this.#spanMs = Math.max(NEAR_MS, to - from);
  }

  /** Whether something worth a question is so rare on a host at other times that two of it near this time are no chance. */
  isQuietBesides(host: string, timeMs: number): boolean {
    const times = this.#times.get(host) ?? [];
    const others = firstFrom(times, timeMs - AROUND_MS) + times.length - firstFrom(times, timeMs + AROUND_MS);
    return (others * NEAR_MS) / this.#spanMs < LEAST_CHANCE;
  }
}

/** The place of the first time that is not before another. */
function firstFrom(times: readonly number[], timeMs: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
