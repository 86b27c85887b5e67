/**
 * Sigma filters: documents that suppress matches of other rules, for the false positives of one organisation.
 * In: filter documents from `parseRules`, and rules. Out: rules that match less, and what no filter could be put on.
 * Must not know: where files come from, events. Imports only the rule parser beside it.
 */
export { applyFilters, type FilteredRules, type FilterGap } from './apply-filters.ts';
export { buildFilter } from './build-filter.ts';
export type { RuleReference, SigmaFilter } from './sigma-filter.ts';
