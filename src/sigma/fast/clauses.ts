import { foldCase } from '../fold-case.ts';
import type { Expression, Predicate, SigmaRule } from '../rule.ts';
import { costOf, type Leaf, literalsOfRegex, necessityOf, type Witness, witnessOf } from './witness.ts';

/** Witnesses of which at least one is seen in every event that a rule matches. */
export type Clause = readonly Witness[];

// A rule has a handful of conditions; of alternatives with several conditions each, more than some are never of use.
const MOST_CLAUSES = 8;
const MOST_OF_ALTERNATIVES = 3;
const MOST_WITNESSES = 128;

/**
 * Several necessary conditions of an expression, each by itself, rarest first as far as can be guessed; none when nothing
 * need be seen. `necessityOf` gives the first.
 * @param truth what a leaf is for all events at hand; undefined when it depends on the event
 */
export function clausesOf(expression: Expression, truth: (leaf: Leaf) => boolean | undefined): readonly Clause[] {
  const clauses = withoutRepeats(gather(expression, truth)).filter(({ length }) => length <= MOST_WITNESSES);
  return clauses.sort((left, right) => costOf(left) - costOf(right)).slice(0, MOST_CLAUSES);
}

const ofRules = new WeakMap<SigmaRule, WeakRef<readonly Clause[]>>();

/**
 * As `clausesOf`, of a rule of whose tests nothing is known; kept for a while, as hundreds of schemas may ask when they are
 * first seen, and none does later.
 */
export function clausesOfRule(rule: SigmaRule): readonly Clause[] {
  const known = ofRules.get(rule)?.deref();
  if (known !== undefined) return known;
  const clauses = clausesOf(rule.detection, () => undefined);
  ofRules.set(rule, new WeakRef(clauses));
  return clauses;
}

function gather(expression: Expression, truth: (leaf: Leaf) => boolean | undefined): readonly Clause[] {
  switch (expression.kind) {
    case 'and':
      return expression.operands.flatMap((operand) => gather(operand, truth));
    case 'or':
      return ofAlternatives(
        expression.operands.filter((operand) => necessityOf(operand, truth) !== 'never'),
        truth,
      );
    case 'not':
      return [];
    case 'match':
    case 'keyword':
      return truth(expression) === undefined ? ofLeaf(expression) : [];
  }
}

/** Whichever alternative holds, one of its conditions of each rank does. */
function ofAlternatives(
  operands: readonly Expression[],
  truth: (leaf: Leaf) => boolean | undefined,
): readonly Clause[] {
  const each = operands.map((operand) => clausesOf(operand, truth));
  if (each.some((clauses) => clauses.length === 0)) return [];
  const ranks = Math.min(MOST_OF_ALTERNATIVES, Math.max(0, ...each.map(({ length }) => length)));
  return Array.from({ length: ranks }, (_, rank) =>
    each.flatMap((clauses) => clauses[Math.min(rank, clauses.length - 1)]!),
  );
}

function ofLeaf(leaf: Leaf): readonly Clause[] {
  const field = leaf.kind === 'match' ? leaf.field : '';
  const literals = severalLiterals(leaf.predicate);
  if (literals.length > 1) return literals.map((text) => [{ kind: 'contains', field, text: foldCase(text) }]);
  const own = witnessOf(field, leaf.predicate);
  return typeof own === 'string' ? [] : [own];
}

function severalLiterals(predicate: Predicate): readonly string[] {
  if (predicate.kind === 'text') {
    const literals = predicate.parts.filter((part) => typeof part === 'string');
    return literals.length === predicate.parts.length ? [] : literals.filter((text) => text !== '');
  }
  return predicate.kind === 'regex' ? literalsOfRegex(predicate.source, predicate.flags) : [];
}

function withoutRepeats(clauses: readonly Clause[]): Clause[] {
  return [...new Map(clauses.map((clause) => [JSON.stringify(clause), clause])).values()];
}
