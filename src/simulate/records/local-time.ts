import type { Host } from '../organisation.ts';

/** English short names, as log files have them. */
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `2026-03-02T09:15:01.123Z` on the clock of the host: the Z is not meant. */
export function localIso({ utcOffsetMinutes }: Pick<Host, 'utcOffsetMinutes'>, timeMs: number): string {
  return new Date(timeMs + utcOffsetMinutes * 60_000).toISOString();
}

/** The host's zone as `+0100`. */
export function zoneText({ utcOffsetMinutes }: Pick<Host, 'utcOffsetMinutes'>): string {
  const minutes = Math.abs(utcOffsetMinutes);
  const digits = Math.floor(minutes / 60) * 100 + (minutes % 60);
  return `${utcOffsetMinutes < 0 ? '-' : '+'}${String(digits).padStart(4, '0')}`;
}
