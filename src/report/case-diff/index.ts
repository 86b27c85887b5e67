/** What changed between two CaseFiles, as data and as text. */
export { type CaseDiff, diffCases, gravestWorse } from './case-diff.ts';
export { caseDiffText } from './case-diff-text.ts';
