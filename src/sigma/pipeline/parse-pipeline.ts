import { UsageError } from '../../model/index.ts';
import { indexLines, type LineIndex } from '../line-index.ts';
import { RuleFault } from '../rule-fault.ts';
import { readYaml, type YamlMap, type YamlNode, type YamlScalar } from '../yaml.ts';
import { readConditions } from './combine.ts';
import { FIELD_CONDITIONS, ITEM_CONDITIONS, RULE_CONDITIONS } from './conditions.ts';
import { named, type Params, pipelineFault, readParams } from './params.ts';
import type { Pipeline, PipelineNote, ProcessingItem, Transform } from './pipeline.ts';
import { REFUSED_TRANSFORMS, refuse } from './transform-rules.ts';
import { TRANSFORMATIONS } from './transformations.ts';

interface Context {
  readonly file: string;
  readonly lines: LineIndex;
  readonly notes: PipelineNote[];
}

// The largest published pipeline has about 200 KB.
const MAX_TEXT_LENGTH = 4 * 1024 * 1024;

/**
 * Reads a processing pipeline in the YAML format of pySigma. Everything is checked: unknown transformations, conditions
 * and parameters are errors with the nearest known name. What only a back end that writes queries could do is refused
 * (transformations) or listed in `notes` (`postprocessing`, `finalizers`, `allowed_backends`).
 * @param file named in errors; not opened
 * @throws UsageError RULE_YAML or PIPELINE_INVALID with line, column and advice
 * Source: pySigma 2.0.1, "Processing Pipelines".
 * @example
 * const pipeline = parsePipeline('transformations: [{ type: field_name_prefix, prefix: win. }]', 'win.yml');
 */
export function parsePipeline(text: string, file: string): Pipeline {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const lines = indexLines(source);
  try {
    return readPipeline(readDocument(source), { file, lines, notes: [] });
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    const code = error.code === 'RULE_YAML' ? error.code : 'PIPELINE_INVALID';
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new UsageError(code, error.message, { file, ...lines.at(error.offset), ...hint, cause: error });
  }
}

function readDocument(source: string): YamlMap {
  if (source.length > MAX_TEXT_LENGTH) throw pipelineFault(`The file is longer than ${MAX_TEXT_LENGTH} characters.`, 0);
  const [document, second] = readYaml(source);
  if (document === undefined) throw pipelineFault('The pipeline is empty.', 0, 'Write "transformations:".');
  for (const one of [document, second]) if (one !== undefined && 'fault' in one) throw one.fault;
  const { root } = document as { root: YamlNode };
  if (second !== undefined)
    throw pipelineFault(
      'A file holds one pipeline; here is a second document.',
      (second as { root: YamlNode }).root.offset,
    );
  if (root.kind !== 'map') throw pipelineFault('A pipeline must be a map.', root.offset, 'It has "transformations:".');
  return root;
}

function readPipeline(map: YamlMap, context: Context): Pipeline {
  const params = readParams(map, 'A pipeline', ['vars', 'transformations', 'postprocessing', 'finalizers', 'priority']);
  const name = params.optionalText('name') ?? context.file;
  const allowedBackends = params.optionalTexts('allowed_backends') ?? [];
  params.done();
  if (allowedBackends.length > 0) {
    const message = `The pipeline is made for ${allowedBackends.join(', ')}: its field names may not be those of the logs.`;
    addNote(context, params.node('allowed_backends').offset, message);
  }
  const vars = readVars(params);
  const items = mapsAt(params, 'transformations').map((item) => readItem(item, context, 0));
  noteOthers(params, 'postprocessing', POSTPROCESSING, context);
  noteOthers(params, 'finalizers', FINALIZERS, context);
  return {
    name,
    file: context.file,
    priority: readPriority(params),
    allowedBackends,
    vars,
    items,
    notes: context.notes,
  };
}

function readPriority(params: Params): number {
  const node = params.optionalNode('priority');
  if (node === undefined) return 0;
  if (node.kind === 'scalar' && typeof node.value === 'number') return node.value;
  return params.fail('takes a number as "priority"', 'priority');
}

