/** Spans of time in ms; days have 24 hours, since organisations have no summer time. */
export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A day of the organisation's local time. */
export interface LocalDay {
  /** UTC ms of local midnight */
  readonly startMs: number;
  /** 0 Sunday to 6 Saturday */
  readonly weekday: number;
  /** `2026-03-09` */
  readonly date: string;
  readonly dayOfMonth: number;
  readonly isWorkday: boolean;
}

/**
 * The local day in which a time lies.
 * @param holidays dates as `2026-12-25`, or `12-25` for every year
 */
export function localDay(timeMs: number, utcOffsetMinutes: number, holidays: ReadonlySet<string>): LocalDay {
  const localMs = timeMs + utcOffsetMinutes * MINUTE_MS;
  const startOfLocalDay = Math.floor(localMs / DAY_MS) * DAY_MS;
  const date = new Date(startOfLocalDay);
  const text = date.toISOString().slice(0, 10);
  const weekday = date.getUTCDay();
  const isHoliday = holidays.has(text) || holidays.has(text.slice(5));
  return {
    startMs: startOfLocalDay - utcOffsetMinutes * MINUTE_MS,
    weekday,
    date: text,
    dayOfMonth: date.getUTCDate(),
    isWorkday: weekday !== 0 && weekday !== 6 && !isHoliday,
  };
}

/** Microsoft's patch day, the second Tuesday, of the month that a day lies in. */
export function isPatchTuesday(day: LocalDay): boolean {
  return day.weekday === 2 && day.dayOfMonth >= 8 && day.dayOfMonth <= 14;
}

/** `HH:MM` as minutes after midnight; undefined when it is no time of day. */
export function minuteOfDay(text: string): number | undefined {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
}
