import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The arrows of ARCHITECTURE.md: what each folder below `src` may import from, besides itself. */
const LIBRARIES = ['model', 'evtx', 'wasm', 'sigma', 'indicators'];
const STAGES = ['read', 'normalise', 'detect', 'observe', 'correlate', 'assess', 'respond'];
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  ...{ model: [], evtx: [], wasm: [], sigma: ['model', 'wasm'], indicators: ['model'] },
  ...{ read: ['model', 'evtx', 'wasm'], simulate: ['model', 'evtx'], report: ['model'] },
  ...Object.fromEntries(STAGES.slice(1).map((stage) => [stage, LIBRARIES])),
  'investigate.ts': [...LIBRARIES, ...STAGES],
  cli: [...LIBRARIES, ...STAGES, 'report', 'simulate', 'investigate.ts'],
  'index.ts': [...LIBRARIES, ...STAGES, 'report', 'simulate', 'investigate.ts'],
};
/** Packages and Node: Node only where the world is touched; decoders, the YAML parser of the rules, widths of text. */
const MAY_USE: Readonly<Record<string, readonly RegExp[]>> = {
  cli: [/^node:/],
  'cli/yaml-file.ts': [/^js-yaml$/],
  'read/open.ts': [/^node:/],
  read: [/^fflate$/],
  sigma: [/^js-yaml$/],
  indicators: [/^js-yaml$/],
  report: [/^string-width$/],
};
const FEWEST_FILES = 60;
const INVESTIGATE_LINES = 150;

const src = join(import.meta.dirname, '..', 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));

describe('the arrows', () => {
  it('have enough files to look at', () => {
    expect(files.length).toBeGreaterThanOrEqual(FEWEST_FILES);
  });

  it.each(files)('%s imports only what lies below it', (file) => {
    const wrong = importsOf(file).filter((specifier) => !isAllowed(file, specifier));
    expect(wrong, `${file} imports ${wrong.join(', ')}`).toEqual([]);
  });

  it('other folders are entered by their index', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .map((specifier) => targetOf(file, specifier))
        .filter((target) => target !== undefined && folderOf(target) !== folderOf(file) && isInner(target))
        .map((target) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('no files import each other in a circle', () => {
    expect(circles(files.filter((file) => !file.startsWith('evtx/')))).toEqual([]);
  });

  it('only investigate.ts knows the order of the stages, in few lines', () => {
    const lines = readFileSync(join(src, 'investigate.ts'), 'utf8').split('\n').length;
    expect(lines).toBeLessThanOrEqual(INVESTIGATE_LINES);
  });
});

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8');
  const statements = text.matchAll(
    /^\s*(?:import|export)\b[^'"`;]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/gms,
  );
  return [...statements].map((match) => match[1] ?? match[2]!);
}

/** The file a relative import leads to, below `src`; undefined for a package. */
function targetOf(file: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), specifier)) : undefined;
}

function folderOf(file: string): string {
  return file.split('/')[0]!;
}

// A library's part that is a public entry of its own counts as an index.
function isInner(target: string): boolean {
  return target.includes('/') && !target.endsWith('/index.ts') && target !== 'read/open.ts';
}

function isAllowed(file: string, specifier: string): boolean {
  const target = targetOf(file, specifier);
  const folder = folderOf(file);
  if (target === undefined) {
    return [...(MAY_USE[file] ?? []), ...(MAY_USE[folder] ?? [])].some((allowed) => allowed.test(specifier));
  }
  return folderOf(target) === folder || (MAY_IMPORT[folder] ?? []).includes(folderOf(target));
}

/** Circles of value imports; types may refer to each other. */
function circles(among: readonly string[]): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const target of valueImports(file)) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of among) visit(file, []);
  return found;
}

function valueImports(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(?!type\b)[^'"`;]*?from\s+['"](\.[^'"]+)['"]/gms);
  return [...statements].map((match) => relative('.', targetOf(file, match[1]!)!).replaceAll('\\', '/'));
}
