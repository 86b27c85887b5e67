import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkRead } from '../scripts/fuzz/formats-target.ts';
import { FILE_MUTATIONS } from '../scripts/fuzz/mutate-file.ts';
import { randomFrom } from '../scripts/fuzz/target.ts';
import { readAsHunt } from '../scripts/read-fixtures.ts';
import { DEV_FOLDER, hasDevCorpus } from './dev-corpus.ts';

// Event logs have tests of their own; of what is larger than this, other files show the same.
const MOST_BYTES = 1 << 17;
const LIMIT_MS = 10_000;

const samples = hasDevCorpus('every format on public logs')
  ? readdirSync(DEV_FOLDER, { recursive: true, encoding: 'utf8' })
      .filter((path) => /[/\\]/.test(path) && !/\.(?:evtx|yml|md|tsv)$/.test(path))
      .map((path) => join(DEV_FOLDER, path))
      .filter((path) => statSync(path).isFile() && statSync(path).size <= MOST_BYTES)
      .sort()
  : [];

test.skipIf(samples.length === 0)('public logs are read, and nothing that becomes of them on the way does harm', () => {
  const formats = new Map<string, number>();
  for (const [index, path] of samples.entries()) {
    const bytes = new Uint8Array(readFileSync(path));
    if (bytes.length === 0) continue;
    for (const item of readAsHunt(path, bytes)) {
      if (item.kind === 'file') formats.set(item.format, (formats.get(item.format) ?? 0) + 1);
    }
    const mutations = Object.entries(FILE_MUTATIONS);
    const [name, mutate] = mutations[index % mutations.length]!;
    const startMs = performance.now();
    try {
      checkRead(bytes);
      checkRead(mutate(bytes, bytes, randomFrom(index)));
    } catch (error) {
      throw new Error(`${path}: ${name}`, { cause: error });
    }
    expect(performance.now() - startMs, `${path}: ${name}`).toBeLessThan(LIMIT_MS);
  }
  expect(formats.size).toBeGreaterThanOrEqual(5);
});
