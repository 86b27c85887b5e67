import { byCodePoint, type CaseFile, type Observations } from '../model/index.ts';

// Clocks that are kept by NTP are closer, and logs that say whole seconds differ by one or two.
const LEAST_APART_MS = 5000;

/** Clocks that differ by more than it takes to log something, the furthest apart first; empty for none. */
export function clocksApart({ clocks }: Pick<Observations, 'clocks'>): Pick<CaseFile, 'clocks'> {
  const apart = clocks
    .filter(
      ({ skewMs, spreadMs, by }) =>
        Math.abs(skewMs) >= LEAST_APART_MS && (by === 'receipt' || spreadMs < Math.abs(skewMs)),
    )
    .sort((left, right) => Math.abs(right.skewMs) - Math.abs(left.skewMs) || byCodePoint(left.clock, right.clock));
  return apart.length === 0 ? {} : { clocks: apart };
}
