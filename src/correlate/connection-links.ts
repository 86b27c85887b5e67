import { type FlowPath, levelRank, msg, type Observations } from '../model/index.ts';
import { isPrivateAddress } from './address-book.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Names } from './names.ts';
import { bucketsOf, MINUTE, type PointLink, pair } from './point-link.ts';

const GRAVE = levelRank('medium');
// A request and what it sets off are seconds apart; firewalls write the end of a connection, minutes after its request.
const NEAR_MS = 2 * MINUTE;

/**
 * Ties what a program that serves the net was made to do to an address of the internet that other alerts name and that
 * was connected to its host in those minutes: the request itself is in a log that nobody keeps, or reads.
 */
export function* duringConnection(
  { points, names }: { readonly points: readonly AlertPoint[]; readonly names: Names },
  observations: Pick<Observations, 'flows'>,
): Generator<PointLink> {
  const named = bucketsOf(points, (point) => outsideAddresses(point));
  const served = bucketsOf(points, (point) => (isServed(point) ? [point.host] : []));
  if (served.size === 0) return;
  // Hundreds of thousands, and made only when they are asked for.
  for (const flow of observations.flows) {
    const others = named.get(flow.from);
    const there = others === undefined ? [] : (served.get(names.host(flow.to)) ?? []);
    for (const point of there) {
      if (!isNear(flow, point.alert.timeMs)) continue;
      const other = others!.findLast(({ index }) => index < point.index) ?? others![0]!;
      const args = { address: flow.from, host: point.alert.host };
      const explain = () => ({ reason: msg('link.connection-from', args), evidence: [flow.firstRef] });
      yield pair(other, point, 'same-address', explain);
    }
  }
}

function outsideAddresses({ alert }: AlertPoint): string[] {
  if (levelRank(alert.rule.level) < GRAVE) return [];
  return (alert.context?.addresses ?? []).filter((address) => !isPrivateAddress(address));
}

/** What its rule takes for the work of a web server, in a record that does not say who asked for it. */
function isServed({ alert, notes, host }: AlertPoint): boolean {
  const isOfWeb = (notes?.behaviours ?? []).some((id) => id.startsWith('web-'));
  return host !== '' && isOfWeb && (alert.context?.addresses ?? []).length === 0;
}

function isNear({ firstMs, lastMs }: FlowPath, timeMs: number | null): boolean {
  if (firstMs === null || lastMs === null || timeMs === null) return false;
  return Math.min(Math.abs(timeMs - firstMs), Math.abs(timeMs - lastMs)) <= NEAR_MS;
}
