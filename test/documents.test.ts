import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { landfall } from './landfall-process.ts';

const ROOT_PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];
const DOCS = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));
const pages = [...ROOT_PAGES, ...DOCS.map((path) => join('docs', path))];

test.each(pages)('links of %s lead to files that are there', (page) => {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1]!);
  const broken = links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(dirname(page), link)));
  expect(broken).toEqual([]);
});

test('paths that the pages at the root name are there, or said to be planned', () => {
  const planned = /^(src\/(observe|correlate|assess|respond|share|ingest|store|server|simulate)|content)\b/;
  const wrong = ROOT_PAGES.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/`((?:src|test|bench|scripts|fixtures|docs|examples|bin)\/[\w./-]+)`/g)]
      .map((match) => match[1]!)
      .filter((path) => !existsSync(path) && !planned.test(path))
      .map((path) => `${page}: ${path}`),
  );
  expect(wrong).toEqual([]);
});

test('the terminal excerpt of the README is what npm run demo prints', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const [, , ...args] = scripts.demo!.split(' ');
  const { stdout, code } = landfall(args, { COLUMNS: '100' });
  expect(code).toBe(0);
  const excerpt = /A part of what it prints:\n\n```\n(.*?)```/s.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const printed = stdout.split('\n');
  expect(excerpt.length).toBeGreaterThan(500);
  expect(excerpt.split('\n').filter((line) => !printed.includes(line))).toEqual([]);
});

test('ARCHITECTURE.md has a line for every folder of src', () => {
  const text = readFileSync('ARCHITECTURE.md', 'utf8');
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.filter(({ name }) => !text.includes(`| \`src/${name}\` |`)).map(({ name }) => name)).toEqual([]);
});

test('every change in CHANGELOG.md says its kind, area and effect', () => {
  const items = readFileSync('CHANGELOG.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('- '));
  const form = /^- \[(FEATURE|CHANGE|PERF|BUGFIX|SECURITY)\] [a-z]+: .+\.$/;
  expect(items.length).toBeGreaterThan(0);
  expect(items.filter((item) => !form.test(item))).toEqual([]);
});
