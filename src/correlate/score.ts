import { type IncidentAlert, LEVELS, type Level, type Link, levelRank, msg, type ScorePart } from '../model/index.ts';

/**
 * What one behaviour weighs by its level, and by how few others do the same. By judgement: two steps of level make about
 * five times the weight, so that many small things do not outweigh one certain one.
 */
const POINTS: Readonly<Record<Level, number>> = { informational: 1, low: 2, medium: 5, high: 12, critical: 25 };
const DISTINCT: Readonly<Record<'D' | 'S' | 'G', number>> = { D: 1.6, S: 1.3, G: 1 };
const PER_TACTIC = 5;
const PER_HOST = 3;
const MOST_HOSTS = 10;
const CONTROLLER = 10;
const NEW_PAIR = 5;
const MOST_NEW_PAIRS = 3;
/** Below this an incident is no story, only some alerts that stand near each other. */
export const LEAST_SCORE = 20;

/** One alert of an incident with what the score needs beside it. */
export interface ScoredAlert {
  readonly alert: IncidentAlert;
  readonly distinctiveness: 'D' | 'S' | 'G' | undefined;
  readonly isUsual: boolean;
  readonly hostKey: string;
  readonly isOnController: boolean;
}

/** The score of an incident as sentences with points; what is usual for an account counts nothing. */
export function scoreParts(alerts: readonly ScoredAlert[], links: readonly Link[]): ScorePart[] {
  const counted = alerts.filter(({ isUsual }) => !isUsual);
  return [...behaviourParts(counted), ...breadthParts(counted), ...noveltyParts(links)];
}

/** The level of an incident: of its gravest alert, and more when it spans the stages of an intrusion. */
export function incidentLevel(alerts: readonly ScoredAlert[]): Level {
  const counted = alerts.filter(({ isUsual }) => !isUsual);
  const gravest = Math.max(0, ...counted.map(({ alert }) => levelRank(alert.raisedLevel)));
  const told = counted.filter((one) => rankOf(one) >= 2);
  const tactics = new Set(told.flatMap(({ alert }) => alert.tactics)).size;
  const hosts = new Set(told.map(({ hostKey }) => hostKey)).size;
  const stealsOnController = counted.some(
    ({ alert, isOnController }) => isOnController && alert.tactics.includes('credential-access'),
  );
  // One sign may bear the names of several stages: an administrator who comes from home and forwards a port has three signs.
  const signs = new Set(told.map(({ alert }) => alert.ruleId)).size;
  const isWide = Math.min(tactics, signs) >= 4 && hosts >= 2;
  const least = isWide && stealsOnController ? 4 : isWide ? 3 : 0;
  return LEVELS[Math.max(gravest >= 2 ? least : 0, gravest)]!;
}

function behaviourParts(alerts: readonly ScoredAlert[]): ScorePart[] {
  const byRule = new Map<string, ScoredAlert[]>();
  for (const one of alerts) {
    const key = one.alert.behaviours[0] ?? one.alert.ruleId;
    const list = byRule.get(key);
    if (list === undefined) byRule.set(key, [one]);
    else list.push(one);
  }
  return [...byRule.values()].map((list) => {
    const gravest = list.reduce((best, one) => (rankOf(one) > rankOf(best) ? one : best));
    const points = POINTS[gravest.alert.raisedLevel] * DISTINCT[gravest.distinctiveness ?? 'G'];
    return {
      points: Math.round(points),
      reason: msg('score.behaviour', {
        title: gravest.alert.title,
        level: gravest.alert.raisedLevel,
        times: list.length,
      }),
      evidence: list.slice(0, 3).map(({ alert }) => alert.ref),
    };
  });
}

function rankOf({ alert }: ScoredAlert): number {
  return levelRank(alert.raisedLevel);
}

function breadthParts(alerts: readonly ScoredAlert[]): ScorePart[] {
  const parts: ScorePart[] = [];
  const firsts = (keyOf: (one: ScoredAlert) => readonly string[]): Map<string, ScoredAlert> => {
    const first = new Map<string, ScoredAlert>();
    for (const one of alerts) for (const key of keyOf(one)) if (!first.has(key)) first.set(key, one);
    return first;
  };
  const add = (points: number, reason: ScorePart['reason'], of: Iterable<ScoredAlert>): void => {
    if (points > 0) parts.push({ points, reason, evidence: Array.from(of, ({ alert }) => alert.ref) });
  };
  const tactics = firsts(({ alert }) => alert.tactics);
  const names = [...tactics.keys()].join(', ');
  add((tactics.size - 2) * PER_TACTIC, msg('score.tactics', { count: tactics.size, tactics: names }), tactics.values());
  const hosts = firsts(({ hostKey }) => (hostKey === '' ? [] : [hostKey]));
  const reached = Math.min(MOST_HOSTS, hosts.size - 1);
  add(reached * PER_HOST, msg('score.hosts', { count: hosts.size }), hosts.values());
  const onController = alerts.filter((one) => one.isOnController && rankOf(one) >= 2);
  const [first] = onController;
  if (first !== undefined) add(CONTROLLER, msg('score.controller', { host: first.alert.host }), [first]);
  return parts;
}

function noveltyParts(links: readonly Link[]): ScorePart[] {
  return links
    .filter(({ kind }) => kind === 'new-account-on-host')
    .slice(0, MOST_NEW_PAIRS)
    .map(({ reason, evidence }) => ({ points: NEW_PAIR, reason, evidence }));
}
