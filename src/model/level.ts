/** Severity of a rule, in the Sigma specification's words. */
export type Level = 'informational' | 'low' | 'medium' | 'high' | 'critical';

/** All levels, least severe first. */
export const LEVELS: readonly Level[] = ['informational', 'low', 'medium', 'high', 'critical'];

/** Position of a level in severity, 0 (informational) to 4 (critical). */
export function levelRank(level: Level): number {
  return LEVELS.indexOf(level);
}

/** Reads a level as people write it; undefined when it is none. */
export function parseLevel(text: string): Level | undefined {
  const lower = text.trim().toLowerCase();
  return LEVELS.find((level) => level === lower);
}
