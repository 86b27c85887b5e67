import type { JsonSchema } from '../src/model/index.ts';

/** One key of a schema for a table: its path, what it may be, what it means. */
export type SchemaRow = readonly [path: string, form: string, meaning: string];

/** All keys of a schema in the order of the schema, parents before children. */
export function schemaRows(schema: JsonSchema, path = '', isNeeded = true): SchemaRow[] {
  const own: SchemaRow[] = path === '' ? [] : [[path, formOf(schema, isNeeded), schema.description ?? '']];
  const required = new Set(schema.required ?? []);
  const inside = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const children = Object.entries(schema.properties ?? {}).flatMap(([key, child]) =>
    schemaRows(child, inside(key), required.has(key)),
  );
  const others = schema.additionalProperties ? schemaRows(schema.additionalProperties, inside('*')) : [];
  // Items that are only a text or a number are told with their list.
  const { items } = schema;
  const ofItems = items?.properties === undefined ? [] : schemaRows(items, `${path}[]`).slice(1);
  return [...own, ...children, ...others, ...ofItems];
}

function formOf(schema: JsonSchema, isNeeded: boolean): string {
  const range = [
    schema.minimum === undefined ? '' : `from ${schema.minimum}`,
    schema.maximum === undefined ? '' : `to ${schema.maximum}`,
  ];
  const words = [
    schema.enum === undefined ? kindOf(schema) : `one of ${schema.enum.join(', ')}`,
    ...range.filter((word) => word !== ''),
    isNeeded ? '' : 'may be left out',
  ];
  return words.filter((word) => word !== '').join(' ');
}

function kindOf({ type, items }: JsonSchema): string {
  const words = {
    object: 'map',
    array: 'list',
    string: 'text',
    number: 'number',
    integer: 'whole number',
    boolean: 'true or false',
  };
  if (type === 'array' && items?.type !== undefined)
    return `list of ${items.type === 'object' ? 'maps' : `${words[items.type]}s`}`;
  return type === undefined ? 'anything' : words[type];
}
