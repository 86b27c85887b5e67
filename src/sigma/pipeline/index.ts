/**
 * Processing pipelines in pySigma's format: what an organisation changes in rules that others wrote.
 * In: the text of pipelines; rules parsed with `keepDrafts`, filtered or not, and correlations.
 * Out: rules with other fields, values, conditions and logsources; errors and notes with places.
 * Must not know: where files come from, events, queries. Imports only the rule parser beside it.
 */
export { applyPipelines, type PipedRules } from './apply-pipelines.ts';
export { FIELD_CONDITIONS, ITEM_CONDITIONS, RULE_CONDITIONS } from './conditions.ts';
export { parsePipeline } from './parse-pipeline.ts';
export type { Pipeline, PipelineNote, PipelineSubjects } from './pipeline.ts';
export { REFUSED_TRANSFORMS } from './transform-rules.ts';
export { TRANSFORMATIONS } from './transformations.ts';
