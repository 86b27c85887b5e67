import { type EventRef, levelRank, msg } from '../model/index.ts';
import type { AlertPoint } from './alert-points.ts';
import { type PointLink, pair } from './point-link.ts';

const GRAVE = levelRank('high');

/**
 * Ties a grave correlation to what it counted: the logins that together are the sign, each by itself everyday.
 * @param isLowered whether a point weighs less here than its rule says: then it ties nothing
 */
export function* countedIn(
  points: readonly AlertPoint[],
  isLowered: (point: AlertPoint) => boolean,
): Generator<PointLink> {
  const byMatch = new Map<string, AlertPoint>();
  for (const point of points) {
    if (point.alert.correlation !== undefined) continue;
    for (const { rule, event } of [point.alert, ...point.twins]) byMatch.set(matchKey(rule.id, event), point);
  }
  for (const point of points) {
    const { rule, correlation } = point.alert;
    if (correlation === undefined || levelRank(rule.level) < GRAVE || isLowered(point)) continue;
    const matches = correlation.events.map((event) => byMatch.get(matchKey(event.ruleId, event)));
    for (const match of new Set(matches)) {
      if (match === undefined) continue;
      yield pair(match, point, 'counted-in', () => ({ reason: msg('link.counted-in', { title: rule.title }) }));
    }
  }
}

function matchKey(ruleId: string, { source, record, byteOffset }: EventRef): string {
  return `${ruleId}\n${source}\n${record ?? `@${byteOffset}`}`;
}
