import type { Because } from '../../model/index.ts';
import type { MatchableEvent } from '../plain-matcher.ts';
import type { SigmaRule } from '../rule.ts';
import { FieldCache } from './field-cache.ts';
import { reasonsOf } from './rule-reasons.ts';
import { holds, type RuleTest, ruleTestOf } from './rule-test.ts';

/**
 * The tests of rules, for all sets of rules that are given the same object: hundreds of schemas try the same rules, whose
 * tests are made once, when a rule is first tried. Sets that share it must be matched one after the other.
 */
export class RuleEvaluators {
  /** shows all tests their event */
  readonly cache = new FieldCache();
  readonly #ofRules = new Map<SigmaRule, RuleTest>();

  /** Whether the event that the cache shows satisfies a rule. */
  holds(rule: SigmaRule): boolean {
    return holds(this.#of(rule), this.cache);
  }

  /** What `RuleMatcher.reasons` gives: why an event satisfies a rule. */
  reasons(rule: SigmaRule, event: MatchableEvent): Because[] {
    if (this.cache.event !== event) this.cache.show(event);
    return reasonsOf(this.#of(rule), this.cache);
  }

  #of(rule: SigmaRule): RuleTest {
    let test = this.#ofRules.get(rule);
    if (test === undefined) {
      test = ruleTestOf(rule.detection, this.cache);
      this.#ofRules.set(rule, test);
    }
    return test;
  }
}
