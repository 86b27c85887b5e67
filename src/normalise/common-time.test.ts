import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commonTimeMs } from './common-time.ts';

/** What the engine itself makes of it. */
function parsed(text: string): number | undefined {
  const ms = Date.parse(`${text.replace(' ', 'T').replace(/Z$/, '')}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

test('times of all years and forms are those that Date.parse gives', () => {
  const years = {
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  };
  fc.assert(
    fc.property(
      fc.date(years),
      fc.constantFrom('T', ' '),
      fc.constantFrom('', 'Z'),
      fc.stringMatching(/^\d{0,6}$/),
      (date, between, end, more) => {
        const text = date.toISOString().replace('T', between).replace('Z', `${more}${end}`);
        expect(commonTimeMs(text)).toBe(date.getTime());
        expect(commonTimeMs(text)).toBe(parsed(text));
        const seconds = text.slice(0, 19) + end;
        expect(commonTimeMs(seconds)).toBe(parsed(seconds));
      },
    ),
    { numRuns: 3000 },
  );
});

describe("what is no time in this form is nobody's", () => {
  test.each([
    '',
    '2020-09-14',
    '2020-09-14T00:47',
    '2020-09-14T24:00:00Z',
    '2020-09-14T00:60:00Z',
    '2020-02-30T00:00:00Z',
    '2021-02-29T00:00:00Z',
    '2020-13-01T00:00:00Z',
    '2020-00-01T00:00:00Z',
    '2020-09-14T00:47:13.Z',
    '2020-09-14T00:47:13.1x3Z',
    '2020-09-14T00:47:13+02:00',
    '2020-09-14T00:47:13.123-05:00',
    '2020-09-14T00:47:13 Z',
    '14/09/2020 00:47:13',
    '+020-09-14T00:47:13Z',
  ])('%s', (text) => expect(commonTimeMs(text)).toBeUndefined());
});
