/** The part of JSON Schema (draft 2020-12) that our own files need; the schemas are published as they are. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** a schema for all other keys; false for none */
  readonly additionalProperties?: JsonSchema | false;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly (string | number)[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** Where a value departs from its schema, and how. */
export interface SchemaFault {
  /** `zones.servers.network`, `machines[3].role`; empty for the whole */
  readonly path: string;
  /** `expected one of ..., found "x"` */
  readonly message: string;
}

// More faults than anybody mends in one go.
const MAX_FAULTS = 20;
const MAX_QUOTED = 60;

/** Compares a value as YAML or JSON gives it with a schema; no faults means that it fits. */
export function schemaFaults(schema: JsonSchema, value: unknown): SchemaFault[] {
  const faults: SchemaFault[] = [];
  check(schema, value, '', faults);
  return faults.slice(0, MAX_FAULTS);
}

function check(schema: JsonSchema, value: unknown, path: string, faults: SchemaFault[]): void {
  if (faults.length >= MAX_FAULTS) return;
  const add = (message: string): void => void faults.push({ path, message: `${message}, found ${quoted(value)}` });
  if (schema.type !== undefined && !isOfType(schema.type, value)) {
    add(`expected ${typeWords(schema.type)}`);
    return;
  }
  if (schema.enum !== undefined && !schema.enum.some((allowed) => allowed === value)) {
    add(`expected one of ${schema.enum.join(', ')}`);
    return;
  }
  if (typeof value === 'string') checkText(schema, value, add);
  if (typeof value === 'number') checkNumber(schema, value, add);
  if (Array.isArray(value)) checkList(schema, value, path, faults, add);
  else if (isRecord(value)) checkObject(schema, value, path, faults);
}

function checkText(schema: JsonSchema, value: string, add: (message: string) => void): void {
  if (schema.maxLength !== undefined && value.length > schema.maxLength) {
    add(`expected at most ${schema.maxLength} characters`);
  } else if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
    add(`expected text of the form ${schema.pattern}`);
  }
}

function checkNumber(schema: JsonSchema, value: number, add: (message: string) => void): void {
  if (schema.minimum !== undefined && value < schema.minimum) add(`expected at least ${schema.minimum}`);
  if (schema.maximum !== undefined && value > schema.maximum) add(`expected at most ${schema.maximum}`);
}

function checkList(
  schema: JsonSchema,
  value: readonly unknown[],
  path: string,
  faults: SchemaFault[],
  add: (message: string) => void,
): void {
  if (schema.minItems !== undefined && value.length < schema.minItems) add(`expected ${schema.minItems} or more items`);
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    add(`expected at most ${schema.maxItems} items`);
    return;
  }
  for (const [index, item] of value.entries()) {
    if (schema.items !== undefined) check(schema.items, item, `${path}[${index}]`, faults);
  }
}

function checkObject(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  faults: SchemaFault[],
): void {
  const inside = (key: string): string => (path === '' ? key : `${path}.${key}`);
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(value, key)) faults.push({ path: inside(key), message: 'is missing' });
  }
  for (const [key, item] of Object.entries(value)) {
    const known = schema.properties !== undefined && Object.hasOwn(schema.properties, key);
    const itsSchema = known ? schema.properties[key] : schema.additionalProperties;
    if (itsSchema === false) faults.push({ path: inside(key), message: unknownKey(schema) });
    else if (itsSchema !== undefined) check(itsSchema, item, inside(key), faults);
  }
}

function unknownKey(schema: JsonSchema): string {
  return `is not known here; possible: ${Object.keys(schema.properties ?? {}).join(', ')}`;
}

function isOfType(type: NonNullable<JsonSchema['type']>, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isRecord(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
  }
}

function typeWords(type: NonNullable<JsonSchema['type']>): string {
  const words = { object: 'a map', array: 'a list', string: 'text', number: 'a number', integer: 'a whole number' };
  return type === 'boolean' ? 'true or false' : words[type];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quoted(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = Array.isArray(value) ? 'a list' : isRecord(value) ? 'a map' : JSON.stringify(value);
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text;
}
