import type { FieldValue } from '../model/index.ts';
import type { RecordContext } from './product.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const MOMENT = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.(\d{3})\d*)?(?: ([+-])(\d\d):?(\d\d))?$/;

/** UTC milliseconds of `02/Mar/2026:09:00:01 +0100`, or of ISO 8601; without an offset, by the context. */
export function accessLogTime(value: FieldValue | undefined, context: RecordContext): number | undefined {
  if (typeof value !== 'string') return undefined;
  const parts = MOMENT.exec(value);
  if (parts === null) return isoTime(value, context);
  const [, day, name, year, hour, minute, second, millisecond = '0', sign, hours, minutes] = parts;
  const month = MONTHS.indexOf(name!);
  if (month < 0) return undefined;
  const numbers = [day, hour, minute, second, millisecond].map(Number) as [number, number, number, number, number];
  const wallClockMs = Date.UTC(Number(year), month, ...numbers);
  if (sign === undefined) return context.toUtc(wallClockMs);
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? wallClockMs + offsetMs : wallClockMs - offsetMs;
}

function isoTime(value: string, context: RecordContext): number | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(Z|[+-]\d\d:?\d\d)?$/.exec(value);
  if (parts === null) return undefined;
  const [, date, time, zone] = parts;
  const ms = Date.parse(`${date}T${time!.replace(',', '.')}${zone ?? 'Z'}`);
  if (Number.isNaN(ms)) return undefined;
  return zone === undefined ? context.toUtc(ms) : ms;
}
