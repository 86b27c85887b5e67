import type { TimePart } from './rule.ts';

/** The values each part can have. Source: Sigma specification 2.1, modifiers, "Time Modifiers"; ISO 8601 for week 53. */
export const TIME_PART_RANGES: Readonly<Record<TimePart, readonly [low: number, high: number]>> = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [0, 9999],
};

const DATE = /^\s*(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})|\s*$)/;

/**
 * Takes a part out of a date as it is written: the specification says that no time zone is converted. Understood are
 * ISO 8601 dates, with `T` or a blank before the time and with `/` for `-`, as logs write them.
 * @returns undefined when the text is no such date, or has no time and the part needs one; weeks are those of ISO 8601
 */
export function timePartOf(text: string, part: TimePart): number | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  switch (part) {
    case 'year':
      return year;
    case 'month':
      return month;
    case 'day':
      return day;
    case 'week':
      return isoWeek(year, month, day);
    case 'hour':
      return match[4] === undefined ? undefined : Number(match[4]);
    case 'minute':
      return match[5] === undefined ? undefined : Number(match[5]);
  }
}

const DAY_MS = 86_400_000;

/** The week of a date is the week of its Thursday (ISO 8601). */
function isoWeek(year: number, month: number, day: number): number {
  const date = new Date(Date.UTC(year, month - 1, day));
  const weekday = (date.getUTCDay() + 6) % 7;
  const thursday = new Date(date.getTime() + (3 - weekday) * DAY_MS);
  const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - newYear) / (7 * DAY_MS)) + 1;
}
