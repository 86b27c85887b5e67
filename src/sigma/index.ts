/**
 * Sigma: rule text to rules with resolved conditions and modifiers, and the plain matcher that says what they mean.
 * In: the text of rule and placeholder files; events that can be read by field name.
 * Out: `SigmaRule` and the reasons of a match; errors with file, line, column and advice.
 * Must not know: where files come from, log formats, products, the pipeline. Imports only model and js-yaml.
 */

export { type AssembledRules, assembleRules } from './assemble-rules.ts';
export {
  type BaseRule,
  type Bound,
  type CorrelatedEvent,
  type CorrelateOptions,
  type CorrelationAlert,
  type CorrelationCollector,
  type CorrelationCondition,
  type CorrelationInput,
  type CorrelationLimits,
  type CorrelationNotice,
  type CorrelationPlan,
  type CorrelationReference,
  type CorrelationResult,
  type CorrelationRule,
  type CorrelationStream,
  type CorrelationType,
  collectorFor,
  compareInputs,
  correlate,
  createCorrelationStream,
  DEFAULT_LIMITS,
  type FieldAlias,
  type InputColumns,
  InputStore,
  type InputValue,
  MAX_EVENTS,
  NOTICE_CODES,
  type NoticeCode,
  type PlannedCorrelation,
  planCorrelations,
  type RuleExpression,
  type StreamOptions,
} from './correlation/index.ts';
export type { Expectation } from './describe-predicate.ts';
export { type ExplainedNode, type ExplainedTest, type Explanation, explain } from './explain.ts';
export { BlockSearch } from './fast/block-search.ts';
export { type CompiledRules, compile, type EventKnowledge } from './fast/compile.ts';
export { EqualRules } from './fast/equal-rules.ts';
export { FIRST_CLAUSE, MOST_RAW_CLAUSES, type RawHits } from './fast/raw-hits.ts';
export { type RawBytes, type RawEncoding, RawIndex } from './fast/raw-index.ts';
export type { RawLiteral } from './fast/raw-literals.ts';
export { readFields, testedFields } from './fast/rule-digest.ts';
export { RuleEvaluators } from './fast/rule-evaluators.ts';
export {
  applyFilters,
  type FilteredRules,
  type FilterGap,
  type RuleReference,
  type SigmaFilter,
} from './filter/index.ts';
export { foldCase } from './fold-case.ts';
export { type IpNetwork, isInNetwork, parseCidr, parseIp } from './ip-network.ts';
export type { LintOptions } from './lint/check.ts';
export { LINT_CHECKS, type LintSource, lint, lintFiles } from './lint/lint.ts';
export { MODIFIERS, type Modifier, type PlaceholderValues } from './modifiers.ts';
export { parsePlaceholders } from './parse-placeholders.ts';
export { type OtherDocument, type ParsedRules, type ParseOptions, parseRule, parseRules } from './parse-rule.ts';
export {
  applyPipelines,
  type PipedRules,
  type Pipeline,
  type PipelineNote,
  type PipelineSubjects,
  parsePipeline,
} from './pipeline/index.ts';
export { compileRule, holdsLeaf, type MatchableEvent, matchesRule, type RuleMatcher } from './plain-matcher.ts';
export { compileRegex, RegexError, type RegexTest } from './regex.ts';
export {
  ANY_ONE,
  ANY_RUN,
  type Expression,
  type Logsource,
  type PatternPart,
  type Predicate,
  type RuleOrigin,
  type SigmaRule,
  type SourcePosition,
  type TimePart,
} from './rule.ts';
export { ruleVersion } from './rule-version.ts';
export { deserialiseRules, serialiseRules } from './serialise.ts';
export { parseTestEvents, type TestEvent } from './test-events.ts';
export { timePartOf } from './time-part.ts';
export type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './yaml.ts';
