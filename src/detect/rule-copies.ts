import type { Because } from '../model/index.ts';
import type { EqualRules, SigmaRule } from '../sigma/index.ts';
import type { Candidate } from './candidates.ts';
import type { EventView } from './event-view.ts';
import type { RuleMatch } from './schema-matcher.ts';

/** Some rules as indexes: those that are tried, and those that match whenever one of these does. */
export interface RuleCopies {
  readonly firsts: readonly number[];
  /** by their first, each list in ascending order */
  readonly copies: ReadonlyMap<number, readonly number[]>;
}

/** Finds copies among the candidates of a schema: equal rules are for the same views, so one is tried for all of them. */
export function copiesAmong(candidates: readonly Candidate[], equals: EqualRules): RuleCopies {
  const firsts = new Map<SigmaRule, number>();
  const copies = new Map<number, readonly number[]>();
  candidates.forEach(({ rule }, index) => {
    const equal = equals.firstOf(rule);
    const first = firsts.get(equal);
    if (first === undefined) firsts.set(equal, index);
    // Most have one copy, and lists that grow by `push` take room for 17.
    else copies.set(first, [...(copies.get(first) ?? []), index]);
  });
  return { firsts: [...firsts.values()], copies };
}

/** A rule that matches as an equal one does. */
export class CopiedMatch implements RuleMatch {
  readonly rule: SigmaRule;
  readonly #match: RuleMatch;

  constructor(rule: SigmaRule, match: RuleMatch) {
    this.rule = rule;
    this.#match = match;
  }

  get view(): EventView {
    return this.#match.view;
  }

  get because(): readonly Because[] {
    return this.#match.because;
  }
}
