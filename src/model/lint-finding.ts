/**
 * How much a finding in a rule matters: an `error` breaks the specification, so that tools refuse or misread the rule;
 * a `warning` is most likely not what its author meant; a `note` departs from what the community does.
 */
export type LintSeverity = 'error' | 'warning' | 'note';

/** All severities, least first. */
export const LINT_SEVERITIES: readonly LintSeverity[] = ['note', 'warning', 'error'];

/** One check of rules, for lists and reports. */
export interface LintCheckInfo {
  /** kebab-case, stable: people name it in their settings */
  readonly id: string;
  readonly severity: LintSeverity;
  /** one sentence: what must be so */
  readonly says: string;
  /** where that is stated: document and section */
  readonly source: string;
}

/** Something that a check found in a rule file. */
export interface LintFinding {
  readonly check: string;
  readonly severity: LintSeverity;
  /** one sentence: what was found */
  readonly message: string;
  /** one sentence: what to do */
  readonly hint?: string;
  readonly file: string;
  /** both counted from 1; columns in UTF-16 units */
  readonly line: number;
  readonly column: number;
}
