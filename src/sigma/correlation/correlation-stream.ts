import type { CorrelationAlert } from './correlation-alert.ts';
import { type CorrelationInput, compareInputs } from './correlation-input.ts';
import { type CorrelationLimits, DEFAULT_LIMITS, Evaluator } from './evaluator.ts';
import { InputHeap } from './input-heap.ts';
import { type CorrelationNotice, Notices } from './notices.ts';
import type { CorrelationPlan } from './plan.ts';

export interface StreamOptions {
  /** matches wait this long, in event time, for earlier ones; what comes later still is dropped and noted as `LATE` */
  readonly latenessMs: number;
  readonly onAlert: (alert: CorrelationAlert) => void;
  readonly limits?: Partial<CorrelationLimits>;
}

/** Correlates matches as they come. Alerts appear in the order of event time. */
export interface CorrelationStream {
  push(input: CorrelationInput): void;
  /** The logs have come to this time, UTC milliseconds, with or without a match. */
  passTo(timeMs: number): void;
  /** Judges what waits and all open windows; nothing may be pushed after. */
  finish(): void;
  /** what was not counted so far */
  notices(): CorrelationNotice[];
}

/**
 * Correlates endless logs: the same alerts as `correlate`, when no match comes later than the lateness. At most
 * `limits.matches` wait at once; when there are more, the earliest is judged at once, and what comes before it is late.
 */
export function createCorrelationStream(plan: CorrelationPlan, options: StreamOptions): CorrelationStream {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const notices = new Notices();
  const evaluator = new Evaluator(plan, limits, notices, options.onAlert);
  const waiting = new InputHeap(compareInputs);
  let latestMs = Number.NEGATIVE_INFINITY;
  let judgedMs = Number.NEGATIVE_INFINITY;
  const judgeEarliest = (): void => {
    const input = waiting.pop()!;
    judgedMs = input.timeMs;
    evaluator.accept(input);
  };
  const passTo = (timeMs: number): void => {
    latestMs = Math.max(latestMs, timeMs);
    const dueMs = latestMs - options.latenessMs;
    while (waiting.first !== undefined && waiting.first.timeMs < dueMs) judgeEarliest();
    if (dueMs <= judgedMs) return;
    judgedMs = dueMs;
    evaluator.passTo(dueMs);
  };
  return {
    push: (input) => {
      if (input.timeMs < judgedMs) {
        notices.note('LATE', undefined, input.timeMs);
        return;
      }
      waiting.push(input);
      passTo(input.timeMs);
      while (waiting.size > limits.matches) judgeEarliest();
    },
    passTo,
    finish: () => {
      while (waiting.first !== undefined) judgeEarliest();
      evaluator.passTo(latestMs);
      evaluator.finish();
    },
    notices: () => notices.list(),
  };
}
