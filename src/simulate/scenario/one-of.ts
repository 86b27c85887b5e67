import { unplayable } from './unplayable.ts';

/** A word of a scenario that must be one of a list. @throws UsageError for another */
export function oneOf<Word extends string>(word: string, words: readonly Word[]): Word {
  const found = words.find((one) => one === word);
  if (found === undefined) throw unplayable(`"${word}" is not one of ${words.join(', ')}`);
  return found;
}
