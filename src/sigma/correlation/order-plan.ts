import { UsageError } from '../../model/index.ts';
import type { CorrelationRule, RuleExpression } from './correlation-rule.ts';
import { hasNot, holdsBounds, holdsExpression } from './judge.ts';

/** A sequence of rules to look for: an earlier sequence and one more rule. */
export interface Sequence {
  /** index among `rules` of the last rule */
  readonly last: number;
  /** place of the sequence without it; -1 when it is the only rule */
  readonly before: number;
  /** the rules as bits; only of correlations with at most 12 rules */
  readonly rules: number;
  readonly length: number;
  /** whether the condition may hold when it was seen */
  readonly isGoal: boolean;
}

/** All sequences of an ordered correlation, each after the one it continues. */
export type OrderPlan = readonly Sequence[];

// Each group of events keeps the best start of each sequence.
const MAX_SEQUENCES = 256;
// All subsets are tried once; 4,096 of them.
const MAX_RULES_IN_CHOICE = 12;

/**
 * The sequences that an ordered correlation has to look for: all rules in their order, or where the condition asks for
 * less, each smallest choice of rules that satisfies it.
 * @returns undefined for other types
 * @throws UsageError when there are more than 256
 */
export function planOrder(rule: CorrelationRule): OrderPlan | undefined {
  if (rule.type !== 'temporal_ordered') return undefined;
  const sequences: Sequence[] = [];
  const places = new Map<string, number>();
  for (const goal of goals(rule)) {
    let before = -1;
    for (const [index, last] of goal.entries()) {
      const key = goal.slice(0, index + 1).join(' ');
      const isGoal = index === goal.length - 1;
      const known = places.get(key);
      if (known !== undefined) {
        if (isGoal) sequences[known] = { ...sequences[known]!, isGoal };
        before = known;
        continue;
      }
      // Before it is too late: what comes next takes time by the square of a sequence's length.
      if (sequences.length === MAX_SEQUENCES) throw tooMany(rule);
      const rules = (before === -1 ? 0 : sequences[before]!.rules) | (1 << last);
      places.set(key, sequences.length);
      sequences.push({ last, before, rules, length: index + 1, isGoal });
      before = sequences.length - 1;
    }
  }
  return sequences;
}

/** Choices of rules, each in order. */
function goals(rule: CorrelationRule): number[][] {
  const { condition, rules } = rule;
  const all = rules.map((_, index) => index);
  if (condition.kind === 'compare') {
    const isWholeList = holdsBounds(condition.bounds, all.length) && !holdsBounds(condition.bounds, all.length - 1);
    if (isWholeList && condition.bounds.every(({ operator }) => operator !== 'neq')) return [all];
  }
  if (rules.length > MAX_RULES_IN_CHOICE) throw tooMany(rule);
  const subsets = Array.from({ length: 2 ** rules.length - 1 }, (_, index) => index + 1);
  if (condition.kind === 'compare') {
    return subsets.map((bits) => all.filter((index) => (bits >> index) & 1));
  }
  // Whatever stands under a "not" counts as absent here; it is looked at when the window is over.
  const holds = (bits: number): boolean =>
    holdsExpression(condition.expression, (index, isNegated) => !isNegated && ((bits >> index) & 1) === 1);
  const wanted = wantedRules(condition.expression);
  const satisfying = subsets.filter((bits) => (bits & ~wanted) === 0 && holds(bits));
  // With a "not", what is enough depends on what is absent, so that no choice makes another needless.
  const chosen = hasNot(condition.expression) ? satisfying : satisfying.filter((bits) => isSmallest(bits, satisfying));
  return chosen.map((bits) => all.filter((index) => (bits >> index) & 1));
}

function isSmallest(bits: number, choices: readonly number[]): boolean {
  return !choices.some((other) => other !== bits && (other & bits) === other);
}

/** The rules that the condition wants to be seen, as bits. */
function wantedRules(expression: RuleExpression, isNegated = false): number {
  if (expression.kind === 'rule') return isNegated ? 0 : 1 << expression.rule;
  if (expression.kind === 'not') return wantedRules(expression.operand, !isNegated);
  return expression.operands.reduce((bits, operand) => bits | wantedRules(operand, isNegated), 0);
}

function tooMany({ origin, rules }: CorrelationRule): UsageError {
  const hint = 'Name fewer rules, or split it into several correlations.';
  const where = { file: origin.file, ...(rules[0]?.position ?? {}), hint };
  return new UsageError('RULE_INVALID', `The condition allows more than ${MAX_SEQUENCES} orders.`, where);
}
