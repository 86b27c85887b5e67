import type { LoadedRules, RuleSetup } from '../investigate.ts';
import { loadRules } from '../investigate.ts';
import { UsageError } from '../model/index.ts';
import type { HuntOptions } from './hunt-options.ts';
import { noRules, readRuleFiles, readTextFile } from './rule-files.ts';
import { errorText, print, problemText, type Terminal, wantsColor } from './terminal.ts';

/** The rules of a hunt. */
export interface HuntRules {
  readonly rules: LoadedRules;
  /** rules or rule files that could not be loaded; they were printed */
  readonly failures: number;
}

/**
 * Reads and parses the rules; each that cannot be loaded is printed with its place, and the others are used.
 * @throws UsageError RULES_NONE when none can be used, INPUT_MISSING, and what is wrong with the placeholder file
 */
export async function prepareRules(options: HuntOptions, terminal: Terminal): Promise<HuntRules> {
  const { texts, problems } = readRuleFiles(options.rulePaths);
  const { minLevel, placeholdersFile } = options;
  const setup: RuleSetup = {
    ruleTexts: texts,
    ...(minLevel === undefined ? {} : { minLevel }),
    ...(placeholdersFile === undefined ? {} : { placeholders: readTextFile(placeholdersFile) }),
  };
  const rules = loadRules(setup);
  const color = wantsColor(terminal.stderr, terminal, options.noColor);
  for (const problem of problems) await print(terminal.stderr, problemText(problem));
  for (const error of rules.errors) await print(terminal.stderr, errorText(error, color));
  if (rules.loaded > 0) return { rules, failures: problems.length + rules.errors.length };
  if (rules.leftOut === 0) throw noRules(options.rulePaths.join('", "'));
  throw new UsageError('RULES_NONE', `No rule has the level ${minLevel} or above.`, {
    hint: `Give a lower --min-level; ${rules.leftOut} rules were left out.`,
  });
}
