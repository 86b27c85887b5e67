import { type IncidentAlert, levelRank } from '../model/index.ts';
import { type AlertPoint, placeOf, pointsByRecord } from './alert-points.ts';

const HIGH = levelRank('high');

/** What is asked of an alert of a story. */
interface Told {
  readonly alert: Pick<IncidentAlert, 'id' | 'raisedLevel'>;
}

/**
 * How many rules say something of their own. A correlation says nothing beside its own matches, unless it rests also on
 * records that no alert of the story stands on; and one that is not grave here says nothing beside others: it may count what
 * an administrator does every day.
 * @param points of one story
 * @param told those of its alerts that are no habit and worth a question
 */
export function independentRules(points: readonly AlertPoint[], told: readonly Told[]): number {
  const levels = new Map(told.map(({ alert }) => [alert.id, levelRank(alert.raisedLevel)]));
  const toldPoints = points.filter((point) => levels.has(point.id));
  const own = toldPoints.filter(({ alert }) => alert.correlation === undefined);
  if (own.length === 0) return rulesIn(toldPoints);
  const byRecord = pointsByRecord(own);
  const grave = toldPoints.filter((point) => {
    const { correlation } = point.alert;
    if (correlation === undefined || levels.get(point.id)! < HIGH) return false;
    return correlation.events.some((event) => !byRecord.has(placeOf(event)));
  });
  return rulesIn(own) + rulesIn(grave);
}

function rulesIn(points: readonly AlertPoint[]): number {
  return new Set(points.map(({ alert }) => alert.rule.id)).size;
}
