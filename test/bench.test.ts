import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { corpusIn, joinedFile, syntheticCorpus } from '../bench/corpus.ts';
import { measure } from '../bench/measure.ts';
import { BENCH_SUITES } from '../bench/suites.ts';
import { benchMarkdown, replaceMarked } from '../bench/table.ts';
import { readEvtx } from '../src/evtx/index.ts';
import { sourceOf } from './dev-corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('every suite has its place in docs/benchmarks.md', () => {
  const document = readFileSync('docs/benchmarks.md', 'utf8');
  for (const { name } of BENCH_SUITES)
    expect(replaceMarked(document, name, 'new\n')).toContain(`-->\nnew\n<!-- /bench:${name}`);
});

test('a table says what was done a second', () => {
  const row = { what: 'work', cores: 2, events: 3_000_000, bytes: 5e9, seconds: 2, cpuSeconds: 3, peakBytes: 123e6 };
  const text = benchMarkdown({
    title: 'T',
    intro: ['I.'],
    rows: [row, { ...row, peakBytes: undefined }],
    findings: ['F.'],
  });
  expect(text).toContain(
    '| work | 2 | 2.00 | 3.00 | 1,500,000 | 2,500 | 123 |\n| work | 2 | 2.00 | 3.00 | 1,500,000 | 2,500 | not known |',
  );
});

test('logs joined to one file hold the records of all', () => {
  const corpus = corpusIn('fixtures/cases', 'cases');
  const { paths, bytes } = joinedFile(corpus, join(folder, 'joined.evtx'));
  const joined = readFileSync(paths[0]!);
  expect(joined.length).toBe(bytes);
  const items = [...readEvtx(sourceOf(joined))].map((item) => item.kind);
  const alone = corpus.files.flatMap((file) => [...readEvtx(sourceOf(readFileSync(file)))]).length;
  expect(items.filter((kind) => kind === 'record')).toHaveLength(alone);
  expect(items).not.toContain('problem');
});

test('a synthetic corpus has the events asked for', () => {
  const { files } = syntheticCorpus(join(folder, 'synthetic'), 300);
  expect([...readEvtx(sourceOf(readFileSync(files[0]!)))].filter(({ kind }) => kind === 'record')).toHaveLength(300);
});

test('a program that fails is an error with what it said', async () => {
  await expect(
    measure(process.execPath, ['-e', 'console.error("no such log"); process.exit(3)'], { cores: 0 }),
  ).rejects.toThrow(/ended with 3: no such log/);
});
