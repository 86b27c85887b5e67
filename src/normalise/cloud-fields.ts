import type { FieldRecord, FieldValue, JsonRecord } from '../model/index.ts';

/** How a field of an event is read from its record. */
export type FieldReader = (record: FieldRecord) => FieldValue | undefined;

type Tree = Readonly<Record<string, unknown>>;

// Audit records nest a handful of levels, and name some hundreds of values below one path.
const MAX_DEPTH = 12;
const MAX_VALUES = 1000;

/** The object of a record, made once: nested JSON as it is, a row with the JSON texts in its cells parsed. */
export function treeOf(record: FieldRecord): Tree {
  let tree = trees.get(record);
  if (tree === undefined) {
    tree = 'value' in record ? (record as JsonRecord).value : rowTree(record);
    trees.set(record, tree);
  }
  return tree;
}
const trees = new WeakMap<FieldRecord, Tree>();

/** The values at a path of names, through objects and lists, without regard to case, which differs between exports. */
export function valuesAt(tree: unknown, path: readonly string[]): readonly FieldValue[] {
  const values: FieldValue[] = [];
  collect(tree, path, 0, values);
  return values;
}

/**
 * Reads the first of some paths that holds something, in the record itself or in its `properties`. Objects and lists at
 * the end of a path are given as JSON text, several values as a list.
 * @param paths names joined by dots, as the sources document them
 */
export function at(...paths: readonly string[]): FieldReader {
  const split = paths.flatMap((path) => [path.split('.'), ['properties', ...path.split('.')]]);
  return (record) => {
    const tree = treeOf(record);
    for (const path of split) {
      const values = valuesAt(tree, path);
      if (values.length > 0) return values.length === 1 ? values[0] : values;
    }
    return undefined;
  };
}

/** A table of fields: the names that rules use, and where their values are. */
export function fieldReaders(
  table: Readonly<Record<string, FieldReader | readonly string[]>>,
): ReadonlyMap<string, FieldReader> {
  return new Map(
    Object.entries(table).map(([name, source]) => [name, typeof source === 'function' ? source : at(...source)]),
  );
}

function collect(value: unknown, path: readonly string[], depth: number, values: FieldValue[]): void {
  if (depth > MAX_DEPTH || values.length >= MAX_VALUES || value === undefined || value === null) return;
  if (Array.isArray(value) && (path.length > 0 || value.every(isScalar))) {
    for (const item of value) collect(item, path, depth + 1, values);
  } else if (path.length === 0) {
    const text = isScalar(value) ? value : jsonText(value);
    if (text !== undefined) values.push(text);
  } else if (typeof value === 'object') {
    const name = nameIn(value, path[0]!);
    if (name !== undefined) collect((value as Tree)[name], path.slice(1), depth + 1, values);
  }
}

/** Undefined for what is nested thousands of levels deep, which only an attacker writes. */
function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function nameIn(value: object, name: string): string | undefined {
  if (Object.hasOwn(value, name)) return name;
  const lower = name.toLowerCase();
  return Object.keys(value).find((key) => key.toLowerCase() === lower);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function rowTree(record: FieldRecord): Tree {
  return Object.fromEntries([...record.entries()].map(([name, value]) => [name, parsedCell(value)]));
}

function parsedCell(value: FieldValue): unknown {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
