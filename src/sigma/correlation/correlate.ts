import type { CorrelationAlert } from './correlation-alert.ts';
import type { CorrelationInput } from './correlation-input.ts';
import { type CorrelationLimits, DEFAULT_LIMITS, Evaluator } from './evaluator.ts';
import { InputStore } from './input-store.ts';
import { type CorrelationNotice, Notices } from './notices.ts';
import type { CorrelationPlan } from './plan.ts';

export interface CorrelateOptions {
  readonly limits?: Partial<CorrelationLimits>;
  /** how far the logs reach, UTC milliseconds: windows that end later are marked as cut; the last match when not given */
  readonly untilMs?: number;
  /** matches that collectors left out as they have no time; noted */
  readonly undated?: number;
}

/** What became of a finite set of matches. */
export interface CorrelationResult {
  /** in the order of `timeMs` */
  readonly alerts: readonly CorrelationAlert[];
  readonly notices: readonly CorrelationNotice[];
}

/**
 * Correlates the matches of finite logs. They are sorted first, so that neither the order of the sources nor who read
 * them changes the result.
 * @param inputs in any order; a store takes the least memory
 */
export function correlate(
  plan: CorrelationPlan,
  inputs: InputStore | Iterable<CorrelationInput>,
  options: CorrelateOptions = {},
): CorrelationResult {
  const alerts: CorrelationAlert[] = [];
  const notices = new Notices();
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const evaluator = new Evaluator(plan, limits, notices, (alert) => alerts.push(alert));
  const store = storeOf(inputs);
  if (store.refused > 0) notices.note('INPUTS_FULL', undefined, undefined, store.refused);
  if (options.undated !== undefined && options.undated > 0)
    notices.note('UNDATED', undefined, undefined, options.undated);
  for (const input of store.inOrder()) evaluator.accept(input);
  if (options.untilMs !== undefined) evaluator.passTo(options.untilMs);
  evaluator.finish();
  return { alerts, notices: notices.list() };
}

function storeOf(inputs: InputStore | Iterable<CorrelationInput>): InputStore {
  if (inputs instanceof InputStore) return inputs;
  const store = new InputStore();
  for (const input of inputs) store.add(input);
  return store;
}
