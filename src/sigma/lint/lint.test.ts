import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { LintFinding, LogsourceKnowledge } from '../../model/index.ts';
import { LINT_CHECKS, type LintSource, lint, lintFiles } from './lint.ts';

type Base = 'rule' | 'correlation' | 'filter';

interface Change {
  readonly base?: Base;
  readonly file?: string;
  readonly replace?: readonly (readonly [string, string])[];
  /** a word, and how often it is to stand there instead of once */
  readonly repeat?: Readonly<Record<string, number>>;
}

interface Case extends Change {
  readonly check: string;
  readonly at: string;
  readonly hint?: string;
  /** other checks that must find something too */
  readonly also?: readonly string[];
  /** further files; the check is one across files */
  readonly more?: readonly Change[];
  readonly in?: string;
}

interface Fixture {
  readonly bases: Readonly<Record<Base, { file: string; text: string }>>;
  readonly cases: readonly Case[];
}

const FIXTURE = new URL('../../../fixtures/sigma/lint/checks.yml', import.meta.url);
const { bases, cases } = load(readFileSync(FIXTURE, 'utf8')) as Fixture;
const KNOWLEDGE: LogsourceKnowledge = {
  supplies: [
    {
      ...{ product: 'windows', category: 'process_creation' },
      fields: new Set(['Image', 'CommandLine', 'User', 'EventID']),
    },
  ],
  gaps: [],
};

function sourceOf({ base = 'rule', file, replace = [], repeat = {} }: Change): LintSource {
  let { text } = bases[base];
  for (const [from, to] of replace) {
    expect(text.includes(from), `the base holds ${JSON.stringify(from)}`).toBe(true);
    text = text.replace(from, () => to);
  }
  for (const [word, times] of Object.entries(repeat)) text = text.replace(word, `${word} `.repeat(times).trim());
  return { file: file ?? bases[base].file, text };
}

const place = ({ line, column }: LintFinding): string => `${line}:${column}`;

describe('fixtures/sigma/lint', () => {
  test.each(['rule', 'correlation', 'filter'] as const)('the %s without fault has no finding', (base) => {
    expect(lint(bases[base].text, bases[base].file, { knowledge: KNOWLEDGE })).toEqual([]);
  });

  test.each(cases)('$check speaks up at $at', (testCase) => {
    const { check, at, also = [], hint, more } = testCase;
    const source = sourceOf(testCase);
    const findings =
      more === undefined
        ? lint(source.text, source.file, { knowledge: KNOWLEDGE })
        : lintFiles([source, ...more.map(sourceOf)], { knowledge: KNOWLEDGE });
    expect([...new Set(findings.map((finding) => finding.check))].sort()).toEqual([check, ...also].sort());
    const found = findings.find((finding) => finding.check === check)!;
    expect(`${place(found)} in ${found.file}`).toBe(`${at} in ${testCase.in ?? source.file}`);
    if (hint !== undefined) expect(found.hint).toContain(hint);
  });

  test('every check has a case, and its name, sentence and source are of one form', () => {
    const shown = new Set(cases.map(({ check }) => check));
    expect(LINT_CHECKS.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
    expect(new Set(LINT_CHECKS.map(({ id }) => id)).size).toBe(LINT_CHECKS.length);
    for (const { id, says, source } of LINT_CHECKS) {
      expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(says, id).toMatch(/^\S.*[^.]\.$/);
      expect(source, id).not.toBe('');
    }
  });
});

test('any text is answered with findings, never with an error', () => {
  const texts = [
    '',
    '\u0000',
    '- a',
    'a',
    '---\n---\n',
    'detection: 1',
    'correlation: x',
    'filter: []',
    'tags: {a: b}',
  ];
  for (const text of [...texts, ...cases.map((testCase) => sourceOf(testCase).text.slice(0, 300))]) {
    expect(Array.isArray(lint(text, 'x.yml'))).toBe(true);
  }
});

test.each([
  ['a pattern with many wildcards', `a${'*a'.repeat(2000)}*b`, ''],
  ['many names that are not there', Array.from({ length: 5000 }, (_, index) => `n${index}`).join(' or '), ''],
  ['a name in capitals beyond count', Array.from({ length: 15_000 }, () => 'a').join(' OR '), ''],
  ['a value of backslashes', 'a', `\n    b: '${'\\\\'.repeat(500_000)}x'`],
  ['very many values', 'a', `\n    b|contains: [${'"x", '.repeat(100_000)}"y"]`],
])('a hostile rule does not stall it: %s', (_title, condition, item) => {
  const name = 'a'.repeat(5000);
  const text = `title: x\nlogsource: { product: windows }\ndetection:\n  ${name}: { c: d }\n  a:\n    c: d${item}\n  condition: ${/\*/.test(condition) ? `1 of ${condition}` : condition}\n`;
  expect(lint(text, 'x.yml').length).toBeLessThan(2000);
});

test('a collection is not blamed for keys that its other documents have', () => {
  const [head = '', detection = ''] = bases.rule.text.split('detection:');
  const text = `action: global\n${head}---\ndetection:${detection}`;
  expect(lint(text, bases.rule.file).map(({ check }) => check)).toEqual([]);
});

const COMMUNITY = new URL('../../../../shared/data/sigma-rules', import.meta.url).pathname;
const hasCommunity = existsSync(COMMUNITY);
if (!hasCommunity) console.log('left out: the community rules are not at ../shared/data/sigma-rules');

test.skipIf(!hasCommunity)('no community rule breaks the specification', () => {
  const names = readdirSync(COMMUNITY, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yml'));
  const sources = names.map((file) => ({ file, text: readFileSync(join(COMMUNITY, file), 'utf8') }));
  const findings = lintFiles(sources);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(sources.length).toBeGreaterThan(3000);
  expect(findings.filter(({ severity }) => severity === 'warning').length).toBeLessThan(sources.length / 50);
});

test('aliases that repeat each other ten times at nine levels are no more work than a rule of many values', () => {
  const levels = Array.from(
    { length: 9 },
    (_, level) => `  l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`).join(', ')}]`,
  );
  const text = `title: A\nlogsource: { product: windows }\ndetection:\n  l0: &l0 [x, y]\n${levels.join('\n')}\n  condition: l9\n`;
  expect(lint(text, 'a.yml').filter(({ severity }) => severity === 'error')).toMatchObject([{ check: 'rule-invalid' }]);
});

test('an ordered correlation with more orders than a hunt can follow is told where its rules are', () => {
  const rules = Array.from({ length: 9 }, (_, index) => `rule${index}`).join(', ');
  const text = `title: A\ncorrelation:\n  type: temporal_ordered\n  rules: [${rules}]\n  group-by: [Host]\n  timespan: 1m\n  condition: { gte: 2 }\n`;
  const errors = lint(text, 'a.yml').filter(({ severity }) => severity === 'error');
  expect(errors).toMatchObject([
    { check: 'rule-invalid', line: 4, message: 'The condition allows more than 256 orders.' },
  ]);
});
