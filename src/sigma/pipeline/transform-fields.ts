import type { Params } from './params.ts';
import type { RuleRun, Transform } from './pipeline.ts';

/** Reads the parameters of a transformation. */
export type TransformBuilder = (params: Params) => Transform;

/** Transformations of field names. Source: pySigma 2.0.1, sigma.processing.transformations.fields. */
export const FIELD_TRANSFORMS: readonly (readonly [string, TransformBuilder])[] = [
  ['field_name_mapping', fieldMapping],
  ['field_name_prefix_mapping', prefixMapping],
  ['field_name_prefix', (params) => named(params.text('prefix'), '')],
  ['field_name_suffix', (params) => named('', params.text('suffix'))],
  ['field_name_transform', fieldFunction],
  ['add_field', (params) => fieldList(params.texts('field'), (fields, given) => [...fields, ...given])],
  ['remove_field', (params) => fieldList(params.texts('field'), withoutFirst)],
  ['set_field', (params) => fieldList(params.texts('fields'), (_fields, given) => given)],
];

/** YAML writes the field name of keywords, which have none, as `null` or `~`. */
function readMapping(params: Params): ReadonlyMap<string, readonly string[]> {
  const mapping = [...params.mapping('mapping')].map(
    ([from, to]) => [/^(?:null|~)$/i.test(from) ? '' : from, to] as const,
  );
  return new Map(mapping);
}

function fieldMapping(params: Params): Transform {
  const mapping = readMapping(params);
  return { on: 'field', apply: (field) => mapping.get(field) };
}

/** The first prefix that fits is taken, as in pySigma. */
function prefixMapping(params: Params): Transform {
  const mapping = [...params.mapping('mapping')];
  return {
    on: 'field',
    apply(field) {
      const found = field === '' ? undefined : mapping.find(([prefix]) => field.startsWith(prefix));
      return found?.[1].map((prefix) => prefix + field.slice(found[0].length));
    },
  };
}

function named(prefix: string, suffix: string): Transform {
  return { on: 'field', apply: (field) => (field === '' ? undefined : [prefix + field + suffix]) };
}

/** `CommandLine` to `command_line`: an underscore before each capital but the first letter, as pySigma. */
export function snakeCase(text: string): string {
  return text.replace(/(?!^)(?=[A-Z])/g, '_').toLowerCase();
}

const FUNCTIONS: Readonly<Record<string, (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  snake_case: snakeCase,
};

/** pySigma takes a Python function here, which no YAML can give; these names stand for the usual ones. */
function fieldFunction(params: Params): Transform {
  const change = FUNCTIONS[params.choice('transform_func', Object.keys(FUNCTIONS))]!;
  const mapping = params.optionalNode('mapping') === undefined ? new Map<string, string[]>() : readMapping(params);
  return { on: 'field', apply: (field) => mapping.get(field) ?? (field === '' ? undefined : [change(field)]) };
}

/** The rule's `fields`, which say what an analyst wants to see; they do not change what matches. */
function fieldList(
  given: readonly string[],
  change: (fields: readonly string[], given: readonly string[]) => readonly string[],
): Transform {
  return {
    on: 'rule',
    apply(run: RuleRun) {
      run.fields = change(run.fields, given);
    },
  };
}

/** As pySigma: each given name takes away one field. */
function withoutFirst(fields: readonly string[], given: readonly string[]): readonly string[] {
  const rest = [...fields];
  for (const field of given) {
    const index = rest.indexOf(field);
    if (index >= 0) rest.splice(index, 1);
  }
  return rest;
}
