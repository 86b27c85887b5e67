import type { Expression, SigmaRule } from '../rule.ts';
import { type Necessity, necessityOf } from './witness.ts';

/** What is known of a rule before any event is: enough to file it, and to see that constants have no say in it. */
export interface RuleDigest {
  /** when nothing is known of events */
  readonly necessity: Necessity;
  /** the fields that it tests, each once */
  readonly fields: readonly string[];
  /** what it reads besides: fields that others are compared with, and `''` when keywords read all */
  readonly alsoReads: readonly string[];
}

/** Under this name a rule may have its digest at hand. */
export const DIGEST: unique symbol = Symbol('digest');

const digests = new WeakMap<SigmaRule, RuleDigest>();

/** The digest of a rule; made once, without its detection where the rule has it at hand. */
export function digestOf(rule: SigmaRule & { readonly [DIGEST]?: RuleDigest }): RuleDigest {
  const known = rule[DIGEST] ?? digests.get(rule);
  if (known !== undefined) return known;
  const digest = makeDigest(rule);
  digests.set(rule, digest);
  return digest;
}

/** The fields that a rule tests, each once; keywords name none. */
export function testedFields(rule: SigmaRule): readonly string[] {
  return digestOf(rule).fields;
}

/**
 * Every field whose value decides whether a rule matches, each once.
 * @returns undefined when keywords read whole events
 */
export function readFields(rule: SigmaRule): readonly string[] | undefined {
  const { fields, alsoReads } = digestOf(rule);
  if (alsoReads.length === 0) return fields;
  return alsoReads.includes('') ? undefined : [...new Set([...fields, ...alsoReads])];
}

function makeDigest({ detection }: SigmaRule): RuleDigest {
  const [fields, alsoReads] = [new Set<string>(), new Set<string>()];
  addFields(detection, fields, alsoReads);
  let necessity: Necessity | undefined;
  return {
    // Rules that cannot match at all are never filed.
    get necessity() {
      necessity ??= necessityOf(detection, () => undefined);
      return necessity;
    },
    ...{ fields: [...fields], alsoReads: [...alsoReads] },
  };
}

function addFields(node: Expression, fields: Set<string>, alsoReads: Set<string>): void {
  switch (node.kind) {
    case 'and':
    case 'or':
      for (const operand of node.operands) addFields(operand, fields, alsoReads);
      break;
    case 'not':
      addFields(node.operand, fields, alsoReads);
      break;
    case 'keyword':
      alsoReads.add('');
      break;
    case 'match':
      fields.add(node.field);
      // A field without a name stands for any.
      if (node.field === '') alsoReads.add('');
      if (node.predicate.kind === 'fieldref') alsoReads.add(node.predicate.field);
  }
}
