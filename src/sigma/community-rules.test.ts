import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileRule, parseRules } from './index.ts';

const FOLDER = new URL('../../../shared/data/sigma-rules', import.meta.url).pathname;
const isHere = existsSync(FOLDER);
if (!isHere) console.log('left out: the community rules are not at ../shared/data/sigma-rules');

test.skipIf(!isHere)('every community rule parses, and only those with |expand miss placeholders', () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yml'));
  const errors: string[] = [];
  let rules = 0;
  for (const file of files) {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const parsed = parseRules(text, file);
    rules += parsed.rules.length;
    for (const error of parsed.errors) errors.push(`${error.file}:${error.line}:${error.column} ${error.message}`);
    for (const rule of parsed.rules) {
      expect(rule.missingPlaceholders.length > 0, file).toBe(text.includes('|expand'));
      expect(compileRule(rule).matches({ get: () => undefined, entries: () => [] })).toBeTypeOf('boolean');
    }
  }
  expect(errors).toEqual([]);
  expect(rules).toBe(files.length);
  expect(rules).toBeGreaterThan(3000);
});
