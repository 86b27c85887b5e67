import type { LinkKind } from '../model/index.ts';
import { Forest } from './clusters.ts';
import type { PointLink } from './point-link.ts';

// More links than anybody reads; an incident of ten thousand alerts has sixty thousand.
const MANY = 1_000;
// Each says something of its own: of a command, an address, a connection or a correlation.
const OF_THEIR_OWN: ReadonlySet<LinkKind> = new Set([
  ...(['remote-target', 'relay', 'same-lease', 'same-address', 'new-account-on-host', 'counted-in'] as const),
]);

/**
 * The links of an incident that are told: all of them, but of more than a thousand only those without which something would
 * no longer hang together by their kind of reason, the strongest first. What hangs together by a kind of reason does so
 * with the links that are left.
 */
export function toldLinks(links: readonly PointLink[]): readonly PointLink[] {
  if (links.length <= MANY) return links;
  const told = new Set(links.filter(({ kind }) => OF_THEIR_OWN.has(kind)));
  const forests = new Map<LinkKind, Forest>();
  const places = new Map<number, number>();
  for (const { from, to } of links) for (const end of [from, to]) if (!places.has(end)) places.set(end, places.size);
  for (const link of links.toSorted((a, b) => b.weight - a.weight)) {
    const forest = forests.get(link.kind) ?? new Forest(places.size);
    forests.set(link.kind, forest);
    if (forest.join(places.get(link.from)!, places.get(link.to)!)) told.add(link);
  }
  return links.filter((link) => told.has(link));
}
