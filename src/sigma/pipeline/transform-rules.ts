import { draftDetection, MAX_LEAVES } from '../detection.ts';
import { type DetectionTree, finishDetection } from '../detection-item.ts';
import type { LineIndex } from '../line-index.ts';
import type { Logsource } from '../rule.ts';
import { RuleFault } from '../rule-fault.ts';
import type { YamlMap, YamlNode } from '../yaml.ts';
import { itemsOf } from './conditions.ts';
import { type Params, pipelineFault } from './params.ts';
import type { AttributeValue, RuleRun, Transform } from './pipeline.ts';
import { PipelineFault } from './pipeline-fault.ts';

/** Where the pipeline stands that a transformation is read from. */
export interface PipelineSource {
  readonly file: string;
  readonly lines: LineIndex;
}

/** Transformations of whole rules. Source: pySigma 2.0.1, condition, rule, state and failure. */
export const RULE_TRANSFORMS: readonly (readonly [string, (params: Params, source: PipelineSource) => Transform])[] = [
  ['add_condition', addCondition],
  ['change_logsource', changeLogsource],
  ['set_state', setState],
  ['set_custom_attribute', setCustomAttribute],
  ['rule_failure', ruleFailure],
  ['strict_field_mapping_failure', strictMapping],
];

/** The conditions are read as a detection, so that their keys may have modifiers; correlations have none to add to. */
function addCondition(params: Params, source: PipelineSource): Transform {
  const node = params.node('conditions');
  if (node.kind !== 'map' || node.entries.length === 0)
    return params.fail('takes a map of fields to values as "conditions"', 'conditions');
  params.optionalText('name');
  const isTemplate = params.flag('template');
  const isNegated = params.flag('negated');
  const read = (map: YamlMap): DetectionTree =>
    draftDetection(map, { placeholders: new Map(), remainingLeaves: MAX_LEAVES });
  const fixed = read(node);
  // Finds regular expressions that are wrong before any rule is there.
  finishDetection(fixed, { lines: source.lines, missingPlaceholders: new Set() });
  return {
    on: 'rule',
    apply(run) {
      if (run.kind === 'correlation') return;
      const tree = isTemplate ? orFault(() => read(fillTemplates(node, run.logsource))) : fixed;
      run.parts = [...run.parts, { ...source, tree: isNegated ? { kind: 'not', operand: tree } : tree }];
    },
  };
}

function orFault<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    throw new PipelineFault(error.message, error.hint);
  }
}

function fillTemplates<Node extends YamlNode>(node: Node, logsource: Logsource): Node {
  if (node.kind === 'map') {
    return {
      ...node,
      entries: node.entries.map((entry) => ({ ...entry, value: fillTemplates(entry.value, logsource) })),
    };
  }
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => fillTemplates(item, logsource)) };
  if (typeof node.value !== 'string') return node;
  const text = fillTemplate(node.value, logsource);
  return { ...node, value: text, text };
}

/** Python's `string.Template` with `safe_substitute`; an attribute that the logsource lacks is empty. */
function fillTemplate(text: string, logsource: Logsource): string {
  return text.replace(
    /\$(?:(\$)|(product|category|service)(?![A-Za-z0-9_])|\{(product|category|service)\})/g,
    (_all, dollar, plain, braced) => {
      return dollar ?? logsource[(plain ?? braced) as keyof Logsource] ?? '';
    },
  );
}

function changeLogsource(params: Params): Transform {
  const logsource: { product?: string; category?: string; service?: string } = {};
  for (const key of ['product', 'category', 'service'] as const) {
    const text = params.optionalText(key);
    if (text !== undefined) logsource[key] = text;
  }
  if (Object.keys(logsource).length === 0) params.fail('needs product, category or service');
  return {
    on: 'rule',
    apply(run) {
      if (run.kind === 'rule') run.logsource = logsource;
    },
  };
}

function setState(params: Params): Transform {
  const key = params.text('key');
  const { value } = params.scalar('val');
  return { on: 'rule', apply: (run) => void run.state.set(key, value) };
}

function setCustomAttribute(params: Params): Transform {
  const attribute = params.text('attribute');
  const value = attributeOf(params.node('value'));
  return { on: 'rule', apply: (run) => void run.customAttributes.set(attribute, value) };
}

/** An attribute of a document as conditions compare it. */
export function attributeOf(node: YamlNode): AttributeValue {
  if (node.kind === 'map') return node;
  if (node.kind === 'scalar') return node.value;
  return node.items.flatMap((item) => (item.kind === 'scalar' ? [item.value] : []));
}

function ruleFailure(params: Params): Transform {
  const message = params.text('message');
  return {
    on: 'rule',
    apply() {
      throw new PipelineFault(message);
    },
  };
}

function strictMapping(): Transform {
  return {
    on: 'rule',
    apply(run: RuleRun) {
      const names = new Set(itemsOf(run).map(({ field }) => field));
      const unmapped = [...names].filter((field) => field !== '' && !run.mappedFields.has(field));
      if (unmapped.length > 0) throw new PipelineFault(`no mapping has the fields ${unmapped.join(', ')}`);
    },
  };
}

/** Transformations that have no meaning for rules that are matched directly, and what to do instead. */
export const REFUSED_TRANSFORMS: ReadonlyMap<string, string> = new Map([
  [
    'query_expression_placeholders',
    'it writes a piece of a query, and Landfall makes no query; give the values with value_placeholders',
  ],
  [
    'file_placeholders',
    'Landfall reads no file that a pipeline names; put the values under "vars:" or into a placeholder file',
  ],
  [
    'http_placeholders',
    'Landfall makes no request that a pipeline names; put the values under "vars:" or into a placeholder file',
  ],
  ['command_placeholders', 'Landfall runs no command; put the values under "vars:" or into a placeholder file'],
]);

/** Refuses a transformation by name. */
export function refuse(type: string, reason: string, offset: number): never {
  const [why, hint] = reason.split('; ');
  throw pipelineFault(
    `The transformation "${type}" cannot be used: ${why}.`,
    offset,
    `${hint!.charAt(0).toUpperCase()}${hint!.slice(1)}.`,
  );
}
