import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { UsageError } from '../../model/index.ts';
import { parseRules, type SigmaRule } from '../index.ts';
import { applyPipelines, type Pipeline, parsePipeline } from './index.ts';

const CASES = load(readFileSync(new URL('../../../fixtures/sigma/pipelines.yml', import.meta.url), 'utf8')) as {
  readonly pipelines: string[];
  readonly error?: object;
}[];
const TEXTS = CASES.flatMap(({ pipelines }) => pipelines);
const PIPELINES = CASES.filter(({ error }) => error === undefined).flatMap(({ pipelines }) =>
  pipelines.map((text) => parsePipeline(text, 'pipeline.yml')),
);

const FOLDER = new URL('../../../../shared/data/sigma-rules', import.meta.url).pathname;
const isHere = existsSync(FOLDER);
if (!isHere) console.log('left out: the community rules are not at ../shared/data/sigma-rules');

function communityRules(step: number): SigmaRule[] {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yml'));
  return files
    .sort()
    .filter((_, index) => index % step === 0)
    .flatMap((file) => parseRules(readFileSync(join(FOLDER, file), 'utf8'), file, { keepDrafts: true }).rules);
}

test.skipIf(!isHere)('a pipeline that changes nothing leaves every community rule as it was', () => {
  const rules = communityRules(1);
  const nothing = parsePipeline('transformations: [{ type: set_state, key: a, val: b }]', 'pipeline.yml');
  const piped = applyPipelines({ rules }, [nothing]);
  expect(piped.errors).toEqual([]);
  expect(piped.rules).toEqual(rules.map(({ draft: _, ...rule }) => rule));
});

test.skipIf(!isHere)('every pipeline of the fixtures either changes a community rule or says why not', () => {
  const rules = communityRules(20);
  for (const pipeline of PIPELINES) {
    const piped = applyPipelines({ rules }, [pipeline]);
    expect(piped.rules.length + piped.errors.length).toBe(rules.length);
    for (const { code, file } of piped.errors) expect([code, typeof file]).toEqual(['PIPELINE_FAILED', 'string']);
  }
});

/** Any text: a pipeline or a UsageError. */
function tryParse(text: string): Pipeline | undefined {
  try {
    return parsePipeline(text, 'pipeline.yml');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    expect(error.line).toBeGreaterThan(0);
    return undefined;
  }
}

const RULE = `title: R
logsource: { product: windows }
fields: [A]
detection:
  selection:
    A|contains: [x-1, 'y*']
    B|expand: '%admins%'
    C|re|i: a.c
    D|fieldref: A
    E|neq: [1, null, true]
    Hashes: MD5=987B65CD9B9F4E9A1AFD8F8B48CF64A7
  keywords: [k]
  condition: selection and not keywords
`;

test('a pipeline with pieces of others in it is refused or applied, and nothing else', () => {
  const { rules } = parseRules(RULE, 'rule.yml', { keepDrafts: true });
  const words = [...new Set(TEXTS.flatMap((text) => text.match(/[\w%*.]+|[^\w\s]/g) ?? []))];
  const change = fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.constantFrom(...words, '\n', ' ', '', 'null', '[]'));
  fc.assert(
    fc.property(fc.constantFrom(...TEXTS), fc.array(change, { maxLength: 3 }), (text, changes) => {
      const pieces = text.split(/(?<=[\w%*.])(?![\w%*.])|(?<![\w%*.])(?=[\w%*.])/);
      for (const [place, count, word] of changes) pieces.splice(place % pieces.length, count, word);
      const pipeline = tryParse(pieces.join(''));
      if (pipeline === undefined) return;
      const piped = applyPipelines({ rules }, [pipeline]);
      expect(piped.rules.length + piped.errors.length).toBe(1);
    }),
    { numRuns: 1500 },
  );
});
