const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

// No timestamp of a device is longer, so that a search for one costs the same on any line.
const MAX_LENGTH = 64;

const DAY_NAME = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?';
const CLOCK = '\\d{1,2}:\\d{2}:\\d{2}(?:[.,]\\d{1,9})?';
const OFFSET = '(?:Z|[+-]\\d{2}:?\\d{2})';
// Cisco marks a clock that is not set or not synchronised with `*` or `.`, and ends the timestamp with a colon.
const BSD = new RegExp(
  `[*.]?(?:(?:19|20)\\d{2} )?${DAY_NAME}[A-Z][a-z]{2} {1,2}\\d{1,2}(?: \\d{4})? ${CLOCK}(?: (?:19|20)\\d{2}(?=[ :]))?(?: ?(?:${OFFSET}|UTC|GMT)(?=[ :])| [A-Z]{3,5}(?=: ))?`,
  'y',
);
const ISO = new RegExp(`\\d{4}[-/]\\d{2}[-/]\\d{2}[T ]${CLOCK} ?${OFFSET}?(?=[ :,]|$)`, 'y');

/** How a timestamp is written: with the month's name (RFC 3164 and its kin), or as ISO 8601. */
export type TimestampForm = 'bsd' | 'iso' | 'iso-with-space';

/** A timestamp in a line. */
export interface FoundTimestamp {
  readonly form: TimestampForm;
  /** index behind its last character */
  readonly end: number;
}

/**
 * Recognises a timestamp at a place: `Mar  4 10:11:12`, with or without day name, year, fraction and zone in the places
 * where devices put them, or `2024-03-04T10:11:12.123+10:00`, with a space for `T` too.
 */
export function timestampAt(text: string, at: number): FoundTimestamp | undefined {
  const code = text.charCodeAt(at);
  const isDigit = code >= 0x30 && code <= 0x39;
  if (!isDigit && !isBsdStart(code)) return undefined;
  const fifth = text.charCodeAt(at + 4);
  const isIso = isDigit && (fifth === 0x2d || fifth === 0x2f);
  if (isDigit && !isIso && fifth !== 0x20) return undefined;
  const window = text.slice(at, at + MAX_LENGTH);
  const pattern = isIso ? ISO : BSD;
  pattern.lastIndex = 0;
  const found = pattern.exec(window)?.[0];
  if (found === undefined) return undefined;
  if (isIso) return { form: window[10] === 'T' ? 'iso' : 'iso-with-space', end: at + found.trimEnd().length };
  return hasMonth(found) ? { form: 'bsd', end: at + found.length } : undefined;
}

// A capital letter, `*` or `.`.
function isBsdStart(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || code === 0x2a || code === 0x2e;
}

function hasMonth(timestamp: string): boolean {
  const start = /^[*.]?(?:\d{4} )?(?:[A-Z][a-z]{2},? (?=[A-Z]))?/.exec(timestamp)![0].length;
  return MONTHS.includes(timestamp.slice(start, start + 3).toLowerCase());
}
