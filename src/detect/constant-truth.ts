import type { LogsourceView, Schema } from '../model/index.ts';
import { type SigmaRule, testedFields } from '../sigma/index.ts';
import { leafHolds } from './leaf.ts';
import type { Leaf } from './truth.ts';

/** What is known of a rule's tests from a schema's constants alone: undefined for a test that depends on the event. */
export function constantTruth(view: LogsourceView, { constants }: Schema): (leaf: Leaf) => boolean | undefined {
  return (leaf) => {
    if (leaf.kind === 'keyword' || leaf.predicate.kind === 'fieldref') return undefined;
    const source = view.fields.get(leaf.field) ?? leaf.field;
    const value = typeof source === 'string' ? constants?.get(source) : undefined;
    return value === undefined ? undefined : leafHolds(leaf, value);
  };
}

/** Whether a rule tests constants at all; told without its detection, which may not even be decoded yet. Most do not. */
export function testsConstants(rule: SigmaRule, view: LogsourceView, { constants }: Schema): boolean {
  if (constants === undefined) return false;
  return testedFields(rule).some((field) => {
    const source = view.fields.get(field) ?? field;
    return typeof source === 'string' && constants.has(source);
  });
}
