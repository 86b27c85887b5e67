import { levelRank, type Msg, msg } from '../model/index.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Habits } from './habits.ts';
import type { Lowered } from './incident-alert.ts';

/**
 * Alerts that weigh less than their rule says: what colleagues do the same way, and correlations of nothing but that.
 * @param usual by point, why it is a habit
 */
export function loweredPoints(
  points: readonly AlertPoint[],
  usual: readonly (Msg | undefined)[],
  habits: Habits,
): (Lowered | undefined)[] {
  const practice = points.map((point): Lowered | undefined => {
    const because = levelRank(point.alert.rule.level) === levelRank('medium') ? habits.practice(point) : undefined;
    return because === undefined ? undefined : { level: 'low', because };
  });
  const byMatch = new Map<string, number>();
  for (const { index, alert, twins } of points) {
    for (const one of [alert, ...twins]) byMatch.set(matchKey(one.rule.id, one.event), index);
  }
  return points.map((point) => practice[point.index] ?? ofHarmless(point, points, byMatch, practice, usual));
}

const GRAVE = levelRank('high');
const LOW = levelRank('low');
// An administrator at work does something new now and then among what all do.
const MOST_NEW = 1;

/** A correlation of habits, practice and everyday things, with one new thing at most that is not grave, is worth a look only. */
function ofHarmless(
  { alert: { rule, correlation } }: AlertPoint,
  points: readonly AlertPoint[],
  byMatch: ReadonlyMap<string, number>,
  practice: readonly (Lowered | undefined)[],
  usual: readonly (Msg | undefined)[],
): Lowered | undefined {
  if (correlation === undefined || correlation.events.length === 0) return undefined;
  if (levelRank(rule.level) < levelRank('high')) return undefined;
  const fresh = new Set<string>();
  for (const event of correlation.events) {
    const index = byMatch.get(matchKey(event.ruleId, event));
    const rank = index === undefined ? GRAVE : levelRank(points[index]!.alert.rule.level);
    if (rank >= GRAVE) return undefined;
    const isKnown = rank <= LOW || usual[index!] !== undefined || practice[index!] !== undefined;
    if (!isKnown) fresh.add(event.ruleId);
  }
  const known = new Set(correlation.events.map(({ ruleId }) => ruleId)).size - fresh.size;
  if (fresh.size > MOST_NEW || known === 0) return undefined;
  return { level: 'medium', because: msg('lowered.of-practice', {}) };
}

function matchKey(ruleId: string, event: AlertPoint['alert']['event']): string {
  return `${ruleId}\n${event.source}\n${event.record ?? `@${event.byteOffset}`}`;
}
