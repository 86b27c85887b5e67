import { offsetIn, UsageError } from '../model/index.ts';
import type { Arguments } from './arguments.ts';

/** What a time that was given is read with. */
export interface TimeSetting {
  /** IANA name of the zone of times that do not say theirs */
  readonly zone: string;
  /** what "ago" counts from, UTC milliseconds since 1970 */
  readonly nowMs: number;
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3, w: 604_800e3 };

// Date, or date and time to the minute, second or fraction, with or without zone: the profile of ISO 8601 in RFC 3339.
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Reads an option that is a time: ISO 8601, or how long ago (`90m`, `24h`, `7d`). A day without a time is its start. Of a
 * wall clock's time that comes twice, or never, as clocks are put back or forward, the outer one is taken: the earlier
 * for --since, the later for --until.
 * @returns UTC milliseconds since 1970
 * @throws UsageError OPTION_VALUE
 */
export function timeOption(given: Arguments, name: 'since' | 'until' | 'at', setting: TimeSetting): number | undefined {
  const text = given.value(name)?.trim();
  if (text === undefined) return undefined;
  const timeMs = agoMs(text, setting.nowMs) ?? isoMs(text, name, setting.zone);
  if (timeMs !== undefined) return timeMs;
  throw new UsageError('OPTION_VALUE', `--${name} cannot be "${text}"; it is a time.`, {
    hint: 'Write 2026-03-01, 2026-03-01T14:30, 2026-03-01T14:30:00Z, or how long ago: 90m, 24h, 7d.',
  });
}

function agoMs(text: string, nowMs: number): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  return count === undefined ? undefined : nowMs - Number(count) * UNITS_MS[unit]!;
}

function isoMs(text: string, name: 'since' | 'until' | 'at', zone: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const fraction = Math.floor(Number(`0.${match[7] ?? 0}`) * 1000);
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second, fraction);
  // Date.UTC takes the 31st of April for the 1st of May.
  const isReal = new Date(wallMs).toISOString().startsWith(`${match[1]}-${match[2]}-${match[3]}`);
  if (!isReal || hour > 23 || minute > 59 || second > 59) return undefined;
  if (match[8] !== undefined) return wallMs - offsetMs(match[8]);
  const offsetAt = offsetIn(zone);
  // The offset in force lies within a day of the wall clock's time read as UTC.
  const possible = [-86_400e3, 86_400e3].map((aside) => wallMs - offsetAt(wallMs + aside));
  const shown = possible.filter((timeMs) => timeMs + offsetAt(timeMs) === wallMs);
  return (name === 'since' ? Math.min : Math.max)(...(shown.length > 0 ? shown : possible));
}

function offsetMs(text: string): number {
  if (/z/i.test(text)) return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return (text.startsWith('-') ? -60e3 : 60e3) * minutes;
}
