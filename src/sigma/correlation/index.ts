/**
 * Correlations: rules about several matches in a stretch of time.
 * In: parsed correlation rules with the detection rules at hand; matches of these, with the fields that the plan asks for.
 * Out: a plan with the references looked up; alerts with the events behind them; notices of what was not counted.
 * Must not know: how events are read or matched, threads, the pipeline.
 */
export { type CorrelationCollector, collectorFor } from './collector.ts';
export { type CorrelateOptions, type CorrelationResult, correlate } from './correlate.ts';
export { type CorrelatedEvent, type CorrelationAlert, MAX_EVENTS } from './correlation-alert.ts';
export { type CorrelationInput, compareInputs, type InputValue } from './correlation-input.ts';
export type {
  Bound,
  CorrelationCondition,
  CorrelationReference,
  CorrelationRule,
  CorrelationType,
  FieldAlias,
  RuleExpression,
} from './correlation-rule.ts';
export { type CorrelationStream, createCorrelationStream, type StreamOptions } from './correlation-stream.ts';
export { type CorrelationLimits, DEFAULT_LIMITS } from './evaluator.ts';
export { DEFAULT_MAX_INPUTS, type InputColumns, InputStore } from './input-store.ts';
export { type CorrelationNotice, NOTICE_CODES, type NoticeCode } from './notices.ts';
export { type BaseRule, type CorrelationPlan, type PlannedCorrelation, planCorrelations } from './plan.ts';
