import type { EventRef, FieldValue } from '../../model/index.ts';
import type { SigmaRule } from '../rule.ts';
import type { CorrelationInput } from './correlation-input.ts';
import type { CorrelationPlan } from './plan.ts';
import { toInputValue } from './values.ts';

/** Turns matches of base rules into inputs of correlations, where the events are read. */
export interface CorrelationCollector {
  /** Whether a correlation needs the matches of a rule. */
  needs(rule: SigmaRule): boolean;
  /**
   * @param get reads a field of the event as the rule names it; called for the fields that correlations need
   * @returns undefined when no correlation needs the rule, or when the event has no time (which `undated` counts)
   */
  collect(
    rule: SigmaRule,
    timeMs: number | undefined,
    get: (field: string) => FieldValue | undefined,
    ref: EventRef,
  ): CorrelationInput | undefined;
  /** matches left out, as their events have no time */
  readonly undated: number;
}

/** Says for each rule what of a matching event correlations need, and takes it. */
export function collectorFor({ baseRules }: CorrelationPlan): CorrelationCollector {
  const indices = new Map(baseRules.map(({ rule }, index) => [rule, index]));
  let undated = 0;
  return {
    needs: (rule) => indices.has(rule),
    collect: (rule, timeMs, get, ref) => {
      const ruleIndex = indices.get(rule);
      if (ruleIndex === undefined) return undefined;
      if (timeMs === undefined) {
        undated++;
        return undefined;
      }
      return { ruleIndex, timeMs, values: baseRules[ruleIndex]!.fields.map((field) => toInputValue(get(field))), ref };
    },
    get undated() {
      return undated;
    },
  };
}
