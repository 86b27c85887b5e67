import type { LoadedRules, RuleSetup } from '../investigate.ts';
import { loadRules } from '../investigate.ts';
import { type Problem, UsageError } from '../model/index.ts';
import { deserialiseRules, serialiseRules } from '../sigma/index.ts';
import type { HuntOptions } from './hunt-options.ts';
import { findRuleFiles, noRules, type RuleFileList, readRules, readTextFile } from './rule-files.ts';
import { ruleValues } from './rule-values.ts';
import { cacheFolder, NO_RULES_CACHE, openRulesCache, type RulesCache } from './rules-cache.ts';
import { errorText, print, problemText, type Terminal, wantsColor } from './terminal.ts';

/** The rules of a hunt. */
export interface HuntRules {
  readonly rules: LoadedRules;
  /** rules or rule files that could not be loaded; they were printed */
  readonly failures: number;
}

/**
 * Reads and parses the rules, or takes them from the cache when nothing has changed since; each that cannot be loaded is
 * printed with its place, and the others are used.
 * @throws UsageError RULES_NONE when none can be used, INPUT_MISSING, and what is wrong with the placeholder file
 */
export async function prepareRules(options: HuntOptions, terminal: Terminal): Promise<HuntRules> {
  const { minLevel, pipelineFiles } = options;
  const placeholders = ruleValues(options);
  const { rules, problems } = loadOrFind(findRuleFiles(options.rulePaths), options, terminal, {
    ...(minLevel === undefined ? {} : { minLevel }),
    ...(placeholders === undefined ? {} : { placeholders }),
    ...(pipelineFiles.length === 0 ? {} : { pipelines: pipelineFiles.map(readTextFile) }),
  });
  const color = wantsColor(terminal.stderr, terminal, options.noColor);
  for (const problem of problems) await print(terminal.stderr, problemText(problem));
  for (const error of rules.errors) await print(terminal.stderr, errorText(error, color));
  if (rules.loaded > 0) return { rules, failures: problems.length + rules.errors.length };
  if (rules.errors.length > 0) {
    throw new UsageError('RULES_NONE', 'None of the rules could be loaded.', { hint: 'Correct what is named above.' });
  }
  if (rules.leftOut === 0) throw noRules(options.rulePaths.join('", "'));
  throw new UsageError('RULES_NONE', `No rule has the level ${minLevel} or above.`, {
    hint: `Give a lower --min-level; ${rules.leftOut} rules were left out.`,
  });
}

function cacheFor({ rulesCache, noRulesCache }: HuntOptions, { environment, nowMs }: Terminal): RulesCache {
  if (noRulesCache) return NO_RULES_CACHE;
  return openRulesCache(rulesCache ?? cacheFolder(environment), nowMs);
}

function loadOrFind(
  list: RuleFileList,
  options: HuntOptions,
  terminal: Terminal,
  setup: Omit<RuleSetup, 'ruleTexts'>,
): { readonly rules: LoadedRules; readonly problems: readonly Problem[] } {
  const cache = cacheFor(options, terminal);
  const found = cache.find(list.files, setup);
  if (found !== undefined) return { rules: found, problems: list.problems };
  const { texts, problems } = readRules(list);
  const parsed = loadRules({ ruleTexts: texts, ...setup });
  // The bytes that the cache and workers get anyway take a third of the memory of what was parsed.
  const isWritten = !options.noRulesCache || (options.jobs ?? 1) > 1;
  const rules = isWritten ? { ...parsed, bound: deserialiseRules(shared(serialiseRules(parsed.bound))) } : parsed;
  // A file that could not be read may be readable next time without having changed.
  if (problems.length === list.problems.length) cache.keep(list.files, setup, rules);
  return { rules, problems };
}

/** The same bytes in memory that threads can share. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
