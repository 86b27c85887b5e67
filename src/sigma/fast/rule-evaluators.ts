import type { SigmaRule } from '../rule.ts';
import { compileEvaluator, type Evaluator } from './evaluator.ts';
import { FieldCache } from './field-cache.ts';

/**
 * The tests of rules, for all sets of rules that are given the same object: hundreds of schemas try the same rules, whose
 * tests are made once. Sets that share it must be matched one after the other.
 */
export class RuleEvaluators {
  /** shows all tests their event */
  readonly cache = new FieldCache();
  readonly #ofRules = new Map<SigmaRule, Evaluator>();

  /** Whether the event that the cache shows satisfies a rule. */
  of(rule: SigmaRule): Evaluator {
    let evaluator = this.#ofRules.get(rule);
    if (evaluator === undefined) {
      evaluator = compileEvaluator(rule.detection, this.cache);
      this.#ofRules.set(rule, evaluator);
    }
    return evaluator;
  }
}
