import type { Level, RuleNotes } from '../../model/index.ts';
import type { RuleOrigin, SourcePosition } from '../rule.ts';

/** What a correlation measures. `value_median` is pySigma's addition to the specification's seven. */
export const CORRELATION_TYPES = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
] as const;

export type CorrelationType = (typeof CORRELATION_TYPES)[number];

/** Comparisons of a correlation condition; `neq` is pySigma's addition. */
export const BOUND_OPERATORS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;

/** One comparison of the measured value with a number. */
export interface Bound {
  readonly operator: (typeof BOUND_OPERATORS)[number];
  readonly value: number;
}

/** An extended condition: which rules were seen in the window. `rule` is an index into the correlation's `rules`. */
export type RuleExpression =
  | { readonly kind: 'rule'; readonly rule: number }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly RuleExpression[] }
  | { readonly kind: 'not'; readonly operand: RuleExpression };

/** When a window of events is worth an alert. */
export type CorrelationCondition =
  | {
      readonly kind: 'compare';
      /** all must hold */
      readonly bounds: readonly Bound[];
      /** the fields whose values are counted or calculated with; several are one combined value */
      readonly fields: readonly string[];
      /** 0 to 100; undefined for other types, and where `value_percentile` asks for a value's share */
      readonly percentile: number | undefined;
    }
  | { readonly kind: 'rules'; readonly expression: RuleExpression };

/** A rule that a correlation refers to, by `id` or `name`. */
export interface CorrelationReference {
  readonly reference: string;
  readonly position: SourcePosition;
}

/** A field name that stands for different fields in the events of different rules. */
export interface FieldAlias {
  readonly alias: string;
  readonly fields: readonly { readonly rule: CorrelationReference; readonly field: string }[];
}

/**
 * A Sigma correlation rule, parsed but with its references not yet looked up: see `planCorrelations`.
 * Source: Sigma correlation rules specification 2.1; pySigma 2.0.1 where it is silent.
 */
export interface CorrelationRule {
  readonly kind: 'correlation';
  /** the title where the rule has no id */
  readonly id: string;
  readonly name: string | undefined;
  readonly title: string;
  readonly status: string | undefined;
  /** undefined leaves the level as it is: that of the most severe rule it refers to */
  readonly level: Level | undefined;
  readonly description: string | undefined;
  readonly author: string | undefined;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  /** of the custom map `landfall` */
  readonly notes?: RuleNotes;
  readonly type: CorrelationType;
  readonly rules: readonly CorrelationReference[];
  readonly groupBy: readonly string[];
  readonly timespanMs: number;
  readonly condition: CorrelationCondition;
  readonly aliases: readonly FieldAlias[];
  /** whether the rules it refers to also alert on their own */
  readonly generate: boolean;
  readonly origin: RuleOrigin;
}
