/**
 * Stage: LogEvents to Observations: compact facts and bounded aggregates from every event, alert or not.
 * In: LogEvents of any product. Out: Observations as plain data, which merge piece by piece.
 * Must not know: rules, formats, other stages, Node. One file an aspect (coverage, logons, processes ...).
 */
export type { Aspect } from './aspect.ts';
export { createObserver, type ObservationPart, type Observer, type ObserverOptions } from './observer.ts';
