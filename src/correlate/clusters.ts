import type { PointLink } from './point-link.ts';

/** One reason of this strength alone ties two points. */
export const STRONG = 0.6;
// Weaker ones only together: a bridge of hints between two stories is to be as sure as one good reason.
const BRIDGE = 0.6;

/** Reasons that hold whatever the alerts are: one session, one tree, one tunnel, a command that names the other host. */
const CERTAIN: ReadonlySet<PointLink['kind']> = new Set([
  ...(['same-record', 'same-process-tree', 'same-session', 'same-lease', 'remote-target', 'relay'] as const),
]);

/** Whether a reason holds whatever the alerts are. */
export function isCertain({ kind }: PointLink): boolean {
  return CERTAIN.has(kind);
}

/**
 * Groups points: first by strong links; then groups are joined where the hints between them together are strong enough, as
 * 1 - Π(1 - weight) over distinct kinds of reasons. What is everyday by itself (`isGrave` says no) ties nothing together but
 * by a certain reason: two people from one address are no story; and groups without anything grave are not joined.
 * @returns the group of each point, by the index of its first point
 */
export function clusters(count: number, links: readonly PointLink[], isGrave: (index: number) => boolean): Int32Array {
  const forest = new Forest(count);
  for (const link of links) {
    const { from, to, weight } = link;
    if (weight >= STRONG && (isCertain(link) || isGrave(from) || isGrave(to))) forest.join(from, to);
  }
  const grave = new Set<number>();
  for (let index = 0; index < count; index++) if (isGrave(index)) grave.add(forest.root(index));
  for (const [key, byKind] of hintsBetween(links, forest, grave)) {
    let chance = 1;
    for (const weight of byKind.values()) chance *= 1 - weight;
    if (1 - chance < BRIDGE) continue;
    const [a, b] = key.split(' ').map(Number);
    forest.join(a!, b!);
  }
  return Int32Array.from({ length: count }, (_, index) => forest.root(index));
}

/** The strongest link of each kind between each two groups that both have something grave. */
function hintsBetween(
  links: readonly PointLink[],
  forest: Forest,
  grave: ReadonlySet<number>,
): ReadonlyMap<string, ReadonlyMap<PointLink['kind'], number>> {
  const hints = new Map<string, Map<PointLink['kind'], number>>();
  for (const { from, to, weight, kind } of links) {
    const [a, b] = [forest.root(from), forest.root(to)];
    if (a === b || !grave.has(a) || !grave.has(b)) continue;
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    const byKind = hints.get(key) ?? new Map<PointLink['kind'], number>();
    hints.set(key, byKind.set(kind, Math.max(byKind.get(kind) ?? 0, weight)));
  }
  return hints;
}

/** Disjoint sets; the root of a set is its smallest member. */
export class Forest {
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

  /** @returns false when both were in one set before */
  join(a: number, b: number): boolean {
    const [x, y] = [this.root(a), this.root(b)];
    if (x < y) this.#parents[y] = x;
    else this.#parents[x] = y;
    return x !== y;
  }
}
