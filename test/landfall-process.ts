import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

/** The built command: `npm run build` comes first, as worker threads cannot run TypeScript on Node 20. */
export const LANDFALL = 'bin/landfall.js';

/** Tests leave the user's own cache of rules alone. */
const CACHE = resolve('node_modules/.cache');

/** What a finished run left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `landfall` as a user would, without a terminal. */
export function landfall(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Finished {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [LANDFALL, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...withoutColor(), XDG_CACHE_HOME: CACHE, ...environment },
  });
  if (error !== undefined) throw error;
  return { code: status, stdout, stderr };
}

/** The environment without what vitest sets for its own colours. */
export function withoutColor(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...environment } = process.env;
  return environment;
}

/** A folder of its own for a test file, removed at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
