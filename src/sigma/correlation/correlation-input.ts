import type { EventRef } from '../../model/index.ts';

/** A field's value as correlations see it; null where the event has none, or an empty one. */
export type InputValue = string | number | null;

/** One base rule matched one event: all that correlations need of it, as plain data. */
export interface CorrelationInput {
  /** index into the plan's `baseRules` */
  readonly ruleIndex: number;
  /** UTC milliseconds since 1970 */
  readonly timeMs: number;
  /** the values of the base rule's `fields`, in that order */
  readonly values: readonly InputValue[];
  readonly ref: EventRef;
}

/**
 * The order in which inputs are judged: by time, then by source, place in it and rule, so that it does not depend on who
 * read what first.
 */
export function compareInputs(a: CorrelationInput, b: CorrelationInput): number {
  if (a.timeMs !== b.timeMs) return a.timeMs - b.timeMs;
  if (a.ref.source !== b.ref.source) return a.ref.source < b.ref.source ? -1 : 1;
  const byOffset = (a.ref.byteOffset ?? -1) - (b.ref.byteOffset ?? -1);
  if (byOffset !== 0) return byOffset;
  return compareRecords(a.ref.record ?? -1, b.ref.record ?? -1) || a.ruleIndex - b.ruleIndex;
}

/** Orders the numbers that logs give their records. */
export function compareRecords(a: number | string, b: number | string): number {
  if (a === b) return 0;
  // Text stands for a number beyond 2^53.
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  if (typeof a === 'string' && a.length !== String(b).length) return a.length - String(b).length;
  return a < b ? -1 : 1;
}
