import { levelRank, msg } from '../model/index.ts';
import { type AlertPoint, placeOf, pointsByRecord } from './alert-points.ts';
import { type PointLink, pair } from './point-link.ts';

const GRAVE = levelRank('medium');

/**
 * Ties a correlation that is no everyday thing to what stands on the records it counted: the logins that together are the
 * sign, each by itself everyday.
 * @param isLowered whether a point weighs less here than its rule says: then it ties nothing
 */
export function* countedIn(
  points: readonly AlertPoint[],
  isLowered: (point: AlertPoint) => boolean,
): Generator<PointLink> {
  const counting = points.filter(({ alert }) => alert.correlation !== undefined);
  if (counting.length === 0) return;
  const byRecord = pointsByRecord(points);
  for (const point of counting) {
    const { rule, correlation } = point.alert;
    if (correlation === undefined || levelRank(rule.level) < GRAVE || isLowered(point)) continue;
    for (const match of new Set(correlation.events.flatMap((event) => byRecord.get(placeOf(event)) ?? []))) {
      yield pair(match, point, 'counted-in', () => ({ reason: msg('link.counted-in', { title: rule.title }) }));
    }
  }
}
