import type { Expression } from '../sigma/index.ts';

/** One test of a field, or of any field. */
export type Leaf = Extract<Expression, { kind: 'match' | 'keyword' }>;

/**
 * Whether an expression is true when only some of its leaves are known (Kleene's three-valued logic).
 * @param leafTruth undefined for a leaf that may be either
 * @returns undefined when it depends on unknown leaves
 */
export function truthOf(expression: Expression, leafTruth: (leaf: Leaf) => boolean | undefined): boolean | undefined {
  switch (expression.kind) {
    case 'and':
      return allOf(expression.operands, leafTruth, false);
    case 'or':
      return allOf(expression.operands, leafTruth, true);
    case 'not': {
      const truth = truthOf(expression.operand, leafTruth);
      return truth === undefined ? undefined : !truth;
    }
    default:
      return leafTruth(expression);
  }
}

/** `decisive` is the operand value that settles the whole: false for `and`, true for `or`. */
function allOf(
  operands: readonly Expression[],
  leafTruth: (leaf: Leaf) => boolean | undefined,
  decisive: boolean,
): boolean | undefined {
  let isKnown = true;
  for (const operand of operands) {
    const truth = truthOf(operand, leafTruth);
    if (truth === decisive) return decisive;
    if (truth === undefined) isKnown = false;
  }
  return isKnown ? !decisive : undefined;
}
