import { UsageError } from '../../model/index.ts';
import type { CorrelationRule } from '../correlation/correlation-rule.ts';
import { finishDetection, join } from '../detection-item.ts';
import type { Expression, Logsource, SigmaRule } from '../rule.ts';
import { RuleFault } from '../rule-fault.ts';
import { entryOf, type YamlScalar } from '../yaml.ts';
import type { AttributeValue, DetectionPart, Pipeline, PipelineSubjects, RuleRun } from './pipeline.ts';
import { PipelineFault } from './pipeline-fault.ts';
import { runItem } from './run-item.ts';
import { attributeOf } from './transform-rules.ts';

/** Rules and correlations behind the pipelines, in their order, without those that failed. */
export interface PipedRules {
  readonly rules: readonly SigmaRule[];
  readonly correlations: readonly CorrelationRule[];
  readonly errors: readonly UsageError[];
}

/**
 * Applies processing pipelines, from low to high priority and in their order where that is equal. As in pySigma they
 * count as one: variables, state and what was applied are shared. Filters come first (`applyFilters`), so that pipelines
 * change them too. A rule that a pipeline refuses becomes an error PIPELINE_FAILED at the rule, and is left out.
 * @param subjects rules parsed with `keepDrafts`; the resulting ones have no drafts and can be sent to a worker
 * @throws never for rules parsed so
 * Source: pySigma 2.0.1, "Processing Pipelines".
 * @example
 * const { rules } = parseRules(text, 'rules.yml', { keepDrafts: true });
 * const piped = applyPipelines({ rules }, [parsePipeline(yaml, 'pipeline.yml')]);
 */
export function applyPipelines(
  { rules, correlations = [] }: PipelineSubjects,
  pipelines: readonly Pipeline[],
): PipedRules {
  const ordered = pipelines.toSorted((left, right) => left.priority - right.priority);
  const vars = new Map(ordered.flatMap((pipeline) => [...pipeline.vars]));
  const steps = ordered.flatMap((pipeline) => pipeline.items);
  const errors: UsageError[] = [];
  const attempt = <Result>(
    origin: SigmaRule | CorrelationRule,
    run: RuleRun,
    finish: (run: RuleRun) => Result,
  ): Result[] => {
    try {
      for (const step of steps) runItem(step, run);
      return [finish(run)];
    } catch (error) {
      errors.push(toUsageError(error, origin));
      return [];
    }
  };
  const piped = rules.flatMap((rule) => attempt(rule, runOfRule(rule, vars), (run) => finishRule(rule, run)));
  const logsourcesOf = referenceIndex([...rules, ...piped], correlations);
  const pipedCorrelations = correlations.flatMap((correlation) =>
    attempt(correlation, runOfCorrelation(correlation, vars, logsourcesOf), (run) => run.correlation ?? correlation),
  );
  return { rules: piped, correlations: pipedCorrelations, errors };
}

type Vars = ReadonlyMap<string, readonly YamlScalar[]>;

function freshRun(vars: Vars) {
  return {
    customAttributes: new Map<string, AttributeValue>(),
    vars,
    state: new Map<string, YamlScalar['value']>(),
    applied: new Set<string>(),
    mappedFields: new Set<string>(),
    fieldOrigins: new Map<string, ReadonlySet<string>>(),
  };
}

// Set by the rule itself; a custom attribute of the same name does not hide them.
const OWN_ATTRIBUTES = new Set(
  'title id name status level description author references tags falsepositives date modified'.split(' '),
);

