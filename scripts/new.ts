import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ScaffoldName } from './templates/scaffold.ts';
import { SCAFFOLDS } from './templates/scaffolds.ts';

/** What was begun: files made or added to, and what to do next. */
export interface Begun {
  readonly made: readonly string[];
  readonly changed: readonly string[];
  readonly next: readonly string[];
}

/** The request cannot be met; the message says what can. */
export class ScaffoldError extends Error {}

/**
 * Begins one more of a kind below a folder.
 * @param clock day and identifier for templates
 * @throws ScaffoldError for an unknown kind, a name that does not fit, or files that are there already
 */
export function begin(root: string, kind: string, given: string, clock: Pick<ScaffoldName, 'date' | 'uuid'>): Begun {
  const scaffold = SCAFFOLDS.find((candidate) => candidate.kind === kind);
  if (scaffold === undefined) {
    const kinds = SCAFFOLDS.map((candidate) => candidate.kind).join(', ');
    throw new ScaffoldError(`There is no kind "${kind}"; there are ${kinds}.`);
  }
  if (!scaffold.pattern.test(given)) {
    throw new ScaffoldError(`"${given}" is no name for a ${kind}; a good one is "${scaffold.example}".`);
  }
  const name = { ...nameForms(given), ...clock };
  const files = scaffold.files(name);
  const additions = scaffold.additions?.(name) ?? new Map<string, string>();
  const taken = [...files.keys()].filter((path) => existsSync(join(root, path)));
  if (taken.length > 0) throw new ScaffoldError(`There is already ${taken.join(', ')}; nothing was changed.`);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const [path, text] of additions) appendFileSync(join(root, path), text);
  return { made: [...files.keys()], changed: [...additions.keys()], next: scaffold.next(name) };
}

function nameForms(given: string): Pick<ScaffoldName, 'given' | 'camel' | 'pascal'> {
  const words = given.split('/').at(-1)!.split(/[-_]/);
  const pascal = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  return { given, pascal, camel: pascal.slice(0, 1).toLowerCase() + pascal.slice(1) };
}

function main([kind = '', name = '']: readonly string[]): number {
  try {
    const { made, changed, next } = begin('.', kind, name, {
      date: new Date().toISOString().slice(0, 10),
      uuid: randomUUID(),
    });
    for (const path of made) console.log(`made ${path}`);
    for (const path of changed) console.log(`added to ${path}`);
    console.log(`\nNext:\n${next.map((step, index) => `${index + 1}. ${step}`).join('\n')}`);
    return 0;
  } catch (error) {
    if (!(error instanceof ScaffoldError)) throw error;
    const kinds = SCAFFOLDS.map(({ kind: known, example }) => `  npm run new -- ${known} ${example}`).join('\n');
    console.error(`${error.message}\n\n${kinds}`);
    return 2;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = main(process.argv.slice(2));
}
