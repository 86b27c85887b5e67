import type { PointLink } from './links.ts';

/** One reason of this strength alone ties two points. */
export const STRONG = 0.6;
// Weaker ones only together: a bridge of hints between two stories is to be as sure as one good reason.
const BRIDGE = 0.6;

/** Reasons that hold whatever the alerts are: one session, one tree, one tunnel, a command that names the other host. */
const CERTAIN: ReadonlySet<PointLink['kind']> = new Set([
  ...(['same-process-tree', 'same-session', 'same-lease', 'remote-target', 'relay'] as const),
]);

/**
 * Groups points: first by strong links; then groups are joined where the hints between them together are strong enough, as
 * 1 - Π(1 - weight) over distinct kinds of reasons. What is everyday by itself (`isGrave` says no) ties nothing together but
 * by a certain reason: two people from one address are no story.
 * @returns the group of each point, by the index of its first point
 */
export function clusters(count: number, links: readonly PointLink[], isGrave: (index: number) => boolean): Int32Array {
  const forest = new Forest(count);
  for (const { from, to, weight, kind } of links) {
    if (weight >= STRONG && (CERTAIN.has(kind) || isGrave(from) || isGrave(to))) forest.join(from, to);
  }
  const hints = new Map<string, Map<string, number>>();
  for (const { from, to, weight, kind } of links) {
    const [a, b] = [forest.root(from), forest.root(to)];
    if (a === b || weight >= STRONG || !isGrave(from) || !isGrave(to)) continue;
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    const byKind = hints.get(key) ?? new Map<string, number>();
    byKind.set(kind, Math.max(byKind.get(kind) ?? 0, weight));
    hints.set(key, byKind);
  }
  for (const [key, byKind] of hints) {
    let chance = 1;
    for (const weight of byKind.values()) chance *= 1 - weight;
    if (1 - chance < BRIDGE) continue;
    const [a, b] = key.split(' ').map(Number);
    forest.join(a!, b!);
  }
  return Int32Array.from({ length: count }, (_, index) => forest.root(index));
}

/** Disjoint sets; the root of a set is its smallest member. */
class Forest {
  readonly #parents: Int32Array;

  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, index) => index);
  }

  root(index: number): number {
    let root = index;
    while (this.#parents[root] !== root) root = this.#parents[root]!;
    for (let at = index; at !== root; ) {
      const next = this.#parents[at]!;
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  join(a: number, b: number): void {
    const [x, y] = [this.root(a), this.root(b)];
    if (x < y) this.#parents[y] = x;
    else this.#parents[x] = y;
  }
}
