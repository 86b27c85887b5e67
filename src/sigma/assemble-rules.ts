import type { UsageError } from '../model/index.ts';
import { type CorrelationRule, planCorrelations } from './correlation/index.ts';
import { applyFilters, type FilterGap } from './filter/index.ts';
import type { OtherDocument, ParsedRules } from './parse-rule.ts';
import { applyPipelines, type Pipeline } from './pipeline/index.ts';
import type { SigmaRule } from './rule.ts';

/** Rules as they are to be matched: filtered, piped, and free of references that lead nowhere. */
export interface AssembledRules {
  readonly rules: readonly SigmaRule[];
  /** those whose references are all found */
  readonly correlations: readonly CorrelationRule[];
  /** filters, or rules they name, that have no effect */
  readonly gaps: readonly FilterGap[];
  /** what could not be parsed, piped or looked up */
  readonly errors: readonly UsageError[];
}

/**
 * Puts the documents of several rule files together: filters are applied first, then pipelines, then what correlations
 * refer to is looked up. The order of files does not matter to filters and correlations.
 * @param files parsed with `keepDrafts` when there are pipelines
 * @throws never
 */
export function assembleRules(files: readonly ParsedRules[], pipelines: readonly Pipeline[] = []): AssembledRules {
  const others = files.flatMap((file) => file.others);
  const filtered = applyFilters(
    files.flatMap((file) => file.rules),
    others.filter((other) => other.kind === 'filter'),
  );
  const subjects = { rules: filtered.rules, correlations: others.filter(isCorrelation) };
  const piped = pipelines.length === 0 ? { ...subjects, errors: [] } : applyPipelines(subjects, pipelines);
  const { plan, errors } = planCorrelations(piped.rules, piped.correlations);
  const planned = new Set(plan.correlations.map(({ rule }) => rule));
  return {
    rules: piped.rules,
    correlations: piped.correlations.filter((rule) => planned.has(rule)),
    gaps: filtered.gaps,
    errors: [...files.flatMap((file) => file.errors), ...piped.errors, ...errors],
  };
}

function isCorrelation(other: OtherDocument): other is CorrelationRule {
  return other.kind === 'correlation';
}
