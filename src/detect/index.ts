/**
 * Tries Sigma rules on events: which rules can be bound at all, which fit a schema, which match an event and why.
 * In: rules, the knowledge of what can be supplied, LogEvents. Out: Alerts, and unbound rules with their reasons.
 * Must not know: log formats, products, files, any other stage.
 */
export { bindRules, type RuleBinding } from './bind-rules.ts';
export { type Candidate, candidateFinder } from './candidates.ts';
export { correlationAlert } from './correlation-alert.ts';
export { type Correlated, type CorrelationMatches, type Correlator, createCorrelator } from './correlator.ts';
export { createDetector, type Detector, type DetectorOptions } from './detector.ts';
export { withContext } from './event-alert.ts';
export { type EventView, eventView } from './event-view.ts';
export { fastMatchers } from './fast-matcher.ts';
export { createIndicatorMatcher, type IndicatorMatcher, type IndicatorOptions } from './indicator-matcher.ts';
export { type LoadedRules, loadRulesFor, type RuleSetup, type RuleText } from './load-rules.ts';
export { describeLogsource, fitsLogsource } from './logsource.ts';
export { type MatcherFactory, plainMatcher, type RuleMatch, type SchemaMatcher } from './schema-matcher.ts';
export { type ReadSuppressions, readSuppressions } from './suppression-file.ts';
export { SUPPRESSION_SCHEMA } from './suppression-schema.ts';
export { createSuppressor, globTest, holdsAt, type Suppressor } from './suppressor.ts';
