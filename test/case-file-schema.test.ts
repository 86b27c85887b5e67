import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 as Ajv, type AnySchema } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { typeSchema } from '../scripts/type-schema.ts';
import { huntedCase } from './hunted-case.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';

const folder = temporaryFolder();
const SCHEMA = JSON.parse(readFileSync('content/schemas/case-file.schema.json', 'utf8')) as AnySchema;
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(SCHEMA);

function faults(caseFile: unknown): string[] {
  const isValid = validate(caseFile);
  const errors = isValid ? [] : (validate.errors ?? []);
  const texts = errors.map(({ instancePath, message, params }) =>
    `${instancePath.replace(/\d+/g, '*')} ${message} ${JSON.stringify(params)}`.trim(),
  );
  return [...new Set(texts)].slice(0, 20);
}

function hunted(...words: string[]): unknown {
  const file = join(folder, 'case.json');
  landfall(['hunt', ...words, '--json', file, '--quiet']);
  return JSON.parse(readFileSync(file, 'utf8'));
}

describe('a CaseFile follows its published schema', () => {
  test('the one of the fixtures', () => {
    expect(faults(JSON.parse(readFileSync('fixtures/report/case.json', 'utf8')))).toEqual([]);
  });

  test('of a hunt through logs with holes', { timeout: 300_000 }, () => {
    const { caseFile } = huntedCase('gaps', folder);
    expect(caseFile.incidents?.length).toBeGreaterThan(0);
    expect(faults(caseFile)).toEqual([]);
  });

  test('of a hunt with files that cannot be read, a range of time, and rules of others', () => {
    const rules = ['--rules', 'fixtures/cases/small-intrusion/rules', '--own-rules'];
    const caseFile = hunted('fixtures/read', 'fixtures/cases', ...rules, '--since', '2010-01-01', '--carve');
    expect(faults(caseFile)).toEqual([]);
  });
});

test('a key that the schema does not know is a fault', () => {
  const caseFile = JSON.parse(readFileSync('fixtures/report/case.json', 'utf8')) as object;
  expect(faults({ ...caseFile, surprise: 1 })).toEqual([expect.stringContaining('"additionalProperty":"surprise"')]);
});

describe('the schema of a type', () => {
  const SOURCE = `
    import type { Other } from './other.ts';
    const TABLE = 'ignored';
    /** A base. */
    export interface Base { readonly id: string; /** may be missing */ readonly note?: string }
    /**
     * Two lines
     * of words.
     */
    export interface Whole extends Base {
      readonly kind: 'a' | 'b' | null;
      readonly version: typeof VERSION;
      readonly word: Word;
      readonly code: keyof typeof TABLE;
      readonly pair: readonly (readonly [first: number, last: string])[];
      readonly both: Base & { readonly more: true };
      readonly map: Readonly<Record<string, Value>>;
    }
    export type Word = (typeof WORDS)[number];
    export type Value = string | bigint | readonly Value[];
  `;
  const constants = { VERSION: 1, WORDS: ['x', 'y'], TABLE: { c: 0 } };

  test('has what its declaration says, and nothing else', () => {
    const { $defs, ...whole } = typeSchema([SOURCE], 'Whole', constants);
    expect(whole).toEqual({
      description: 'Two lines of words.',
      type: 'object',
      properties: {
        id: { type: 'string' },
        note: { description: 'may be missing', type: 'string' },
        kind: { anyOf: [{ enum: ['a', 'b'] }, { type: 'null' }] },
        version: { const: 1 },
        word: { $ref: '#/$defs/Word' },
        code: { enum: ['c'] },
        pair: {
          type: 'array',
          items: {
            type: 'array',
            prefixItems: [{ type: 'number' }, { type: 'string' }],
            minItems: 2,
            maxItems: 2,
          },
        },
        both: {
          type: 'object',
          properties: { id: { type: 'string' }, note: expect.anything(), more: { const: true } },
          required: ['id', 'more'],
          additionalProperties: false,
        },
        map: { type: 'object', additionalProperties: { $ref: '#/$defs/Value' } },
      },
      required: ['id', 'kind', 'version', 'word', 'code', 'pair', 'both', 'map'],
      additionalProperties: false,
    });
    expect($defs).toMatchObject({
      Word: { enum: ['x', 'y'] },
      Value: { anyOf: [{ type: 'string' }, { type: 'array', items: { $ref: '#/$defs/Value' } }] },
    });
  });

  test.each([
    ['export interface Whole { readonly a: Nowhere }', 'the type Nowhere is not in the sources'],
    ['export interface Whole { readonly a: Map<string, string> }', 'the type Map<...> is not known here'],
    ['export interface Whole { readonly a: typeof X }', 'the value of X was not given'],
    ['export type Whole = string & number;', 'only objects can be merged'],
  ])('%s is refused', (source, message) => {
    expect(() => typeSchema([source], 'Whole', {})).toThrow(message);
  });
});