function runOfRule(rule: SigmaRule, vars: Vars): RuleRun {
  const { draft } = rule;
  // A mistake of the caller, which no user can make.
  if (draft === undefined) throw new Error('applyPipelines needs rules that were parsed with keepDrafts');
  const { filters = [], document } = draft;
  const own = (name: string): AttributeValue => {
    const entry = entryOf(document, name);
    return entry === undefined ? undefined : attributeOf(entry.value);
  };
  const run: RuleRun = {
    ...freshRun(vars),
    kind: 'rule',
    title: rule.title,
    logsource: rule.logsource,
    logsources: () => [run.logsource],
    attribute(name) {
      if (name === 'fields') return run.fields;
      return OWN_ATTRIBUTES.has(name) ? own(name) : (run.customAttributes.get(name) ?? own(name));
    },
    parts: [
      { tree: draft.detection, lines: draft.lines, file: rule.origin.file },
      ...filters.map(({ detection, lines, file }) => ({ tree: detection, lines, file })),
    ],
    fields: rule.fields,
    correlation: undefined,
  };
  return run;
}

function runOfCorrelation(
  correlation: CorrelationRule,
  vars: Vars,
  logsourcesOf: (correlation: CorrelationRule) => readonly Logsource[],
): RuleRun {
  const fresh = freshRun(vars);
  const { id, name, title, status, level, description, author, references, tags, falsePositives } = correlation;
  const own: Record<string, AttributeValue> = {
    ...{ id, name, title, status, level, description, author, references, tags, falsepositives: falsePositives },
  };
  return {
    ...fresh,
    kind: 'correlation',
    title,
    logsource: {},
    logsources: () => logsourcesOf(correlation),
    attribute: (attribute) => (Object.hasOwn(own, attribute) ? own[attribute] : fresh.customAttributes.get(attribute)),
    parts: [],
    fields: [],
    correlation,
  };
}

/** The logsources of the rules that a correlation refers to, also through other correlations. */
function referenceIndex(
  rules: readonly SigmaRule[],
  correlations: readonly CorrelationRule[],
): (correlation: CorrelationRule) => readonly Logsource[] {
  const named = new Map<string, SigmaRule | CorrelationRule>();
  for (const rule of [...correlations, ...rules]) {
    named.set(rule.id, rule);
    if (rule.name !== undefined) named.set(rule.name, rule);
  }
  const collect = (correlation: CorrelationRule, seen: Set<CorrelationRule>): Logsource[] => {
    if (seen.has(correlation)) return [];
    seen.add(correlation);
    return correlation.rules.flatMap(({ reference }) => {
      const rule = named.get(reference);
      if (rule === undefined) return [];
      return rule.kind === 'rule' ? [rule.logsource] : collect(rule, seen);
    });
  };
  return (correlation) => collect(correlation, new Set());
}

function finishRule({ draft: _, ...rule }: SigmaRule, run: RuleRun): SigmaRule {
  const [own] = run.parts;
  if (own === undefined) throw new PipelineFault('nothing is left of its detection');
  const missing = new Set<string>();
  const parts = run.parts.filter((part) => part !== undefined);
  const detection = join(
    'and',
    parts.map((part) => finishPart(part, missing)),
  );
  return { ...rule, detection, logsource: run.logsource, fields: run.fields, missingPlaceholders: [...missing] };
}

function finishPart({ tree, lines, file }: DetectionPart, missingPlaceholders: Set<string>): Expression {
  try {
    return finishDetection(tree, { lines, missingPlaceholders });
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    const { line, column } = lines.at(error.offset);
    const message = `${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
    throw new PipelineFault(message, `It comes from ${file}:${line}:${column}. ${error.hint ?? ''}`.trim());
  }
}

function toUsageError(error: unknown, { title, origin }: SigmaRule | CorrelationRule): UsageError {
  if (!(error instanceof PipelineFault)) throw error;
  const { item } = error;
  const name = item?.id === undefined ? '' : ` "${item.id}"`;
  const place =
    item === undefined ? [] : [`By ${item.type}${name} at ${item.file}:${item.position.line}:${item.position.column}.`];
  const hint = [...(error.hint === undefined ? [] : [error.hint]), ...place].join(' ');
  const message = `A pipeline leaves out the rule "${title}": ${error.message.replace(/\.$/, '')}.`;
  return new UsageError('PIPELINE_FAILED', message, { ...origin, ...(hint === '' ? {} : { hint }), cause: error });
}
