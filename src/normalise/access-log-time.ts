import type { FieldValue } from '../model/index.ts';
import type { RecordContext } from './product.ts';
import { fixedOffset } from './time-zone.ts';
import { timestampMs } from './timestamp.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const DAY = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):$/;
const CLOCK = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{3})\d*)?(?: (.*))?$/;
const DAY_LENGTH = '02/Mar/2026:'.length;

// Lines come by the thousand a day.
let knownDay = '';
let knownDayMs: number | undefined;

/** UTC milliseconds of `02/Mar/2026:09:00:01 +0100`, or of ISO 8601; without an offset, by the context. */
export function accessLogTime(value: FieldValue | undefined, context: RecordContext): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (value[2] !== '/') return timestampMs(value, context);
  const day = value.slice(0, DAY_LENGTH);
  if (day !== knownDay) [knownDay, knownDayMs] = [day, dayMs(day)];
  const clock = CLOCK.exec(value.slice(DAY_LENGTH));
  if (clock === null || knownDayMs === undefined) return undefined;
  const [, hour, minute, second, millisecond = '0', zone] = clock;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const wallClockMs = knownDayMs + seconds * 1000 + Number(millisecond);
  if (zone === undefined) return context.toUtc(wallClockMs);
  const offsetMs = fixedOffset(zone);
  return offsetMs === undefined ? undefined : wallClockMs - offsetMs;
}

function dayMs(text: string): number | undefined {
  const [, day, name, year] = DAY.exec(text) ?? [];
  const month = MONTHS.indexOf(name ?? '');
  const ms = Date.UTC(Number(year), month, Number(day));
  return month >= 0 && new Date(ms).getUTCDate() === Number(day) ? ms : undefined;
}
