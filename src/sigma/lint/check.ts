import type { LintCheckInfo, LogsourceKnowledge } from '../../model/index.ts';
import type { DocumentKind, LintDocument } from './document.ts';

/** What a check found, at an offset of the document's source (UTF-16 units). */
export interface LintFault {
  readonly offset: number;
  /** one sentence */
  readonly message: string;
  /** what to do, one sentence */
  readonly hint?: string;
}

/** What checks may know beside the rules themselves. */
export interface LintOptions {
  /** the logsources at hand and their fields; without it no field is checked against them */
  readonly knowledge?: LogsourceKnowledge;
}

/** A check of one document. */
export interface LintCheck extends LintCheckInfo {
  /** which documents it is for; all when absent */
  readonly kinds?: readonly DocumentKind[];
  readonly find: (document: LintDocument, options: LintOptions) => Iterable<LintFault>;
}

/** A check that compares documents of several files. */
export interface AcrossCheck extends LintCheckInfo {
  readonly findAcross: (
    documents: readonly LintDocument[],
  ) => Iterable<{ readonly document: LintDocument; readonly fault: LintFault }>;
}

/** Short names of the documents that checks go back to. */
export const SOURCES = {
  rules: 'Sigma rules specification 2.1',
  correlations: 'Sigma correlation rules specification 2.1',
  filters: 'Sigma filters specification 2.1',
  tags: 'Sigma tags appendix 2.1',
  taxonomy: 'Sigma taxonomy appendix 2.1',
  modifiers: 'Sigma modifiers appendix 2.1',
  ruleSchema: 'sigma-detection-rule-schema.json',
  sigmaHq: 'SigmaHQ rule convention',
  sigmaHqFile: 'SigmaHQ filename convention',
  landfall: 'Landfall',
} as const;
