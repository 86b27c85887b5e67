import type { Because, FieldValue } from '../../model/index.ts';
import { foldCase } from '../fold-case.ts';
import { type Finder, findValue, withoutRepeats } from '../plain-matcher.ts';
import type { FieldCache } from './field-cache.ts';
import { EVERY_FIELD, hasForm, holds, type RuleTest } from './rule-test.ts';

/** What `RuleMatcher.reasons` gives, of the event that the cache shows. */
export function reasonsOf(test: RuleTest, cache: FieldCache): Because[] {
  const reasons: Because[] = [];
  collect(test, cache, reasons);
  return reasons.length > 1 ? withoutRepeats(reasons) : reasons;
}

/** Adds what made a test true, in the rule's order, and nothing when it is not. @returns whether it is */
function collect(test: RuleTest, cache: FieldCache, reasons: Because[]): boolean {
  switch (test.kind) {
    case 'parts': {
      const { needsAll, partsInOrder } = test;
      return collectEach(partsInOrder, needsAll, reasons, (part) => collect(part, cache, reasons));
    }
    case 'not':
      return holds(test, cache);
    case 'texts': {
      const { form, texts, needsAll } = test;
      return collectEach(texts, needsAll, reasons, (text) =>
        collectFound(test, cache, reasons, (value) => findFolded(value, (folded) => hasForm(folded, form, text))),
      );
    }
    case 'pattern':
      return collectFound(test, cache, reasons, (value) => findFolded(value, test.fits!));
    case 'other':
      return collectFound(test, cache, reasons, test.find!);
  }
}

function collectEach<One>(
  all: readonly One[],
  needsAll: boolean,
  reasons: Because[],
  add: (one: One) => boolean,
): boolean {
  const before = reasons.length;
  let isTrue = needsAll;
  for (const one of all) {
    if (add(one)) isTrue = true;
    else if (needsAll) {
      reasons.length = before;
      return false;
    }
  }
  return isTrue;
}

function collectFound({ slot }: RuleTest, cache: FieldCache, reasons: Because[], find: Finder): boolean {
  const value = slot === EVERY_FIELD ? firstFound(cache, find) : find(cache.value(slot), cache.event);
  if (value !== undefined) reasons.push({ field: slot === EVERY_FIELD ? '' : cache.nameOf(slot), value });
  return value !== undefined;
}

function firstFound(cache: FieldCache, find: Finder): FieldValue | undefined {
  for (const [, value] of cache.entries()) {
    const found = find(value, cache.event);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findFolded(value: FieldValue | undefined, fits: (folded: string) => boolean): FieldValue | undefined {
  return findValue(value, (one) => fits(foldCase(String(one))));
}
