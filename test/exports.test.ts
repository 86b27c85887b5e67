import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly why: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === 'string' ? [] : [{ name, target }],
);

test.each(entries)('the entry $name is built from a source', ({ target }) => {
  const source = target.default.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts');
  expect(existsSync(source), source).toBe(true);
  expect(target.types).toBe(target.default.replace(/\.js$/, '.d.ts'));
});

test.each([
  ['src/evtx/index.ts', []],
  ['src/sigma/index.ts', ['js-yaml']],
])('%s needs no Node and no packages but %j', (entry, packages) => {
  const { files, outside } = reachableFrom(entry);
  expect(files.size).toBeGreaterThan(10);
  expect([...outside].sort()).toEqual(packages);
});

test.each(['landfall', 'landfall/evtx', 'landfall/sigma'])('%s can be imported by its name', (name) => {
  const script = `import * as all from '${name}'; console.log(Object.keys(all).length)`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(Number(printed)).toBeGreaterThan(3);
});

test('the command is there', () => {
  for (const file of Object.values(manifest.bin))
    expect(readFileSync(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test('each dependency has an exact version and a reason', () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(Object.keys(manifest.why).sort()).toEqual(Object.keys(all).sort());
  for (const version of Object.values(all)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

/** The files that importing one file loads, and the packages and Node modules among them. */
function reachableFrom(entry: string): { readonly files: ReadonlySet<string>; readonly outside: ReadonlySet<string> } {
  const files = new Set<string>();
  const outside = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const specifier of loadedBy(file)) {
      if (specifier.startsWith('.')) visit(resolve(dirname(file), specifier));
      else outside.add(specifier);
    }
  };
  visit(resolve(join(import.meta.dirname, '..', entry)));
  return { files, outside };
}

/** What a file imports when it runs; types are gone by then. */
function loadedBy(file: string): string[] {
  const statements = readFileSync(file, 'utf8').matchAll(
    /^\s*(?:import|export)\s+(?!type\b)[^'"`;]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/gms,
  );
  return [...statements].map((match) => match[1] ?? match[2]!);
}
