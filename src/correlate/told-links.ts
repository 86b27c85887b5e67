import type { LinkKind } from '../model/index.ts';
import { Forest } from './clusters.ts';
import type { PointLink } from './point-link.ts';

// More links than anybody reads; an incident of ten thousand alerts has sixty thousand.
const MANY = 1_000;
// Each says something of its own: of a command, an address, a connection or a correlation.
const OF_THEIR_OWN: ReadonlySet<LinkKind> = new Set([
  ...(['remote-target', 'relay', 'same-lease', 'same-address', 'new-account-on-host', 'counted-in'] as const),
]);

// What else an intruder's deeds are told by, see `deedsOf`: these two together.
const CERTAIN: ReadonlySet<LinkKind> = new Set(['same-session', 'same-process-tree']);

/**
 * The links of an incident that are told: all of them, but of more than a thousand only those without which something would
 * no longer hang together, the strongest first. What hangs together by sessions and trees of processes does so with the
 * links that are left.
 */
export function toldLinks(links: readonly PointLink[]): readonly PointLink[] {
  if (links.length <= MANY) return links;
  const places = new Map<number, number>();
  for (const { from, to } of links) for (const end of [from, to]) if (!places.has(end)) places.set(end, places.size);
  const [certain, any] = [new Forest(places.size), new Forest(places.size)];
  const told = new Set<PointLink>();
  const byStrength = links.toSorted((a, b) => b.weight - a.weight);
  const join = (forest: Forest, { from, to }: PointLink): boolean => forest.join(places.get(from)!, places.get(to)!);
  for (const link of byStrength) {
    const isCertain = CERTAIN.has(link.kind);
    if (!isCertain && !OF_THEIR_OWN.has(link.kind)) continue;
    if (!isCertain || join(certain, link)) told.add(link);
    join(any, link);
  }
  for (const link of byStrength) if (!told.has(link) && join(any, link)) told.add(link);
  return links.filter((link) => told.has(link));
}
