import { LINT_SEVERITIES, type LintFinding, type LintSeverity, UsageError } from '../model/index.ts';
import { suppliedKnowledge } from '../normalise/index.ts';
import { inertJson, lintText, sarifText } from '../report/index.ts';
import { LINT_CHECKS, lintFiles } from '../sigma/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { readRuleFiles } from './rule-files.ts';
import { suggestionHint } from './suggest.ts';
import { print, problemText, type Terminal, wantsColor } from './terminal.ts';
import { landfallVersion } from './version.ts';

/**
 * `landfall rules lint DIR...`: prints what is wrong with rules.
 * @returns 10 when a finding is at least as severe as --fail-on
 * @throws UsageError RULES_NONE, INPUT_MISSING, OPTION_VALUE
 */
export async function rulesLint(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json', 'sarif']);
  const least = choiceOption(given, 'min-severity', ['note', 'warning', 'error']);
  const failOn = choiceOption(given, 'fail-on', ['error', 'warning', 'note']);
  const ignored = ignoredChecks(given);
  const { texts, problems } = readRuleFiles(given.operands);
  for (const problem of problems) await print(terminal.stderr, problemText(problem));
  const all = lintFiles(texts, { knowledge: suppliedKnowledge() }).filter(({ check }) => !ignored.has(check));
  const shown = all.filter((finding) => isAtLeast(finding, least));
  const color = wantsColor(terminal.stdout, terminal, given.has('no-color'));
  await print(terminal.stdout, format === 'text' ? lintText(shown, texts.length, { color }) : data(format, shown));
  return all.some((finding) => isAtLeast(finding, failOn)) ? 10 : 0;
}

function data(format: 'json' | 'sarif', findings: readonly LintFinding[]): string {
  const text =
    format === 'json'
      ? `${JSON.stringify({ findings }, undefined, 2)}\n`
      : sarifText({ name: 'landfall', version: landfallVersion(), checks: LINT_CHECKS }, findings);
  return inertJson(text);
}

function isAtLeast({ severity }: LintFinding, least: LintSeverity): boolean {
  return LINT_SEVERITIES.indexOf(severity) >= LINT_SEVERITIES.indexOf(least);
}

function ignoredChecks(given: Arguments): ReadonlySet<string> {
  const names = LINT_CHECKS.map(({ id }) => id);
  for (const name of given.values('ignore')) {
    if (names.includes(name)) continue;
    throw new UsageError('OPTION_VALUE', `--ignore names "${name}", which is no check.`, {
      hint: suggestionHint(name, names),
    });
  }
  return new Set(given.values('ignore'));
}
