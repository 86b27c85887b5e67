import { levelRank, type Msg, msg } from '../model/index.ts';
import { type AlertPoint, placeOf, pointsByRecord } from './alert-points.ts';
import type { Habits } from './habits.ts';
import type { Lowered } from './incident-alert.ts';
import type { Logons } from './logons.ts';

/** What the weight of alerts is told from. */
interface Ground {
  readonly logons: Logons;
  /** by point, why it is a habit */
  readonly usual: readonly (Msg | undefined)[];
  readonly practice: readonly (Lowered | undefined)[];
  readonly byRecord: ReadonlyMap<string, readonly AlertPoint[]>;
}

/** Alerts that weigh less than their rule says: what colleagues do the same way, and correlations of nothing but that. */
export function loweredPoints(
  points: readonly AlertPoint[],
  usual: readonly (Msg | undefined)[],
  habits: Habits,
  logons: Logons,
): (Lowered | undefined)[] {
  const practice = points.map((point): Lowered | undefined => {
    const because = levelRank(point.alert.rule.level) === levelRank('medium') ? habits.practice(point) : undefined;
    return because === undefined ? undefined : { level: 'low', because };
  });
  const ground: Ground = { logons, usual, practice, byRecord: pointsByRecord(points) };
  return points.map((point) => practice[point.index] ?? ofHarmless(point, ground));
}

const GRAVE = levelRank('high');
const LOW = levelRank('low');
// An administrator at work does something new now and then among what all do.
const MOST_NEW = 1;

/**
 * A correlation of habits, practice and everyday things, with one new thing at most, is worth a look only; and so is one of
 * things that are not grave, by somebody at the keyboard of the own machine.
 */
function ofHarmless({ alert: { rule, correlation, host } }: AlertPoint, ground: Ground): Lowered | undefined {
  if (correlation === undefined || levelRank(rule.level) < GRAVE) return undefined;
  const matches = [...new Set(correlation.events.flatMap((event) => ground.byRecord.get(placeOf(event)) ?? []))];
  const isGrave = matches.some(({ alert }) => levelRank(alert.rule.level) >= GRAVE);
  if (matches.length === 0 || isGrave) return undefined;
  const fresh = matches.filter((match) => !isHarmless(match, ground)).map(({ alert }) => alert.rule.id);
  const rules = new Set(matches.map(({ alert }) => alert.rule.id)).size;
  // What a sensor saw of a machine is nobody's practice.
  const areOfPeople = matches.every(({ actor }) => actor !== undefined);
  const fewAreNew = areOfPeople && new Set(fresh).size <= MOST_NEW && rules > MOST_NEW;
  if (fewAreNew) return { level: 'medium', because: msg('lowered.of-practice', {}) };
  const isAtKeyboard = matches.every((match) => {
    const logon = ground.logons.of(match);
    return logon !== undefined && ground.logons.originOf(logon).root === `host ${match.host}`;
  });
  return isAtKeyboard ? { level: 'medium', because: msg('lowered.at-keyboard', { host }) } : undefined;
}

function isHarmless({ index, alert }: AlertPoint, { usual, practice }: Ground): boolean {
  return levelRank(alert.rule.level) <= LOW || usual[index] !== undefined || practice[index] !== undefined;
}