function readVars(params: Params): Map<string, YamlScalar[]> {
  const node = params.optionalNode('vars');
  if (node === undefined) return new Map();
  if (node.kind !== 'map') return params.fail('takes a map as "vars"', 'vars');
  return new Map(
    node.entries.map(({ key, value }) => [
      key,
      (value.kind === 'list' ? value.items : [value]).map((item) => variable(item, key)),
    ]),
  );
}

function variable(node: YamlNode, key: string): YamlScalar {
  if (node.kind === 'scalar' && node.value !== null) return node;
  throw pipelineFault(`The variable "${key}" must be text, a number or a list of them.`, node.offset);
}

function mapsAt(params: Params, key: string): YamlMap[] {
  const node = params.optionalNode(key);
  if (node === undefined) return [];
  if (node.kind !== 'list') return params.fail(`takes a list as "${key}"`, key);
  return node.items.map((item) => {
    if (item.kind === 'map') return item;
    throw pipelineFault(`An entry of "${key}" must be a map.`, item.offset, 'It starts with "type:".');
  });
}

// Deeper nests are no use, and keep the recursion off the stack's end.
const MAX_NESTING = 10;

function readItem(map: YamlMap, context: Context, depth: number): ProcessingItem {
  const typeNode = map.entries.find(({ key }) => key === 'type')?.value;
  if (typeNode?.kind !== 'scalar') throw pipelineFault('The transformation has no type.', map.offset, 'Add "type:".');
  const type = typeNode.text;
  const params = readParams(map, `The transformation "${type}"`, ['type']);
  const id = params.optionalText('id');
  const ruleConditions = readConditions(params, 'rule', RULE_CONDITIONS);
  const itemConditions = readConditions(params, 'detection_item', ITEM_CONDITIONS);
  const fieldConditions = readConditions(params, 'field_name', FIELD_CONDITIONS);
  const transform =
    type === 'nest' ? readNest(params, context, depth) : readTransform(params, type, typeNode.offset, context);
  params.done();
  const position = context.lines.at(map.offset);
  if ((transform.on === 'rule' || transform.on === 'nested') && !(itemConditions.isEmpty && fieldConditions.isEmpty)) {
    addNote(context, map.offset, `The transformation "${type}" works on whole rules: only its rule_conditions count.`);
  }
  return { id, type, file: context.file, position, ruleConditions, itemConditions, fieldConditions, transform };
}

function readTransform(params: Params, type: string, offset: number, context: Context): Transform {
  const reason = REFUSED_TRANSFORMS.get(type);
  if (reason !== undefined) refuse(type, reason, offset);
  const known = new Map([...TRANSFORMATIONS, ['nest', undefined] as const]);
  return named(known, type, 'transformation', offset)!(params, context);
}

function readNest(params: Params, context: Context, depth: number): Transform {
  if (depth >= MAX_NESTING) params.fail(`is nested more than ${MAX_NESTING} deep`);
  params.node('items');
  return { on: 'nested', items: mapsAt(params, 'items').map((item) => readItem(item, context, depth + 1)) };
}

const POSTPROCESSING = ['embed', 'simple_template', 'template', 'json', 'replace', 'nest'];
const FINALIZERS = ['concat', 'json', 'yaml', 'template', 'nested'];

/** Their parameters are not looked at: they say how a query is written, which does not happen here. */
function noteOthers(params: Params, key: string, known: readonly string[], context: Context): void {
  for (const map of mapsAt(params, key)) {
    const type = map.entries.find((entry) => entry.key === 'type')?.value;
    if (type?.kind !== 'scalar') throw pipelineFault(`An entry of "${key}" has no type.`, map.offset, 'Add "type:".');
    named(new Map(known.map((name) => [name, name])), type.text, `entry of "${key}"`, type.offset);
    addNote(
      context,
      map.offset,
      `The ${key} step "${type.text}" changes the text of queries, of which there are none here.`,
    );
  }
}

function addNote({ lines, notes }: Context, offset: number, message: string): void {
  notes.push({ position: lines.at(offset), message });
}
