const [ZERO, DASH, COLON, POINT] = [0x30, 0x2d, 0x3a, 0x2e];
const DAY_MS = 86_400_000;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The time in the form that nearly all collectors write, taken as UTC: `2020-09-14T00:47:13.123Z`, with a space for the `T`,
 * with any number of digits or none for parts of a second, with or without the `Z`. Some times faster than Date.parse.
 * @returns UTC milliseconds since 1970; undefined for any other form, and for what is no time
 */
export function commonTimeMs(text: string): number | undefined {
  const isForm =
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON &&
    (text[10] === 'T' || text[10] === ' ');
  if (!isForm) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)];
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  const isTime = isDate(year, month, day) && hour <= 23 && minute <= 59 && second <= 59;
  const fraction = fractionMs(text);
  if (!isTime || Number.isNaN(fraction)) return undefined;
  return daysSince1970(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
}

/** NaN when they are no digits. */
function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - ZERO, text.charCodeAt(at + 1) - ZERO];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Milliseconds of what stands behind the second; NaN when it is something else. */
function fractionMs(text: string): number {
  const end = text.endsWith('Z') ? text.length - 1 : text.length;
  if (end === 19) return 0;
  if (text.charCodeAt(19) !== POINT || end === 20) return Number.NaN;
  let ms = 0;
  for (let at = 20, unit = 100; at < end; at++, unit /= 10) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    if (unit >= 1) ms += digit * unit;
  }
  return ms;
}

function isDate(year: number, month: number, day: number): boolean {
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1)) return false;
  return day <= DAYS_IN_MONTH[month - 1]! || (month === 2 && day === 29 && isLeap(year));
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Of the proleptic Gregorian calendar, as ECMAScript has it. */
function daysSince1970(year: number, month: number, day: number): number {
  // Years that begin in March end with their leap day.
  const years = month <= 2 ? year - 1 : year;
  const months = (month + 9) % 12;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  // 153 days in each five months from March on; 719,469 days from 1 March of the year 0 to 1970, and the first of a month.
  return years * 365 + leapDays + Math.floor((months * 153 + 2) / 5) + day - 719_469;
}
