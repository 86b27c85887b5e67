import type { Bound, RuleExpression } from './correlation-rule.ts';

/** Whether a measured value satisfies all comparisons. */
export function holdsBounds(bounds: readonly Bound[], value: number): boolean {
  for (const bound of bounds) if (!holdsBound(bound, value)) return false;
  return true;
}

function holdsBound({ operator, value: limit }: Bound, value: number): boolean {
  switch (operator) {
    case 'gt':
      return value > limit;
    case 'gte':
      return value >= limit;
    case 'lt':
      return value < limit;
    case 'lte':
      return value <= limit;
    case 'eq':
      return value === limit;
    case 'neq':
      return value !== limit;
  }
}

/**
 * Whether an extended condition holds.
 * @param isSeen whether a rule was seen; `isNegated` tells under an odd number of `not`, where for ordered correlations
 *   any place in the window counts, while elsewhere only a place in the sequence does
 */
export function holdsExpression(
  expression: RuleExpression,
  isSeen: (rule: number, isNegated: boolean) => boolean,
  isNegated = false,
): boolean {
  switch (expression.kind) {
    case 'rule':
      return isSeen(expression.rule, isNegated);
    case 'and':
      return expression.operands.every((operand) => holdsExpression(operand, isSeen, isNegated));
    case 'or':
      return expression.operands.some((operand) => holdsExpression(operand, isSeen, isNegated));
    case 'not':
      return !holdsExpression(expression.operand, isSeen, !isNegated);
  }
}

/** Whether a condition also asks for the absence of rules. */
export function hasNot(expression: RuleExpression): boolean {
  if (expression.kind === 'rule') return false;
  return expression.kind === 'not' || expression.operands.some(hasNot);
}
