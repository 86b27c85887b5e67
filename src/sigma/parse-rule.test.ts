import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../model/index.ts';
import { matchesRule, parsePlaceholders, parseRule, parseRules } from './index.ts';

const rule = (title: string, extra = ''): string =>
  `title: ${title}\nlogsource: { product: windows }\ndetection:\n  selection: { A: 1 }\n  condition: selection\n${extra}`;

const event = (fields: Record<string, string | number>) => ({
  get: (field: string) => fields[field],
  entries: () => Object.entries(fields),
});

test('a rule carries its metadata and where it stands', () => {
  const text = `# note\n${rule('One', 'id: 7\nlevel: HIGH\nstatus: test\ntags: [attack.t1059]\nreferences: https://example.org\nfalsepositives:\n  - none\n')}`;
  expect(parseRule(text, 'a.yml')).toMatchObject({
    id: '7',
    title: 'One',
    level: 'high',
    status: 'test',
    tags: ['attack.t1059'],
    references: ['https://example.org'],
    falsePositives: ['none'],
    logsource: { product: 'windows' },
    detection: { kind: 'match', field: 'A', position: { line: 5, column: 19 } },
    origin: { file: 'a.yml', line: 2, column: 1 },
  });
});

test('a rule without id and level is named by its title and counts as medium', () => {
  expect(parseRule(rule('One'), 'a.yml')).toMatchObject({ id: 'One', level: 'medium' });
});

test('one bad document loses none of the others, wherever it is bad', () => {
  for (const bad of ['a: [', 'title: x', '- 1', 'a: b: c', 'x: *y', '"']) {
    const parsed = parseRules([rule('One'), bad, rule('Two')].join('\n---\n'), 'a.yml');
    expect(parsed.rules.map(({ title, origin }) => [title, origin.line])).toEqual([
      ['One', 1],
      ['Two', 10],
    ]);
    expect(parsed.errors).toHaveLength(1);
    expect(parsed.errors[0]!.line).toBeGreaterThanOrEqual(8);
  }
});

test('correlations and filters are parsed and kept apart', () => {
  const correlation = 'title: C\ncorrelation: { type: temporal, rules: One, timespan: 1m }\n';
  const logsource = 'logsource: { product: windows }';
  const filter = `title: F\n${logsource}\nfilter: { rules: [One], selection: { A: 1 }, condition: selection }\n`;
  const { rules, others, errors } = parseRules(`${rule('One')}---\n${correlation}---\n${filter}`, 'a.yml');
  expect([rules.length, errors.length]).toEqual([1, 0]);
  expect(others).toMatchObject([
    { kind: 'correlation', title: 'C', origin: { line: 7, column: 1 } },
    { kind: 'filter', origin: { line: 10, column: 1 } },
  ]);
});

test('global, reset and repeat shape the rules that follow', () => {
  const text = `action: global\nlevel: high\ndetection:\n  filter: { B: 1 }\n---\n${rule('One')}---\naction: repeat\ntitle: Two\n---\naction: reset\n---\n${rule('Three')}`;
  const { rules, errors } = parseRules(text, 'a.yml');
  expect(errors).toEqual([]);
  expect(rules.map(({ title, level }) => [title, level])).toEqual([
    ['One', 'high'],
    ['Two', 'high'],
    ['Three', 'medium'],
  ]);
});

test('anchors, aliases and merge keys are resolved', () => {
  const text = `title: x\nlogsource: { product: windows }\ndetection:\n  base: &b { A: 1, B: 1 }\n  selection:\n    <<: *b\n    B: 2\n  condition: selection\n`;
  expect(parseRules(text, 'a.yml').errors[0]?.message).toContain('"B" occurs twice');
  const parsed = parseRule(text.replace('    <<: *b\n    B: 2', '    B: 2\n    <<: *b'), 'a.yml');
  expect(matchesRule(parsed, event({ A: 1, B: 2 }))).toHaveLength(2);
});

test('a byte order mark and Windows line ends change nothing', () => {
  const parsed = parseRule(`\ufeff${rule('One').replaceAll('\n', '\r\n')}`, 'a.yml');
  expect(parsed.detection).toMatchObject({ position: { line: 4, column: 19 } });
});

test('parseRule wants exactly one rule and throws its first error', () => {
  expect(() => parseRule('', 'a.yml')).toThrow(/exactly|one detection rule/);
  expect(() => parseRule(`${rule('One')}---\n${rule('Two')}`, 'a.yml')).toThrow('found 2');
  expect(() => parseRule('title: x', 'a.yml')).toThrow(UsageError);
});

test('files that would grow without end are refused in time', () => {
  const bomb = Array.from(
    { length: 40 },
    (_, index) => `k${index}: &k${index} [${index === 0 ? 'x' : `*k${index - 1}, *k${index - 1}`}]`,
  ).join('\n');
  const detectionBomb = `title: x\nlogsource: { product: windows }\n${bomb}\ndetection:\n  selection: *k39\n  condition: selection\n`;
  const startMs = performance.now();
  for (const text of [
    detectionBomb,
    Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
    '['.repeat(100_000),
    '{a: '.repeat(100_000),
    `${rule('x')}  x: ${'('.repeat(100_000)}`,
    rule('x').replace('condition: selection', `condition: ${'('.repeat(50_000)}selection`),
    rule('x').replace('condition: selection', `condition: ${'not '.repeat(16_000)}selection`),
    rule('x').replace('A: 1', `A|re: '${'('.repeat(5000)}'`),
    rule('x').replace('A: 1', `A|re: '((((a{1,1000}){1,1000}){1,1000})'`),
    rule('x').replace('A: 1', `A|windash: '${' -a'.repeat(5000)}'`),
    rule('x').replace('A: 1', `A: [${'1, '.repeat(150_000)}]`),
    '---\n'.repeat(50_000),
    'a: &a\n'.repeat(1) + 'b: *a\n'.repeat(2),
    'x'.repeat(17 * 1024 * 1024),
  ]) {
    const { rules, errors } = parseRules(text, 'a.yml');
    expect(rules.length + errors.length).toBeLessThanOrEqual(1);
  }
  expect(performance.now() - startMs).toBeLessThan(30_000);
});

test('no text whatever makes the parser throw', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      'title: x\n',
      'logsource:\n',
      '  product: a\n',
      'detection:\n',
      '  s:\n',
      '    A|re: (a\n',
      '    A|contains|all:\n',
    ),
    fc.constantFrom(
      '      - x\n',
      '  condition: ',
      '1 of them',
      ' and not s',
      '---\n',
      'action: global\n',
      '&a ',
      '*a',
      '<<: ',
      '|\n',
      "'",
      '"',
      '{',
      '[',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { rules, errors } = parseRules(pieces.join(''), 'a.yml');
      for (const parsed of rules) matchesRule(parsed, event({ A: 'x' }));
      for (const error of errors) expect(error.line).toBeGreaterThan(0);
    }),
    { numRuns: 1500 },
  );
});

test('placeholder files are maps from names to values', () => {
  const values = parsePlaceholders("Servers: ['srv*', db01]\n'%ids%': 4624\nversion: ['007']\n", 'p.yml');
  expect([...values]).toEqual([
    ['Servers', ['srv*', 'db01']],
    ['ids', [4624]],
    ['version', ['007']],
  ]);
  expect(() => parsePlaceholders('- a', 'p.yml')).toThrow('must be a map');
  expect(() => parsePlaceholders('a: [{}]', 'p.yml')).toThrow('must have text or numbers');
});
