import type { LoadedRules } from '../investigate.ts';
import { attackCoverage, inertJson, navigatorLayer, safeText } from '../report/index.ts';
import type { CorrelationRule, SigmaRule } from '../sigma/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { openResult } from './result-files.ts';
import { givenRules } from './rules-list.ts';
import { print, type Terminal } from './terminal.ts';

/**
 * `landfall rules coverage DIR...`: counts rules by technique and tactic, and writes a Navigator layer.
 * @throws UsageError RULES_NONE, INPUT_MISSING, OPTION_VALUE, OUTPUT_FAILED
 */
export async function rulesCoverage(given: Arguments, terminal: Terminal): Promise<number> {
  const version = choiceOption(given, 'attack', ['19', '18']);
  const { rules, plan, loaded } = await givenRules(given, terminal);
  const counted = given.has('bound') ? boundRules(loaded) : [...rules, ...plan.correlations.map(({ rule }) => rule)];
  const coverage = attackCoverage(counted, version);
  const output = given.value('output');
  if (output !== undefined) {
    const file = openResult({ option: 'json', file: output }, terminal);
    try {
      await file.write([inertJson(navigatorLayer(coverage, version, 'Sigma rules'))]);
    } finally {
      file.close();
    }
  }
  if (output === '-') return 0;
  const tactics = [...coverage.tactics].sort(([, a], [, b]) => b - a);
  const lines = [
    `${counted.length} rules speak of ${coverage.techniques.size} techniques of ATT&CK v${version}; ${coverage.withoutTechnique} name none`,
    ...tactics.map(([tactic, count]) => `  ${String(count).padStart(6)}  ${safeText(tactic)}`),
    ...(output === undefined ? ['-o FILE writes them as a layer for the ATT&CK Navigator'] : []),
    '',
  ];
  await print(terminal.stdout, lines.join('\n'));
  return 0;
}

/** Without those that are there for a correlation only, though nothing supplies them. */
function boundRules({ bound, quiet, correlations }: LoadedRules): readonly (SigmaRule | CorrelationRule)[] {
  const unsupplied = new Set(quiet);
  return [...bound.filter((_, index) => !unsupplied.has(index)), ...correlations];
}
