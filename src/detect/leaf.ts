import type { FieldValue } from '../model/index.ts';
import { holdsLeaf, type MatchableEvent } from '../sigma/index.ts';
import type { Leaf } from './truth.ts';

const NO_ENTRIES: readonly (readonly [string, FieldValue])[] = [];

// A leaf is asked about once a schema, of which there are hundreds.
const tests = new WeakMap<Leaf, (event: MatchableEvent) => boolean>();

/** Whether one test of a rule holds for an event that has only this field (or, when undefined, none at all). */
export function leafHolds(leaf: Leaf, value: FieldValue | undefined): boolean {
  let test = tests.get(leaf);
  if (test === undefined) {
    test = holdsLeaf(leaf);
    tests.set(leaf, test);
  }
  const own = leaf.kind === 'match' ? leaf.field : undefined;
  return test({ get: (field) => (field === own ? value : undefined), entries: () => NO_ENTRIES });
}
