import type { EventRef, LinkKind, Msg } from '../model/index.ts';
import type { AlertPoint } from './alert-points.ts';

/** Why two points belong together. */
export interface PointLink {
  readonly from: number;
  readonly to: number;
  readonly kind: LinkKind;
  readonly weight: number;
  /** what both have in common, where it is needed to explain the link */
  readonly key: string | undefined;
  /** called for links of incidents only, with the link: of fifty thousand alerts few are in one */
  readonly explain: (link: PointLink) => LinkGround;
}

/** What a reader is told of a link. */
export interface LinkGround {
  readonly reason: Msg;
  /** records that show it, beside those of the two points */
  readonly evidence?: readonly EventRef[];
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * How strongly each reason ties, from certain (one process tree) to a hint (one host, minutes apart). Two things that
 * happen on one busy host within half an hour are mostly strangers; hence below one half. By judgement; the tests on
 * simulated organisations hold them.
 */
export const WEIGHTS: Readonly<Record<LinkKind, number>> = {
  'same-record': 0.95,
  'same-process-tree': 0.95,
  'same-session': 0.9,
  'same-lease': 0.85,
  'remote-target': 0.8,
  relay: 0.8,
  'counted-in': 0.8,
  'new-account-on-host': 0.7,
  'same-file': 0.7,
  'same-address': 0.65,
  'same-account': 0.5,
  'same-host-close-in-time': 0.35,
};

/** A link from the earlier of two points to the later. */
export function pair(
  a: AlertPoint,
  b: AlertPoint,
  kind: LinkKind,
  explain: (link: PointLink) => LinkGround,
  weight = WEIGHTS[kind],
  key?: string,
): PointLink {
  const [from, to] = a.index < b.index ? [a.index, b.index] : [b.index, a.index];
  return { from, to, kind, weight, key, explain };
}

/** One link of two points for each kind of reason, the strongest, in the order in which they are first given; of those that are wanted. */
export function distinct(links: Iterable<PointLink>, isWanted: (link: PointLink) => boolean): PointLink[] {
  const kept: PointLink[] = [];
  const places = new Map<LinkKind, Map<number, number>>();
  for (const link of links) {
    if (!isWanted(link)) continue;
    const ofKind = places.get(link.kind) ?? new Map<number, number>();
    places.set(link.kind, ofKind);
    // Both are below 2^26.
    const key = link.from * 2 ** 26 + link.to;
    const place = ofKind.get(key);
    if (place === undefined) ofKind.set(key, kept.push(link) - 1);
    else if (kept[place]!.weight < link.weight) kept[place] = link;
  }
  return kept;
}

/** Points by key, each list in their order. */
export function bucketsOf(
  points: readonly AlertPoint[],
  keys: (point: AlertPoint) => readonly string[],
): ReadonlyMap<string, AlertPoint[]> {
  const buckets = new Map<string, AlertPoint[]>();
  for (const point of points) {
    for (const key of keys(point)) {
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [point]);
      else bucket.push(point);
    }
  }
  return buckets;
}

// More than this many things at one moment are one thing.
const MOST_NEAR = 16;

/** Points of a list in time order from `fromMs` to `toMs`, the first 16 of them. */
export function between(list: readonly AlertPoint[], fromMs: number, toMs: number): AlertPoint[] {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(list[middle]!) < fromMs) low = middle + 1;
    else high = middle;
  }
  const found: AlertPoint[] = [];
  for (let index = low; index < list.length && found.length < MOST_NEAR; index++) {
    if (timeOf(list[index]!) > toMs) break;
    found.push(list[index]!);
  }
  return found;
}

/** The last point of a list in time order that is not after a time. */
export function lastUntil(list: readonly AlertPoint[], untilMs: number): AlertPoint | undefined {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(list[middle]!) <= untilMs) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}

/** Undated points stand last. */
function timeOf({ alert }: AlertPoint): number {
  return alert.timeMs ?? Number.POSITIVE_INFINITY;
}
