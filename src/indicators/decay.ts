import type { Indicator, Level } from '../model/index.ts';

/** What time has left of an indicator, for one event. */
export interface Decayed {
  /** whole days since its last publication or sighting; below zero: until its first; undefined when one has no date */
  readonly ageDays: number | undefined;
  /** 0 to 100 */
  readonly weightPercent: number;
  /** so old, or invalid by the word of its publisher, that it only informs */
  readonly isStale: boolean;
}

const DAY_MS = 86_400_000;
/** After three half-lives an eighth of the weight is left: then a match is history, no alarm. */
const STALE_HALF_LIVES = 3;

/**
 * Weighs an indicator for an event: its confidence, halved for each half-life between its dates and the event. Before its
 * first date it decays likewise: an address belonged to somebody else before the intruder had it.
 * @param timeMs when the event happened, UTC milliseconds; undefined when the record does not say: then nothing decays
 */
export function decayed(indicator: Omit<Indicator, 'source'>, timeMs: number | undefined): Decayed {
  const { confidencePercent, halfLifeDays, untilMs } = indicator;
  const distance = distanceMs(indicator, timeMs);
  if (distance === undefined || timeMs === undefined) {
    return { ageDays: undefined, weightPercent: Math.round(confidencePercent), isStale: false };
  }
  const halfLives = Math.abs(distance) / (halfLifeDays * DAY_MS);
  return {
    ageDays: Math.trunc(distance / DAY_MS),
    weightPercent: Math.round(confidencePercent * 0.5 ** halfLives),
    isStale: halfLives > STALE_HALF_LIVES || (untilMs !== undefined && timeMs >= untilMs),
  };
}

/** How far an event is from the dates of an indicator: below zero before them, 0 within. */
function distanceMs(
  { firstMs, lastMs }: Pick<Indicator, 'firstMs' | 'lastMs'>,
  timeMs: number | undefined,
): number | undefined {
  const [first, last] = [firstMs ?? lastMs, lastMs ?? firstMs];
  if (timeMs === undefined || first === null || last === null) return undefined;
  if (timeMs < first) return timeMs - first;
  return timeMs > last ? timeMs - last : 0;
}

/** Least weights of the levels. By judgement: a fresh value that is more likely the intruder's than not is worth a look. */
const LEVELS: readonly (readonly [leastPercent: number, level: Level])[] = [
  [60, 'high'],
  [35, 'medium'],
  [15, 'low'],
];

/** The level of an alert on an indicator. Never critical: a value alone proves no intrusion. */
export function indicatorLevel({ weightPercent, isStale }: Decayed): Level {
  if (isStale) return 'informational';
  return LEVELS.find(([leastPercent]) => weightPercent >= leastPercent)?.[1] ?? 'informational';
}
