import type { Params } from './params.ts';
import type { Transform } from './pipeline.ts';
import { FIELD_TRANSFORMS } from './transform-fields.ts';
import { ITEM_TRANSFORMS } from './transform-items.ts';
import { PLACEHOLDER_TRANSFORMS } from './transform-placeholders.ts';
import { type PipelineSource, RULE_TRANSFORMS } from './transform-rules.ts';
import { VALUE_TRANSFORMS } from './transform-values.ts';

/**
 * Every transformation that works on rules, but for `nest`, which holds others. One more is one more entry in one of
 * these tables and cases in fixtures/sigma/pipelines.yml. Source: pySigma 2.0.1, sigma.processing.transformations.
 */
export const TRANSFORMATIONS: ReadonlyMap<string, (params: Params, source: PipelineSource) => Transform> = new Map([
  ...FIELD_TRANSFORMS,
  ...ITEM_TRANSFORMS,
  ...VALUE_TRANSFORMS,
  ...PLACEHOLDER_TRANSFORMS,
  ...RULE_TRANSFORMS,
]);
