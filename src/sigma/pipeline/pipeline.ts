import type { Level } from '../../model/index.ts';
import type { CorrelationRule } from '../correlation/correlation-rule.ts';
import type { DetectionItem, DetectionTree, ItemValue } from '../detection-item.ts';
import type { LineIndex } from '../line-index.ts';
import type { Draft } from '../modifiers.ts';
import type { Logsource, SigmaRule, SourcePosition } from '../rule.ts';
import type { YamlMap, YamlScalar } from '../yaml.ts';

/** A part of a pipeline that has no effect where rules are matched directly. */
export interface PipelineNote {
  readonly position: SourcePosition;
  /** one sentence */
  readonly message: string;
}

/** A processing pipeline, parsed and checked. */
export interface Pipeline {
  /** the file, where the pipeline has no name */
  readonly name: string;
  readonly file: string;
  /** pipelines are applied from low to high */
  readonly priority: number;
  /** empty when it is meant for every back end */
  readonly allowedBackends: readonly string[];
  /** values of placeholders */
  readonly vars: ReadonlyMap<string, readonly YamlScalar[]>;
  readonly items: readonly ProcessingItem[];
  readonly notes: readonly PipelineNote[];
}

/** Asks a set of conditions, joined as the pipeline says. */
export type Combined<Condition> = (ask: (condition: Condition) => boolean) => boolean;

export type RuleCondition = (run: RuleRun) => boolean;
export type ItemCondition = (item: DetectionItem, run: RuleRun) => boolean;

export interface FieldCondition {
  /** @param field empty for keywords */
  name(field: string, run: RuleRun): boolean;
  /** whether the item itself decides, whatever its field names are */
  item?(item: DetectionItem, run: RuleRun): boolean;
}

/** One transformation with its conditions. */
export interface ProcessingItem {
  readonly id: string | undefined;
  readonly type: string;
  readonly file: string;
  readonly position: SourcePosition;
  readonly ruleConditions: Combined<RuleCondition>;
  readonly itemConditions: Combined<ItemCondition>;
  readonly fieldConditions: Combined<FieldCondition>;
  readonly transform: Transform;
}

/** What a transformation does, by what it works on. All throw PipelineFault when the rule cannot be transformed. */
export type Transform =
  | { readonly on: 'rule'; apply(run: RuleRun): void }
  /** @returns undefined to leave the item as it is */
  | { readonly on: 'item'; apply(item: DetectionItem, run: RuleRun): DetectionTree | 'drop' | undefined }
  /** @returns undefined to leave the value as it is */
  | { readonly on: 'value'; apply(draft: Draft, context: ValueContext): readonly Draft[] | undefined }
  /** field names in items, in references to fields, in the rule's `fields` and in correlations; `''` for keywords */
  | { readonly on: 'field'; apply(field: string): readonly string[] | undefined }
  | { readonly on: 'nested'; readonly items: readonly ProcessingItem[] };

/** What a transformation of values may know. */
export interface ValueContext {
  readonly item: DetectionItem;
  readonly value: ItemValue;
  readonly run: RuleRun;
}

/** Part of a rule's detection, with the places of the file it comes from. All parts must match. */
export interface DetectionPart {
  readonly tree: DetectionTree;
  readonly lines: LineIndex;
  readonly file: string;
}

/** A rule or a correlation on its way through the pipelines. */
export interface RuleRun {
  readonly kind: 'rule' | 'correlation';
  readonly title: string;
  /** of the correlation: those of the rules it refers to */
  readonly logsources: () => readonly Logsource[];
  /** the attributes of the document that a pipeline may ask for */
  readonly attribute: (name: string) => AttributeValue;
  /** the detection, empty for a correlation; undefined when nothing is left of a part */
  parts: (DetectionPart | undefined)[];
  logsource: Logsource;
  fields: readonly string[];
  correlation: CorrelationRule | undefined;
  readonly customAttributes: Map<string, AttributeValue>;
  readonly vars: ReadonlyMap<string, readonly YamlScalar[]>;
  readonly state: Map<string, YamlScalar['value']>;
  /** ids of the processing items that were applied */
  readonly applied: Set<string>;
  /** fields that a mapping gave or took, for `strict_field_mapping_failure` */
  readonly mappedFields: Set<string>;
  /** ids of the processing items that gave a field its name */
  readonly fieldOrigins: Map<string, ReadonlySet<string>>;
}

/** An attribute of a rule as a condition compares it. */
export type AttributeValue = YamlScalar['value'] | readonly YamlScalar['value'][] | YamlMap | Level | undefined;

/** What is transformed. */
export interface PipelineSubjects {
  /** parsed with `keepDrafts` */
  readonly rules: readonly SigmaRule[];
  readonly correlations?: readonly CorrelationRule[];
}
