/**
 * Stage: Alerts and Observations to Incidents: who and where (entities), what hangs together (links), how serious (score).
 * In: alerts with their context, observations, what rules say of themselves. Out: incidents, and findings for the rest.
 * Must not know: logs, formats, other stages, Node. Every link, score and sentence names records.
 */
export { AddressBook, type AddressHolder } from './address-book.ts';
export { type CorrelationInput, correlate } from './correlate.ts';
export { LEAST_SCORE } from './score.ts';
export { TACTIC_ORDER } from './story.ts';
export { correlateSuppressed, type SuppressedResult, type SuppressionEffects } from './suppressed.ts';
