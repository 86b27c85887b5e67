import type { Expression, SigmaRule } from '../rule.ts';
import { type Necessity, necessityOf } from './witness.ts';

/** What is known of a rule before any event is: enough to file it, and to see that constants have no say in it. */
export interface RuleDigest {
  /** when nothing is known of events */
  readonly necessity: Necessity;
  /** the fields that it tests, each once */
  readonly fields: readonly string[];
}

const digests = new WeakMap<SigmaRule, RuleDigest | (() => RuleDigest)>();

/** The digest of a rule; made once, without its detection where it was given. */
export function digestOf(rule: SigmaRule): RuleDigest {
  const known = digests.get(rule);
  if (typeof known === 'object') return known;
  const digest = known?.() ?? makeDigest(rule);
  digests.set(rule, digest);
  return digest;
}

/** Gives a rule the digest that an equal rule has. */
export function giveDigest(rule: SigmaRule, digest: () => RuleDigest): void {
  digests.set(rule, digest);
}

/** The fields that a rule tests, each once; keywords name none. */
export function testedFields(rule: SigmaRule): readonly string[] {
  return digestOf(rule).fields;
}

function makeDigest({ detection }: SigmaRule): RuleDigest {
  const fields = new Set<string>();
  addFields(detection, fields);
  let necessity: Necessity | undefined;
  return {
    // Rules that cannot match at all are never filed.
    get necessity() {
      necessity ??= necessityOf(detection, () => undefined);
      return necessity;
    },
    fields: [...fields],
  };
}

function addFields(node: Expression, fields: Set<string>): void {
  if (node.kind === 'and' || node.kind === 'or') for (const operand of node.operands) addFields(operand, fields);
  else if (node.kind === 'not') addFields(node.operand, fields);
  else if (node.kind === 'match') fields.add(node.field);
}
