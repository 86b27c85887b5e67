import { type Level, type LogsourceKnowledge, levelRank, type UsageError } from '../model/index.ts';
import { parsePlaceholders, parseRules } from '../sigma/index.ts';
import { bindRules, type RuleBinding } from './bind-rules.ts';

/** The text of a rule file, or of a file with placeholder values. */
export interface RuleText {
  readonly file: string;
  readonly text: string;
}

/** Which rules there are and what to make of them. Plain data. */
export interface RuleSetup {
  readonly ruleTexts: readonly RuleText[];
  readonly placeholders?: RuleText;
  /** rules below it are left out */
  readonly minLevel?: Level;
}

/** The rules of a setup, parsed and sorted out; `leftOut` counts those below the least level. */
export interface LoadedRules extends RuleBinding {
  readonly loaded: number;
  readonly leftOut: number;
  readonly errors: readonly UsageError[];
}

/**
 * Parses rules and sorts out those that can never match what is known to be supplied.
 * @throws UsageError when the placeholder file is wrong; errors in rules are returned
 */
export function loadRulesFor(
  { ruleTexts, placeholders, minLevel = 'informational' }: RuleSetup,
  knowledge: LogsourceKnowledge,
): LoadedRules {
  const options =
    placeholders === undefined ? {} : { placeholders: parsePlaceholders(placeholders.text, placeholders.file) };
  const files = ruleTexts.map(({ file, text }) => parseRules(text, file, options));
  const parsed = files.flatMap(({ rules }) => rules);
  const wanted = parsed.filter(({ level }) => levelRank(level) >= levelRank(minLevel));
  const { bound, unbound } = bindRules(wanted, knowledge);
  const others = files.flatMap((file) => file.others);
  const notRun = others.map(({ kind, origin: { file } }) => {
    return { id: '', title: `Sigma ${kind}`, file, reason: `a Sigma ${kind} is not run by this version` };
  });
  return {
    ...{ loaded: wanted.length + others.length, bound, unbound: [...unbound, ...notRun] },
    ...{ errors: files.flatMap(({ errors }) => errors), leftOut: parsed.length - wanted.length },
  };
}
